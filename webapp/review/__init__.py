"""每周复盘: the street looks at typical tickets of a week: cause, what went wrong, which rule was changed, who does what."""

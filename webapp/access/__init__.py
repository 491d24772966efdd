"""Who may do what, and see which rows."""

"""Lists of a district from CSV or Excel: every row gets its verdict, a broken one never stops the rest."""

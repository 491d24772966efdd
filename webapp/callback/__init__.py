"""The resident is called and has the last word."""

"""The JSON skin over the desks' commands and queries."""

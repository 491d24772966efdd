"""Builders: small true pieces of a district, one file per noun."""

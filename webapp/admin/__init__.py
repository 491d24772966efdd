"""Imports, people, places, settings, audit, and the command line."""

"""Somebody else looks again before a ticket is closed."""

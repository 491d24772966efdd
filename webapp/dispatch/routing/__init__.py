"""Dispatch by rule (C15): the ordered table that a shift lead writes, tries out and publishes, and what follows it."""

"""What the district learns from its tickets: rates that show what they were counted from."""

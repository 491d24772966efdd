"""The printed board at a door: its page, its codes, its sheets."""

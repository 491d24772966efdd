"""The case: its table of states, its history, and the one place that moves it."""

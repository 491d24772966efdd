"""Guards taken out one by one: for each a test that must notice (`make mutants`)."""

"""The steps by which the database grows, named by hand, each in both directions, on both databases."""

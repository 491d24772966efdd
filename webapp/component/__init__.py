"""城市部件: the library of what stands in the streets, and everything that happens to each of them."""

"""Is it true, is it ours: filed or refused."""

"""To a responsible unit, with a deadline; the direct road."""

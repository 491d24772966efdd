"""Street, community, management unit, compound, building, door; the codes on the plates."""

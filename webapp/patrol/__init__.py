"""The patrol of points: the library, the plan of a day, rounds and check-ins, coverage (mission.md, C2)."""

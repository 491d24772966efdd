"""The tests. A package, so that `tests.builders` and `tests.database` mean ours wherever pytest is started."""

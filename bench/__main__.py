"""`python -m bench`: every figure whose name begins with ONLY; exit status 1 when any is short."""

import importlib
import os
import pkgutil
import sys

import bench
from bench.figure import REGISTER, run


def main() -> int:
    """Import every module of the package, measure what ONLY selects (everything when it is empty)."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name != "__main__":
            importlib.import_module(f"bench.{module.name}")
    only = os.environ.get("ONLY", "")
    chosen = [figure for name, figure in sorted(REGISTER.items()) if name.startswith(only)]
    if not chosen:
        known = ", ".join(sorted(REGISTER)) or "none yet"
        print(f"No figure begins with {only!r}. There are: {known}", file=sys.stderr)
        return 1
    return 1 if run(chosen, sys.stdout) else 0


if __name__ == "__main__":
    sys.exit(main())

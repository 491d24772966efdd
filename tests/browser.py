"""Which browser the tests drive."""

import shutil

from bootstrap import BROWSERS, LEAN_BROWSER


def find_chromium(whole: bool = False) -> str:
    """The program to start; the lean one where it is installed, or the one that people have if `whole` is asked for."""
    names = sorted(BROWSERS, key=lambda name: name == LEAN_BROWSER) if whole else BROWSERS
    found = next((path for name in names if (path := shutil.which(name))), None)
    assert found, "No Chromium on this machine: `make test` installs it."
    return found

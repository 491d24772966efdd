"""Which browser the tests drive."""

import shutil

from bootstrap import BROWSERS

LEAN = "chromium-headless-shell"
"""Chromium without windows: the same pages, network and storage; a window of the other starts pages of its own."""


def find_chromium() -> str:
    """The program to start; the lean one where it is installed."""
    found = next((path for name in (LEAN, *BROWSERS) if (path := shutil.which(name))), None)
    assert found, "No Chromium on this machine: `make test` installs it."
    return found

"""Modules that only few acts need, loaded by the first of them: a document's writer, a certificate's maker.

What a page of every day needs is imported where it stands, so that the forks share it. These were a tenth of the time to
start, and most processes never use them. Types see them as ever; the loading is Python's own, behind its locks.
"""

from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """A module that is imported when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        """What the module calls by this name."""
        return getattr(import_module(self.__name__), name)

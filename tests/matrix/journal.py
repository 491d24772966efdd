"""What was entered, written down outside the browser before anything is sent; loss is judged from here alone."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.matrix.cells import Try


@dataclass
class Entry:
    """One report as a person made it."""

    id: str
    words: str
    door: str
    tried: Try
    picked: list[str]
    """sha256 of the photos as they were picked."""
    queued: list[str] = field(default_factory=list)
    """sha256 of the bytes that the phone's shelf held before the first of them left; of a form, what was picked."""
    parts: list[str] = field(default_factory=list)
    """The ids that the phone gave them, in order."""
    wrong: list[str] = field(default_factory=list)
    """What was not as it must be, in words; empty is well."""


class Journal:
    """A file of lines, each on disk before the act that it tells of."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8")
        self.entries: dict[str, Entry] = {}

    def enter(self, entry: Entry) -> None:
        """Write it down, now."""
        assert entry.id not in self.entries, f"the phone gave the id {entry.id} twice"
        self.entries[entry.id] = entry
        self._file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """No more."""
        self._file.close()

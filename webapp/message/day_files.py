"""Lines in a file for each day, found again by the id in them: what was written before a crash is not written twice."""

import fcntl
import os
import re
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from webapp.base.clock import CHINA

_ID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class DayFiles:
    """Files `<name>-<day>.<suffix>` in a folder; a line belongs to the day on which its delivery was made."""

    def __init__(self, folder: Path, name: str, suffix: str) -> None:
        self._folder, self._name, self._suffix = folder, name, suffix
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def known(self, lines: Iterable[tuple[uuid.UUID, datetime]]) -> set[uuid.UUID]:
        """Which of these ids stand in the files of their days already."""
        wanted = list(lines)
        there: set[uuid.UUID] = set()
        for day in {_day(at) for _, at in wanted}:
            path = self._path(day)
            if path.exists():
                there |= _ids(path.read_bytes())
        return there & {line_id for line_id, _ in wanted}

    def append(self, lines: Sequence[tuple[uuid.UUID, datetime, str]], *, safely: bool) -> None:
        """Write whole lines, each with its id in it; `safely` waits for the disk. Ids that stand there are left out."""
        for day in sorted({_day(at) for _, at, _ in lines}):
            self._append(day, [(line_id, words) for line_id, at, words in lines if _day(at) == day], safely)

    def _append(self, day: date, lines: list[tuple[uuid.UUID, str]], safely: bool) -> None:
        with self._path(day).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _cut_torn_line(file.fileno())
            file.write("".join(f"{words}\n" for _, words in lines).encode())
            file.flush()
            if safely:
                os.fsync(file.fileno())

    def forget(self, before: date) -> int:
        """Remove the files of days before this one; returns how many."""
        old = [
            path
            for path in self._folder.glob(f"{self._name}-*.{self._suffix}")
            if path.stem[-10:] < before.isoformat()
        ]
        for path in old:
            path.unlink()
        return len(old)

    def _path(self, day: date) -> Path:
        return self._folder / f"{self._name}-{day.isoformat()}.{self._suffix}"


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()


def _ids(written: bytes) -> set[uuid.UUID]:
    """The id of each whole line: the first in it."""
    found = (_ID.search(line) for line in written.split(b"\n")[:-1])
    return {uuid.UUID(match[0].decode()) for match in found if match}


def _cut_torn_line(file: int) -> None:
    """Take away what a writer who was killed left without its end: nobody has been told that it was written."""
    size = os.fstat(file).st_size
    if not size or os.pread(file, 1, size - 1) == b"\n":
        return
    tail = os.pread(file, min(size, 65536), max(size - 65536, 0))
    os.ftruncate(file, size - len(tail) + tail.rfind(b"\n") + 1)

"""A store in a folder of this machine. What it has acknowledged is on the disk."""

import hashlib
import os
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from webapp.base.storage.key import check_key, check_prefix
from webapp.base.storage.store import NotStored, Stored

UNFINISHED = ".unfinished"
ABANDONED_AFTER = 24 * 3600  # seconds; longer than any upload, so a living writer is never robbed


class LocalStore:
    """Files under `root`, fanned out over 256 folders by the hash of their key: `photo/<name>` is `photo/_3f/<name>`.

    Fan-out folders begin with `_`, which no segment of a key does, so a path always says which key it is.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._unfinished = root / UNFINISHED
        self._unfinished.mkdir(parents=True, exist_ok=True)
        self._sweep()

    def put(self, key: str, chunks: Iterable[bytes]) -> Stored:
        """Write beside, sync, rename, sync the folder: a reader sees all of it or none of it."""
        path = self._path(key)
        digest, length = hashlib.sha256(), 0
        handle, name = tempfile.mkstemp(dir=self._unfinished)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                    digest.update(chunk)
                    length += len(chunk)
                file.flush()
                os.fsync(file.fileno())
            self._make(path.parent)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return Stored(length, digest.hexdigest())

    def open(self, key: str) -> BinaryIO:
        """The file itself, open for reading."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise NotStored(key) from None

    def exists(self, key: str) -> bool:
        """Whether the file is there."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Remove the file for good: the folder is synced, so an erased photo does not come back."""
        path = self._path(key)
        with suppress(FileNotFoundError):  # gone is what was wanted
            path.unlink()
            _sync(path.parent)

    def list(self, prefix: str = "") -> Iterator[str]:
        """Walk the folders and turn paths back into keys."""
        for folder, below, files in os.walk(self.root / check_prefix(prefix)):
            if UNFINISHED in below:
                below.remove(UNFINISHED)
            if Path(folder).name.startswith("_"):
                parent = Path(folder).parent.relative_to(self.root)
                yield from ((parent / name).as_posix() for name in files)

    def ping(self) -> None:
        """Write and remove an empty file."""
        tempfile.TemporaryFile(dir=self._unfinished).close()

    def _path(self, key: str) -> Path:
        *folders, name = check_key(key).split("/")
        fan = "_" + hashlib.sha256(key.encode()).hexdigest()[:2]
        return self.root.joinpath(*folders, fan, name)

    def _make(self, folder: Path) -> None:
        """Make the folder and those above it, each one entered durably in its parent."""
        if folder.is_dir():
            return
        self._make(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)

    def _sweep(self) -> None:
        """Remove what writers left that were killed in the middle."""
        for path in self._unfinished.iterdir():
            with suppress(FileNotFoundError):  # another worker may sweep at the same time
                if path.stat().st_mtime < time.time() - ABANDONED_AFTER:
                    path.unlink()


def _sync(folder: Path) -> None:
    """A rename is on disk only when the folder that holds the name is (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

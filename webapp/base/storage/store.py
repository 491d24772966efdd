"""The interface of a file store, the same for a folder and for a bucket."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

CHUNK = 256 * 1024
"""Bytes read at a time when a file is copied in or out."""


class NotStored(LookupError):
    """Nothing is stored under this key."""

    def __init__(self, key: str) -> None:
        super().__init__(f"nothing is stored under {key!r}")
        self.key = key


class StoreTrouble(OSError):
    """The store could not be reached, refused us or failed; trying again later may help."""


@dataclass(frozen=True)
class Stored:
    """What was written: its length in bytes and the SHA-256 of exactly these bytes, in hex."""

    bytes: int
    sha256: str


class Store(Protocol):
    """Keeps files under keys (see `key`). Every method raises `BadKey` for a malformed key, `OSError` for trouble.

    There are no conditional writes: keys are random (`new_key`), so two writers never mean the same one.
    """

    def put(self, key: str, chunks: Iterable[bytes]) -> Stored:
        """Store the chunks, all or nothing; once this returns they survive a power cut. Replaces what was there."""

    def open(self, key: str) -> BinaryIO:
        """The stored bytes as a seekable file at its start, for the caller to close; `NotStored` if there are none."""

    def exists(self, key: str) -> bool:
        """Whether something is stored under the key."""

    def delete(self, key: str) -> None:
        """Forget the key; a key that is not stored is no error."""

    def list(self, prefix: str = "") -> Iterator[str]:
        """Every key in the folder `prefix` and below, or all keys; in no promised order."""

    def ping(self) -> None:
        """Return if files could be written now, else raise `OSError` (for `/readyz`)."""


def chunked(file: BinaryIO, size: int = CHUNK) -> Iterator[bytes]:
    """The rest of an open file in pieces of at most `size` bytes, for `Store.put` and for streaming answers."""
    while piece := file.read(size):
        yield piece

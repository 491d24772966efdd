"""Whether a picture arrived whole, without decoding all of it."""

import os
from typing import BinaryIO

from webapp.base.picture.kind import HEIC, JPEG, PNG, WEBP
from webapp.base.picture.opening import MEGABYTE, Opened
from webapp.base.picture.refusal import PictureRefused, Reason

MAX_SCANS = (
    200  # cameras and web tools write about ten; each scan of a hostile file costs a walk over every block
)


def require_whole(opened: Opened) -> None:
    """Raise `PictureRefused(BROKEN)` for a picture that was cut off, at a bounded cost in time and memory.

    A JPEG is decoded at an eighth of its size. The others, which have no cheap way, are held to the lengths (and in
    PNG the checksums) that they carry; bytes garbled inside show when the copies are made. Ends the use of the image.
    """
    kind, file = opened.kind, opened.file
    if kind == JPEG:
        if opened.image.info.get("progressive") and _scans(file) > MAX_SCANS:
            raise PictureRefused(Reason.BROKEN)
        opened.image.draft(None, (max(1, opened.image.width // 8), max(1, opened.image.height // 8)))
        opened.image.load()
    elif kind == PNG:
        opened.image.verify()
    elif (kind == WEBP and not _riff_is_whole(file)) or (kind == HEIC and not _boxes_are_whole(file)):
        raise PictureRefused(Reason.BROKEN)


def _scans(file: BinaryIO) -> int:
    """Start-of-scan markers; in coded data FF is never followed by DA (ITU-T T.81, B.1.1.5)."""
    at = file.tell()
    file.seek(0)
    count, last = 0, b""
    while piece := file.read(MEGABYTE):
        count += (last + piece).count(b"\xff\xda")
        last = piece[-1:]
    file.seek(at)
    return count


def _riff_is_whole(file: BinaryIO) -> bool:
    file.seek(4)
    return 8 + int.from_bytes(file.read(4), "little") <= _length(file)


def _boxes_are_whole(file: BinaryIO) -> bool:
    """Walk the top-level boxes (ISO/IEC 14496-12, 4.2): each must end inside the file, and pixels must be there."""
    length, at, names = _length(file), 0, set()
    while at + 8 <= length:
        file.seek(at)
        size, name = int.from_bytes(file.read(4), "big"), file.read(4)
        if size == 1:
            size = int.from_bytes(file.read(8), "big")
        elif size == 0:
            size = length - at
        names.add(name)
        if size < 8:
            return False
        at += size
    return at == length and {b"meta", b"mdat"} <= names


def _length(file: BinaryIO) -> int:
    at = file.tell()
    length = file.seek(0, os.SEEK_END)
    file.seek(at)
    return length

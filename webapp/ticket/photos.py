"""Photos that come with a report or a step: bytes to the private store first, then the row."""

import hashlib
import logging
import tempfile
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, BinaryIO, cast

from webapp.base import voice
from webapp.base.database import new_id
from webapp.base.errors import WrongDigest
from webapp.base.picture import PictureRefused, inspect_picture
from webapp.base.storage import Store, new_key
from webapp.base.work import Work
from webapp.ticket.events import PhotoKept
from webapp.ticket.records import Photo, PhotoRole, PhotoState

MOST_BYTES = 25 * 1024 * 1024
CHUNK = 256 * 1024
OTHER_PHOTO = "这张照片和发文字时说的不是同一张，没有收下。"
BROKEN_ON_THE_WAY = "照片在路上传坏了，没有收下。请再传一次。"
log = logging.getLogger("mashang.photos")


@dataclass(frozen=True)
class KeptPhoto:
    """A photo whose bytes are safe in the store, ready to be tied to a ticket in the next commit."""

    id: uuid.UUID
    key: str
    sha256: str
    bytes: int
    role: PhotoRole = PhotoRole.PROBLEM
    taken_at: datetime | None = None
    place: dict[str, Any] | None = None


def keep_photo(
    store: Store, source: IO[bytes], role: PhotoRole = PhotoRole.PROBLEM, photo_id: uuid.UUID | None = None
) -> KeptPhoto:
    """Check a photo by its content and put it on disk; `PictureRefused` says why not, and what to do."""
    with tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024) as held:
        _copy_bounded(source, held)
        held.seek(0)
        inspect_picture(cast(BinaryIO, held))
        held.seek(0)
        key = new_key("original")
        stored = store.put(key, iter(lambda: held.read(CHUNK), b""))
    return KeptPhoto(photo_id or new_id(), key, stored.sha256, stored.bytes, role)


def keep_voice(store: Store, source: IO[bytes], photo_id: uuid.UUID) -> KeptPhoto:
    """Check a voice note by its content and put it on disk as it came; `VoiceRefused` says why not."""
    content = source.read(voice.MOST_BYTES + 1)
    voice.inspect_voice(content)
    key = new_key("voice")
    stored = store.put(key, [content])
    return KeptPhoto(photo_id, key, stored.sha256, stored.bytes, PhotoRole.VOICE)


def keep_promised_bytes(store: Store, source: IO[bytes], promised: str, told: str) -> tuple[str, str | None]:
    """Put bytes that a member of staff promised on disk, a photo or not: (key, why it is no photo).

    `promised` and `told` are the digests that came with the words and come with the bytes; `WrongDigest`, and
    nothing kept, unless both are that of the bytes. What somebody walked out for is never thrown away because a
    camera wrote a broken file.
    """
    if told != promised:
        raise WrongDigest(OTHER_PHOTO)
    with tempfile.SpooledTemporaryFile(max_size=4 * 1024 * 1024) as held:
        _copy_bounded(source, held)
        held.seek(0)
        if hashlib.file_digest(held, "sha256").hexdigest() != promised:
            raise WrongDigest(BROKEN_ON_THE_WAY)
        try:
            inspect_picture(cast(BinaryIO, held))
            why = None
        except PictureRefused as refused:
            why = refused.sentence
        held.seek(0)
        key = new_key("original")
        store.put(key, iter(lambda: held.read(CHUNK), b""))
    return key, why


def _copy_bounded(source: IO[bytes], target: IO[bytes]) -> None:
    total = 0
    while chunk := source.read(CHUNK):
        total += len(chunk)
        if total <= MOST_BYTES + 1:
            target.write(chunk)  # one byte more than allowed is enough for the check to refuse it


def tie(
    work: Work, photos: Iterable[KeptPhoto], ticket_id: uuid.UUID,
    report_id: uuid.UUID | None = None, step_id: uuid.UUID | None = None, first: int = 0,
) -> None:  # fmt: skip
    """Write the rows of kept photos and ask for their copies."""
    for order, photo in enumerate(photos, start=first):
        work.session.add(
            Photo(
                id=photo.id, ticket_id=ticket_id, report_id=report_id, step_id=step_id, role=photo.role,
                state=PhotoState.KEPT, place_in_order=order, sha256=photo.sha256, bytes=photo.bytes,
                original_key=photo.key, received_at=work.now, taken_at=photo.taken_at, place=photo.place,
            )
        )  # fmt: skip
        work.record(PhotoKept(photo_id=photo.id))

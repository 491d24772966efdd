"""Reading a resident's multipart form as a stream, so that a bad photo never costs the words.

The fields arrive before the photos (contract.md). A photo that is too large is drained and left out; a body
that breaks off in the middle keeps what had arrived; more photos than allowed are named, not kept.
"""

import tempfile
from dataclasses import dataclass, field
from typing import IO, cast

from werkzeug.exceptions import HTTPException
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

CHUNK = 64 * 1024
MOST_FIELD = 64 * 1024
MOST_PHOTO = 25 * 1024 * 1024
IN_MEMORY = 2 * 1024 * 1024


@dataclass
class SentPhoto:
    """A file of the form: its bytes on our disk, or the note that it was too large. `name` is empty in an empty box."""

    content: IO[bytes]
    name: str = ""
    bytes: int = 0
    too_large: bool = False


@dataclass
class SentForm:
    """What arrived. `torn` says that the body broke off; the last file is then incomplete and left out."""

    fields: dict[str, str] = field(default_factory=dict)
    photos: list[SentPhoto] = field(default_factory=list)
    torn: bool = False
    opened: list[IO[bytes]] = field(default_factory=list)

    def close(self) -> None:
        """Let go of the files on our disk."""
        for content in self.opened:
            content.close()


def read_form_stream(stream: IO[bytes], boundary: bytes) -> SentForm:
    """Take the form apart as it comes in; never raises for what the sender did wrong."""
    form, decoder = SentForm(), MultipartDecoder(boundary, max_form_memory_size=None, max_parts=64)
    text: list[bytes] = []
    name, photo = "", None
    try:
        while True:
            event = decoder.next_event()
            if isinstance(event, NeedData):
                decoder.receive_data(stream.read(CHUNK) or None)
            elif isinstance(event, Field):
                name, photo, text = event.name, None, []
            elif isinstance(event, File):
                content = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  closed by the form
                form.opened.append(cast(IO[bytes], content))
                name, photo = event.name, SentPhoto(form.opened[-1], event.filename or "")
            elif isinstance(event, Data):
                if photo is None:
                    _field_part(form, name, text, event)
                else:
                    _photo_part(form, photo, event)
            elif isinstance(event, Epilogue):
                return form
    except (ValueError, OSError, EOFError, HTTPException):
        form.torn = True
        return form


def _field_part(form: SentForm, name: str, text: list[bytes], event: Data) -> None:
    if sum(map(len, text)) < MOST_FIELD:
        text.append(event.data)
    if not event.more_data:
        form.fields.setdefault(name, b"".join(text).decode("utf-8", errors="replace"))


def _photo_part(form: SentForm, photo: SentPhoto, event: Data) -> None:
    photo.bytes += len(event.data)
    photo.too_large = photo.bytes > MOST_PHOTO
    if not photo.too_large:
        photo.content.write(event.data)
    if not event.more_data and (photo.bytes or photo.name):
        photo.content.seek(0)
        form.photos.append(photo)

"""What happened at the verifying desk."""

import uuid
from dataclasses import dataclass
from typing import ClassVar

from webapp.base.outbox import Event


@dataclass(frozen=True)
class PhotoSmeared(Event):
    """Parts of a photo are to be made unrecognisable; `boxes` are left, top, width, height as fractions."""

    photo_id: uuid.UUID
    boxes: list[list[float]]
    tag: ClassVar[str] = "photo.smeared"


@dataclass(frozen=True)
class CopiesReplaced(Event):
    """A photo is served from new copies; the old ones are to go."""

    large_key: str
    small_key: str
    tag: ClassVar[str] = "photo.copies_replaced"

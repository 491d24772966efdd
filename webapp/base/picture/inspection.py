"""A first look at a photo, cheap enough for the request that brings it."""

from dataclasses import dataclass
from datetime import datetime

from webapp.base.picture.opening import MAX_BYTES, Source, opened
from webapp.base.picture.origin import Position, read_origin
from webapp.base.picture.whole import require_whole


@dataclass(frozen=True)
class Inspected:
    """What a photo is and says of itself; width and height in pixels as a person sees it, upright."""

    media_type: str
    width: int
    height: int
    taken_at: datetime | None
    position: Position | None


def inspect_picture(source: Source, max_bytes: int = MAX_BYTES) -> Inspected:
    """Look at bytes, a path or an open file; raise `PictureRefused` for what is not one whole JPEG, PNG, WebP or HEIC photo.

    Time and place come from EXIF and are hints. A file that was passed in is left open, its place in it undefined.
    """
    with opened(source, max_bytes) as picture:
        width, height = picture.image.size
        if picture.orientation >= 5:  # the four that lie on their side
            width, height = height, width
        taken_at, position = read_origin(picture.exif)
        require_whole(picture)
        return Inspected(picture.kind.media_type, width, height, taken_at, position)

"""What a file is, told by its first bytes and never by its name."""

from dataclasses import dataclass

from webapp.base.picture.refusal import PictureRefused, Reason

HEAD = 32
"""Bytes that `kind_of` wants to see."""


@dataclass(frozen=True)
class Kind:
    """A kind of picture that is taken: its media type and the one decoder that may look at it."""

    media_type: str
    decoder: str


JPEG = Kind("image/jpeg", "JPEG")
PNG = Kind("image/png", "PNG")
WEBP = Kind("image/webp", "WEBP")
HEIC = Kind("image/heic", "HEIF")

STILL_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
"""Major brands of one HEVC-coded picture (ISO/IEC 23008-12, annex B); the rest of the family are sequences and films."""

FILMS = (b"GIF8", b"\x1aE\xdf\xa3", b"FLV", b"OggS", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")
"""How GIF, Matroska/WebM, Flash video, Ogg and MPEG begin."""


def kind_of(head: bytes) -> Kind:
    """The kind of picture that begins like this; `PictureRefused` if it is empty, a film, or no picture we take."""
    if not head:
        raise PictureRefused(Reason.EMPTY)
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head[4:8] == b"ftyp" and head[8:12] in STILL_BRANDS:
        return HEIC
    if _is_film(head):
        raise PictureRefused(Reason.MOVING)
    raise PictureRefused(Reason.NOT_A_PICTURE)


def _is_film(head: bytes) -> bool:
    if head[4:8] == b"ftyp":
        return head[8:12] != b"avif"
    return head.startswith(FILMS) or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")

"""The one door through which bytes from outside reach a decoder."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, TypeAlias

import pillow_heif
from PIL import Image
from PIL.ExifTags import Base

from webapp.base.picture.kind import HEAD, JPEG, PNG, Kind, kind_of
from webapp.base.picture.refusal import PictureRefused, Reason

Source: TypeAlias = bytes | Path | BinaryIO

MEGABYTE = 1024 * 1024
MAX_BYTES = 25 * MEGABYTE
MAX_PIXELS = 120_000_000  # phones sell 108 megapixels; a JPEG of that size is decoded at a fraction of it
MAX_WHOLE_PIXELS = 50_000_000  # pictures that no decoder can shrink on the way: 150 MB of RGB at the most

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
Image.MAX_IMAGE_PIXELS = MAX_PIXELS
warnings.simplefilter("error", Image.DecompressionBombWarning)


@dataclass(frozen=True)
class Opened:
    """A picture whose head was read and found acceptable; its pixels are not decoded yet."""

    image: Image.Image
    kind: Kind
    file: BinaryIO

    @property
    def exif(self) -> Image.Exif:
        """What the camera wrote; nothing if that is garbled, which raises almost anything and must not cost the photo."""
        if self.kind == PNG and "exif" not in self.image.info:
            return Image.Exif()  # it may follow the pixels, and looking there would decode all of them
        try:
            return self.image.getexif()
        except Exception:  # as said above
            return Image.Exif()

    @property
    def orientation(self) -> int:
        """EXIF orientation 1–8; 1 when there is none or none that makes sense. HEIC comes upright already."""
        found = self.exif.get(Base.Orientation, 1)
        return found if found in range(1, 9) else 1


@contextmanager
def opened(source: Source, max_bytes: int = MAX_BYTES) -> Iterator[Opened]:
    """Open a picture for reading, or raise `PictureRefused`; the same for whatever the decoder trips over inside.

    A file that was passed in stays open and is read from its start.
    """
    with _file(source) as file:
        kind = _weighed(file, max_bytes)
        with _refusing():
            image = Image.open(file, formats=[kind.decoder])
            with image:
                _measure(image, kind)
                yield Opened(image, kind, file)


@contextmanager
def _file(source: Source) -> Iterator[BinaryIO]:
    if isinstance(source, bytes):
        yield BytesIO(source)
    elif isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        yield source


def _weighed(file: BinaryIO, max_bytes: int) -> Kind:
    if file.seek(0, os.SEEK_END) > max_bytes:
        raise PictureRefused(Reason.TOO_LARGE, megabytes=max_bytes // MEGABYTE)
    file.seek(0)
    kind = kind_of(file.read(HEAD))
    file.seek(0)
    return kind


def _measure(image: Image.Image, kind: Kind) -> None:
    """Refuse what would fill the memory, and what moves. A JPEG of several pictures (MPO) is still a photo."""
    shrinks_on_the_way = kind == JPEG and not image.info.get("progressive")
    if image.width * image.height > (MAX_PIXELS if shrinks_on_the_way else MAX_WHOLE_PIXELS):
        raise PictureRefused(Reason.TOO_MANY_PIXELS)
    if kind.decoder in {"PNG", "WEBP"} and getattr(image, "is_animated", False):
        raise PictureRefused(Reason.MOVING)


@contextmanager
def _refusing() -> Iterator[None]:
    """Decoders raise almost anything on a hostile file; all of it means that the picture is broken.

    What the machine lacks (memory, a readable disk) is no fault of the picture and goes on upwards.
    """
    try:
        yield
    except (PictureRefused, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureRefused(Reason.TOO_MANY_PIXELS) from None
    except Exception as error:  # as said above
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise PictureRefused(Reason.BROKEN) from error

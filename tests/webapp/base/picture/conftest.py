"""Small pictures made on the spot, each telling where its corners were."""

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

import webapp.base.picture  # noqa: F401 - teaches Pillow to write HEIC

CORNERS = {"red": (220, 20, 20), "green": (20, 200, 20), "blue": (20, 20, 220), "yellow": (230, 220, 20)}
Maker = Callable[..., bytes]


def quarters(width: int = 640, height: int = 480) -> Image.Image:
    """Red and green above, blue and yellow below."""
    image = Image.new("RGB", (2, 2))
    for at, colour in zip([(0, 0), (1, 0), (0, 1), (1, 1)], CORNERS.values(), strict=True):
        image.putpixel(at, colour)
    return image.resize((width, height), Image.Resampling.NEAREST)


def corner_names(image: Image.Image) -> list[str]:
    """Which colour stands upper left, upper right, lower left, lower right."""
    width, height = image.size
    names = []
    for x, y in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)]:
        seen = image.convert("RGB").getpixel((int(width * x), int(height * y)))
        assert isinstance(seen, tuple)
        names.append(
            min(CORNERS, key=lambda name: sum(abs(a - b) for a, b in zip(CORNERS[name], seen, strict=True)))
        )
    return names


def exif_of(
    taken: str | None = None, offset: str | None = None, gps: dict[int, object] | None = None
) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Make] = "a camera that gossips"
    details = {Base.DateTimeOriginal: taken, Base.OffsetTimeOriginal: offset, Base.LensModel: "a lens"}
    exif.get_ifd(IFD.Exif).update({tag: value for tag, value in details.items() if value})
    exif.get_ifd(IFD.GPSInfo).update(gps or {})
    return exif


SHIFANQU = {
    GPS.GPSLatitudeRef: "N",
    GPS.GPSLatitude: (39.0, 54.0, 30.0),
    GPS.GPSLongitudeRef: "E",
    GPS.GPSLongitude: (116.0, 23.0, 42.0),
    GPS.GPSHPositioningError: 4.7,
}


@pytest.fixture
def make() -> Maker:
    """Write a picture as bytes of the given format."""

    def made(format_: str = "JPEG", image: Image.Image | None = None, **options: object) -> bytes:
        file = BytesIO()
        (image or quarters()).save(file, format_, **options)
        return file.getvalue()

    return made

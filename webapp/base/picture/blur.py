"""The brush of the desk: makes faces and number plates unrecognisable before a photo is shown to others."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from PIL.Image import Resampling

from webapp.base.picture.copies import LARGE, QUALITY_LARGE, jpeg, upright
from webapp.base.picture.opening import Source, opened

CELLS = 6
"""A box keeps at most this many cells along its longest side: too few to tell a face or to read a plate."""


@dataclass(frozen=True)
class Box:
    """A rectangle in fractions of the upright picture's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        """Raise `ValueError` unless the box has an extent and lies in the picture."""
        across, down = self.left + self.width, self.top + self.height
        if not (0 <= self.left < across <= 1.0001 and 0 <= self.top < down <= 1.0001):
            raise ValueError(f"not a box inside a picture: {self}")

    def pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom in pixels of a picture of this size; at least one pixel, rounded outwards."""
        width, height = size
        left, top = int(self.left * width), int(self.top * height)
        right = min(width, max(left + 1, ceil((self.left + self.width) * width)))
        bottom = min(height, max(top + 1, ceil((self.top + self.height) * height)))
        return left, top, right, bottom


def blur(source: Source, boxes: Iterable[Box]) -> bytes:
    """A new JPEG, at most 1600 pixels long, upright and without metadata, in which the boxes are smeared.

    What lay in a box is thrown away, not filtered: it cannot be sharpened back. The source stays as it is.
    Raises `PictureRefused` for a source that is no picture.
    """
    with opened(source) as picture:
        image = upright(picture, LARGE)
    for box in boxes:
        area = box.pixels(image.size)
        width, height = area[2] - area[0], area[3] - area[1]
        cell = max(width, height) / CELLS
        few = image.crop(area).resize(
            (max(1, round(width / cell)), max(1, round(height / cell))), Resampling.BOX
        )
        image.paste(few.resize((width, height), Resampling.BICUBIC), area)
    return jpeg(image, QUALITY_LARGE)

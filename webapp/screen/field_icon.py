"""The field client's icon as PNG: a speech bubble with a tick, drawn four times too large and made smooth by shrinking.

The ground fills the square and the drawing stays within its inner four fifths, so that a phone may cut any mask.
"""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

SIZES = (180, 192, 512)
_GREEN, _WHITE = (12, 96, 68), (255, 255, 255)
_FINER = 4


@lru_cache(maxsize=len(SIZES))
def draw_icon(size: int) -> bytes:
    """A square PNG of `size` pixels."""
    side = size * _FINER
    picture = Image.new("RGB", (side, side), _GREEN)
    pen = ImageDraw.Draw(picture)
    unit = side / 32
    thick = round(2 * unit)
    bubble = (8 * unit, 9 * unit, 24 * unit, 20.5 * unit)
    pen.rounded_rectangle(bubble, radius=2.5 * unit, outline=_WHITE, width=thick)
    _line(pen, [(11.5, 20), (11.5, 24.2), (16.4, 20)], unit, thick)
    _line(pen, [(12.2, 14.6), (15, 17.3), (20, 12.2)], unit, thick)
    made = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()


def _line(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], unit: float, thick: int) -> None:
    """A line with round ends and corners."""
    placed = [(x * unit, y * unit) for x, y in points]
    pen.line(placed, fill=_WHITE, width=thick, joint="curve")
    for x, y in placed:
        pen.ellipse((x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2), fill=_WHITE)

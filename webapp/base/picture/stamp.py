"""Time and place, written into the lower edge of a copy that people are shown. The original is never touched."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from webapp.base.picture.copies import QUALITY_LARGE, jpeg

LINES_MOST = 2
SHARE = 26
"""A letter is one 26th of the picture's shorter side: read at arm's length, and covers little."""
SMALLEST = 14


def stamp(copy: bytes, lines: Sequence[str], face: Path) -> bytes:
    """The JPEG with these lines on a dark band along its lower edge; a line too long for it is cut.

    `face` is a font file; raises `OSError` when it is not there.
    """
    with Image.open(BytesIO(copy), formats=["JPEG"]) as opened:
        image = opened.convert("RGB")
    size = max(SMALLEST, min(image.size) // SHARE)
    font = ImageFont.truetype(str(face), size)
    shown = [_fitting(line, font, image.width - size) for line in lines[:LINES_MOST] if line]
    if not shown:
        return copy
    step = round(size * 1.3)
    band = step * len(shown) + size // 2
    brush = ImageDraw.Draw(image, "RGBA")
    brush.rectangle((0, image.height - band, image.width, image.height), fill=(0, 0, 0, 140))
    for number, line in enumerate(shown):
        at = (size // 2, image.height - band + size // 4 + number * step)
        brush.text(at, line, font=font, fill=(255, 255, 255, 255))
    return jpeg(image, QUALITY_LARGE)


def _fitting(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    if font.getlength(line) <= width:
        return line
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"

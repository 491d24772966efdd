"""Photos as phones make them: 0.2–4 MB, no two alike."""

import random
import struct
from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

from webapp.base.picture import draw

SMALLEST, LARGEST = 200_000, 4_000_000
SCENES = tuple(draw.SCENES)
SIDES = (320, 480, 640, 800)
"""Fewer points than a camera has: what is tried here is bytes, and every point costs both sides time."""
SEGMENT = 65_000


def take(folder: Path, name: str, chance: random.Random) -> Path:
    """A photo in `folder`; half of them are below 0.4 MB, one in ten is above 2.2 MB, as where phones save room.

    The picture is drawn; the rest of the bytes is noise in comment segments, as makers put previews and notes there.
    """
    size = int(SMALLEST * (LARGEST / SMALLEST) ** chance.random() ** 2)
    side = SIDES[min(len(SIDES) - 1, int(len(SIDES) * size / LARGEST))]
    picture = _scene(chance.choice(SCENES), side)
    noise = chance.randbytes(max(64, size - len(picture)))
    segments = [noise[at : at + SEGMENT] for at in range(0, len(noise), SEGMENT)]
    notes = b"".join(b"\xff\xfe" + struct.pack(">H", len(each) + 2) + each for each in segments)
    path = folder / f"{name}.jpg"
    path.write_bytes(picture[:2] + notes + picture[2:])
    return path


@cache
def _scene(name: str, side: int) -> bytes:
    picture = Image.open(BytesIO(draw.draw_scene(name, False, seed=7)))
    held = BytesIO()
    picture.resize((side, side * picture.height // picture.width)).save(held, "JPEG", quality=85)
    return held.getvalue()

"""Invented photos for the demonstration district, before and after, drawn and never taken."""

from collections.abc import Callable, Mapping
from random import Random

from webapp.base.picture.scenes.canvas import Canvas
from webapp.base.picture.scenes.indoors import lamp, leak, lift
from webapp.base.picture.scenes.street import parking, pothole
from webapp.base.picture.scenes.yard import flood, gate, rubbish

SCENES: Mapping[str, Callable[[Canvas, bool], None]] = {
    "lamp": lamp,
    "rubbish": rubbish,
    "lift": lift,
    "leak": leak,
    "gate": gate,
    "parking": parking,
    "flood": flood,
    "pothole": pothole,
}


def draw_scene(kind: str, fixed: bool, seed: int) -> bytes:
    """A JPEG of 1280 × 960 of a thing from `SCENES`, out of order or put right.

    The same seed gives the same place, so that before and after belong together; the same arguments give the same
    bytes. Raises `KeyError` for an unknown kind.
    """
    scene = SCENES[kind]
    canvas = Canvas(f"{kind} {seed}")
    scene(canvas, fixed)
    return canvas.jpeg(Random(f"hand at {kind} {seed} {fixed}"))  # noqa: S311 - a drawing is no secret

"""A sheet of 1280 × 960 to draw flat shapes, light and shade on; every place is drawn the same again from its seed."""

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from math import cos, sin, tau
from random import Random

from PIL import Image, ImageChops, ImageDraw

WIDTH, HEIGHT = 1280, 960
FINE = 2  # drawn twice as large and then shrunk, which smooths the edges

Point = tuple[float, float]
INK = "#2b2f36"


class Canvas:
    """Coordinates are in pixels of the finished picture, from its upper left corner.

    `chance` decides what differs from place to place. It must be asked in the same order for the damage and for its
    repair, so that both show one place; what only one of them has asks `damage`.
    """

    def __init__(self, place: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), "white")
        self.pen = ImageDraw.Draw(self.image)
        self.chance = Random(place)  # noqa: S311 - a drawing is no secret
        self.damage = Random(f"damage at {place}")  # noqa: S311 - the same

    def box(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        """A rectangle, with rounded corners if a radius is given."""
        corners = _fine(x, y, x + width, y + height)
        self.pen.rounded_rectangle(corners, radius * FINE, fill=fill)

    def shape(self, points: Sequence[Point], fill: str) -> None:
        """A filled polygon."""
        self.pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: str) -> None:
        """An ellipse around (x, y) with these half axes."""
        self.pen.ellipse(_fine(x - across, y - down, x + across, y + down), fill=fill)

    def line(self, points: Sequence[Point], width: float, fill: str) -> None:
        """A stroke with round joints and ends."""
        fine = [(x * FINE, y * FINE) for x, y in points]
        self.pen.line(fine, fill=fill, width=round(width * FINE), joint="curve")
        if width > 3:
            for x, y in (points[0], points[-1]):
                self.oval(x, y, width / 2, width / 2, fill)

    def fade(self, x: float, y: float, width: float, height: float, above: str, below: str) -> None:
        """A rectangle whose colour changes from top to bottom."""
        left, top, right, bottom = (round(value) for value in _fine(x, y, x + width, y + height))
        mask = Image.linear_gradient("L").resize((right - left, bottom - top))
        self.image.paste(above, (left, top, right, bottom))
        self.image.paste(below, (left, top), mask)

    def glow(self, x: float, y: float, across: float, down: float, colour: str, strength: float) -> None:
        """Soft light (or, with a dark colour, soft shade) around (x, y); strength from 0 to 1."""
        size = round(2 * across * FINE), round(2 * down * FINE)
        mask = _round_light(strength).resize(size)
        self.image.paste(colour, (round((x - across) * FINE), round((y - down) * FINE)), mask)

    def shadow(self, x: float, y: float, across: float, down: float, strength: float = 0.5) -> None:
        """What a thing throws on the ground it stands on."""
        self.glow(x, y, across, down, "#2a2622", strength)

    def dusk(self, colour: str, strength: float, lit: tuple[float, float, float, float]) -> None:
        """Darkness everywhere but in the ellipse `lit` (x, y and half axes)."""
        x, y, across, down = (round(value * FINE / 8) for value in lit)
        dark = Image.new("L", (WIDTH * FINE // 8, HEIGHT * FINE // 8), round(255 * strength))
        light = Image.new("L", dark.size, 0)
        light.paste(_round_light(strength).resize((2 * across, 2 * down)), (x - across, y - down))
        mask = ImageChops.subtract(dark, light).resize(self.image.size, Image.Resampling.BICUBIC)
        self.image.paste(colour, (0, 0), mask)

    def blob(
        self, x: float, y: float, across: float, down: float, unrest: float, dice: Random
    ) -> list[Point]:
        """The outline of a puddle or a hole: an ellipse dented by `unrest` (0 to 1), as the dice will have it."""
        waves = [(number, dice.uniform(0, tau), dice.uniform(0.4, 1) / number) for number in (2, 3, 5, 8)]
        outline = []
        for step in range(96):
            angle = tau * step / 96
            reach = 1 - unrest / 2 * (
                1 + sum(size * sin(number * angle + turn) for number, turn, size in waves)
            )
            outline.append((x + across * reach * cos(angle), y + down * reach * sin(angle)))
        return outline

    def jpeg(self, shake: Random) -> bytes:
        """The finished picture, framed by a hand that never holds quite still."""
        edge = [shake.uniform(0, 18 * FINE) for _ in range(2)]
        frame = (
            edge[0],
            edge[1],
            self.image.width - 36 * FINE + edge[0],
            self.image.height - 27 * FINE + edge[1],
        )
        shown = self.image.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC, box=frame, reducing_gap=2.0)
        file = BytesIO()
        shown.save(file, "JPEG", quality=84)
        return file.getvalue()


def _fine(*values: float) -> tuple[float, ...]:
    return tuple(value * FINE for value in values)


@lru_cache(16)
def _round_light(strength: float) -> Image.Image:
    """Bright in the middle, nothing at the rim, without a visible edge."""
    return Image.radial_gradient("L").point(
        [round(255 * strength * max(0, 1 - v / 181) ** 2) for v in range(256)]
    )

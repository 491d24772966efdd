"""The three things a plate is made of, and how each is painted in a page (SVG). For paper see `qr.press`.

Units are the plate's own; y runs downwards, as in SVG.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Literal

from qr.code import Code, svg_path


@dataclass(frozen=True)
class Panel:
    """A filled rectangle with round corners; `x`, `y` is its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    radius: float
    colour: str


@dataclass(frozen=True)
class Words:
    """One line of text on `baseline`, `x` at its start or its middle; `spacing` between the letters in em."""

    text: str
    x: float
    baseline: float
    size: float
    colour: str
    bold: bool = False
    anchor: Literal["start", "middle"] = "middle"
    spacing: float = 0.0


@dataclass(frozen=True)
class Modules:
    """A code in black, `side` wide without its quiet zone, which whoever places it keeps free."""

    code: Code
    x: float
    y: float
    side: float


Shape = Panel | Words | Modules


def svg_of(shape: Shape) -> str:
    """The shape as one SVG element, with attributes only: a strict content policy forbids inline styles."""
    match shape:
        case Panel(x, y, width, height, radius, colour):
            return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{colour}"/>'
        case Words(text, x, baseline, size, colour, bold, anchor, spacing):
            # A letter is followed by its space, the last one too: half of it back keeps the line in the middle.
            start = x + spacing * size / 2 if anchor == "middle" else x
            weight = ' font-weight="700"' if bold else ""
            spaced = f' letter-spacing="{spacing * size:.3f}"' if spacing else ""
            return (
                f'<text x="{start:.3f}" y="{baseline:.3f}" font-size="{size:.3f}" fill="{colour}" '
                f'text-anchor="{anchor}"{weight}{spaced}>{escape(text)}</text>'
            )
        case Modules(code, x, y, side):
            return (
                f'<path fill="#000" fill-rule="evenodd" d="{svg_path(code)}" '
                f'transform="translate({x:.3f} {y:.3f}) scale({side / code.size:.5f})"/>'
            )

"""A plate on paper: its shapes painted on a reportlab canvas."""

from __future__ import annotations

from functools import cache
from typing import Any

from reportlab.lib.colors import HexColor

from qr.code import Code
from qr.door_plate import WIDTH, Plate, layout
from qr.shapes import Modules, Panel, Shape, Words
from qr.typeface import BOLD, REGULAR, printed_width


def draw_plate(canvas: Any, plate: Plate, left: float, top: float, width: float) -> None:
    """Paint the plate on a reportlab canvas, its upper left corner at (`left`, `top`), `width` wide; all in points.

    The fonts must be loaded (`qr.typeface.load_fonts`). The code goes in as vector outlines.
    """
    canvas.saveState()
    canvas.translate(left, top)
    canvas.scale(width / WIDTH, width / WIDTH)
    for shape in layout(plate, printed_width):
        _paint(canvas, shape)
    canvas.restoreState()


def _paint(canvas: Any, shape: Shape) -> None:
    """Paint the shape on a reportlab canvas whose origin is the upper left corner of the plate, y still upwards."""
    match shape:
        case Panel(x, y, width, height, radius, colour):
            canvas.setFillColor(_ink(colour))
            canvas.roundRect(x, -y - height, width, height, radius, stroke=0, fill=1)
        case Words(text, x, baseline, size, colour, bold, anchor, spacing):
            face = BOLD if bold else REGULAR
            canvas.setFont(face, size)
            canvas.setFillColor(_ink(colour))
            start = x
            if anchor == "middle":
                start -= (canvas.stringWidth(text, face, size) + spacing * size * (len(text) - 1)) / 2
            canvas.drawString(start, -baseline, text, charSpace=spacing * size)
        case Modules(code, x, y, side):
            canvas.saveState()
            canvas.translate(x, -y)
            canvas.scale(side / code.size, -side / code.size)
            canvas.setFillGray(0)  # black ink only: four inks laid over one another blur the edges
            canvas.addLiteral(_pdf_path(code))
            canvas.restoreState()


@cache
def _ink(colour: str) -> Any:
    """The colour as reportlab wants it; given the name alone it compiles an expression each time."""
    return HexColor(colour)


def _pdf_path(code: Code) -> str:
    """The outlines as one filled path in page description operators, far quicker than a path object a corner."""
    loops = (
        " l ".join(f"{x} {y}" for x, y in corners).replace(" l ", " m ", 1) + " l h"
        for corners in code.outlines()
    )
    return " ".join(loops) + " f*"

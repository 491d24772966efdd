"""The code itself: an address as QR modules, and those modules as outlines, SVG or PNG."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

import qrcode
from PIL import Image, ImageOps
from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError

QUIET_MODULES = 4
"""Light modules that stay free on every side of the code (ISO/IEC 18004)."""

LARGEST_VERSION = 10
"""57 modules a side: beyond it a module on a small plate is under 0.8 mm, too fine for an old phone."""

Correction = Literal["Q", "H"]
"""How much of the code may be lost and still be read: Q about 25 %, H about 30 % of the codewords."""

Corner = tuple[int, int]

_LEVELS = {"Q": ERROR_CORRECT_Q, "H": ERROR_CORRECT_H}
# Weighing all eight masks takes longer than drawing the plate. Of the eight, mask 2 has the lowest mean penalty
# (ISO/IEC 18004) over addresses like ours.
_MASK = 2


class AddressTooLongError(ValueError):
    """The address does not fit into a code that a phone can read from a small plate."""


@dataclass(frozen=True)
class Code:
    """A QR code without its quiet zone: `rows[y][x]` is true where the module is dark, y counted downwards."""

    rows: tuple[tuple[bool, ...], ...]

    @property
    def size(self) -> int:
        """Modules a side."""
        return len(self.rows)

    def outlines(self) -> Iterator[list[Corner]]:
        """Closed outlines of the dark regions as corners in module units, to be filled by the even-odd rule.

        Outlines and not one square a module: touching squares show hairlines in viewers that smooth their edges.
        """
        ways = self._edges()
        for start in list(ways):
            while ways[start]:
                corners: list[Corner] = []
                here, heading = start, None
                while True:
                    there = ways[here].pop()
                    if (turned := there[0] == here[0]) is not heading:
                        corners.append(here)
                    here, heading = there, turned
                    if here == start:
                        break
                yield corners

    def _edges(self) -> dict[Corner, list[Corner]]:
        """Every border between a dark and a light module, one module long, walked with the dark on the right."""
        ways: dict[Corner, list[Corner]] = {}
        light = (False,) * (self.size + 2)
        rows = [light, *((False, *row, False) for row in self.rows), light]
        for y in range(1, self.size + 1):
            above, row, below = rows[y - 1 : y + 2]
            for x in range(1, self.size + 1):
                if not row[x]:
                    continue
                if not above[x]:
                    ways.setdefault((x - 1, y - 1), []).append((x, y - 1))
                if not row[x + 1]:
                    ways.setdefault((x, y - 1), []).append((x, y))
                if not below[x]:
                    ways.setdefault((x, y), []).append((x - 1, y))
                if not row[x - 1]:
                    ways.setdefault((x - 1, y), []).append((x - 1, y - 1))
        return ways


def code_of(url: str, correction: Correction = "H") -> Code:
    """The QR code of an address, in the smallest version that holds it.

    Raises:
        AddressTooLongError: beyond `LARGEST_VERSION` (119 bytes at H, 151 at Q).
        ValueError: the address is empty.
    """
    if not url:
        raise ValueError("二维码里没有网址。")
    drawing = qrcode.QRCode(error_correction=_LEVELS[correction], border=0, mask_pattern=_MASK)
    drawing.add_data(url)
    try:
        drawing.make(fit=True)
    except (DataOverflowError, ValueError) as error:
        raise AddressTooLongError(_too_long(url)) from error
    if drawing.version > LARGEST_VERSION:
        raise AddressTooLongError(_too_long(url))
    return Code(tuple(tuple(bool(module) for module in row) for row in drawing.modules))


def svg_path(drawn: Code) -> str:
    """The dark regions as the `d` of an SVG path in module units, without quiet zone; fill rule even-odd."""
    pieces = []
    for (x, y), *corners in drawn.outlines():
        pieces.append(f"M{x} {y}")
        for next_x, next_y in corners:
            pieces.append(f"V{next_y}" if next_x == x else f"H{next_x}")
            x = next_x
        pieces.append("z")
    return "".join(pieces)


def code_svg(url: str, correction: Correction = "H") -> str:
    """The code with its quiet zone as a stand-alone SVG that takes any size; black on white, named for a reader."""
    drawn = code_of(url, correction)
    side = drawn.size + 2 * QUIET_MODULES
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'aria-label="{escape("二维码 " + url)}"><path fill="#fff" d="M0 0H{side}V{side}H0z"/>'
        f'<path fill="#000" fill-rule="evenodd" transform="translate({QUIET_MODULES} {QUIET_MODULES})" '
        f'd="{svg_path(drawn)}"/></svg>'
    )


def code_png(url: str, module_px: int = 12, correction: Correction = "H") -> bytes:
    """The code with its quiet zone as a black and white PNG, `module_px` pixels a module."""
    drawn = code_of(url, correction)
    picture = Image.new("1", (drawn.size, drawn.size))
    picture.putdata([not module for row in drawn.rows for module in row])
    picture = ImageOps.expand(picture, QUIET_MODULES, fill=1)
    out = io.BytesIO()
    picture.resize((picture.width * module_px, picture.height * module_px), Image.Resampling.NEAREST).save(
        out, "PNG", optimize=True
    )
    return out.getvalue()


def _too_long(url: str) -> str:
    return f"网址太长（{len(url.encode())} 个字节），印出来的码手机扫不清，请换短一点的网址。"

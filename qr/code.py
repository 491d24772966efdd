"""The code itself: an address as QR modules, and those modules as outlines, SVG or PNG."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
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
Span = tuple[int, int]

_RUN = re.compile(b"\x01+")
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
        right: dict[Corner, Corner] = {}
        left: dict[Corner, Corner] = {}
        up: dict[Corner, Corner] = {}
        down: dict[Corner, Corner] = {}
        # The dark side is always to the right of the walk, so a corner has at most one step in each direction.
        for y, dark_below, dark_above in _borders(self.rows):
            right.update(((x, y), (end, y)) for x, end in dark_below)
            left.update(((end, y), (x, y)) for x, end in dark_above)
        for x, dark_right, dark_left in _borders(tuple(zip(*self.rows, strict=True))):
            up.update(((x, end), (x, y)) for y, end in dark_right)
            down.update(((x, y), (x, end)) for y, end in dark_left)
        while right:
            start, here = right.popitem()
            corners = [start]
            while True:
                corners.append(here)
                here = down.pop(here) if here in down else up.pop(here)
                if here == start:
                    break
                corners.append(here)
                here = right.pop(here) if here in right else left.pop(here)
            yield corners


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


def _borders(lines: Sequence[Sequence[bool]]) -> Iterator[tuple[int, list[Span], list[Span]]]:
    """For each border between two lines: its number, and where dark lies only behind it and only before it."""
    width = len(lines)
    packed = [int.from_bytes(bytes(line)) for line in lines]  # a byte a module: whole lines compared at once
    for number, (before, behind) in enumerate(pairwise((0, *packed, 0))):
        differ = before ^ behind
        yield number, _spans(differ & behind, width), _spans(differ & before, width)


def _spans(marks: int, width: int) -> list[Span]:
    return [run.span() for run in _RUN.finditer(marks.to_bytes(width))]


def _too_long(url: str) -> str:
    return f"网址太长（{len(url.encode())} 个字节），印出来的码手机扫不清，请换短一点的网址。"

"""One plate as a drawing: a huge code, where it hangs, and how to be reached without scanning it.

The plate is laid out once in its own units (`WIDTH` × `HEIGHT`, millimetres on the small plate) as a short list of
shapes; the printer's canvas and the preview in a page only paint those shapes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from qr.code import QUIET_MODULES, code_of
from qr.lettering import Step, estimated_width, printable, set_words
from qr.shapes import Modules, Panel, Shape, Words, svg_of

WIDTH, HEIGHT = 69.0, 98.0
"""The plate's own size: eight fit on A4, and the proportion is that of A5 within 1 %."""

HEADING = "码上说，马上办"
PROMISE = "我们从不要验证码，也不收费"

INK, SOFT, WHITE = "#1c2430", "#4a5562", "#ffffff"
GREEN, TINT = "#0c6044", "#e6f1eb"

FRAME = 2.4
"""Free edge around the coloured plate: the cut may wander this far."""

_BORDER = 0.7
_HEAD, _FOOT = 11.8, 5.8  # green bands with the heading and the promise
_CODE_BLOCK = 54.0  # the code with its quiet zone
_PLACE_HEIGHT = 8.8
_PLACE = (Step(1, 4.9, 4.1), Step(2, 3.9, 3.1), Step(3, 2.65, 2.2))
_TEXT_WIDTH = WIDTH - 2 * (FRAME + 3.2)
_COMMA = 0.64  # em left of a full-width comma in the heading; the other half is blank
_RISE = 0.37  # from the middle of a Chinese letter down to its baseline, in em

WidthOf = Callable[[str, bool], float]
"""Width of a line in em, in the bold face if the second argument is true."""


@dataclass(frozen=True)
class Plate:
    """What one plate says: `url` goes into the code, the rest is printed in clear."""

    url: str
    short_code: str
    place: str
    hotline: str
    domain: str
    heading: str = HEADING


def layout(plate: Plate, width_of: WidthOf) -> Iterator[Shape]:
    """The shapes of a plate from back to front. Long words become smaller or wrap; none leaves the plate.

    Raises:
        qr.code.AddressTooLongError: the address makes too fine a code.
    """
    top, bottom = FRAME + _HEAD, HEIGHT - FRAME - _FOOT
    yield Panel(FRAME, FRAME, WIDTH - 2 * FRAME, HEIGHT - 2 * FRAME, 3.2, GREEN)
    yield Panel(FRAME + _BORDER, top, WIDTH - 2 * (FRAME + _BORDER), bottom - top, 0.6, WHITE)
    yield from _heading(plate.heading, FRAME + _HEAD / 2, width_of)
    yield _code(plate.url, top)
    yield from _place(plate.place, top + _CODE_BLOCK, width_of)
    yield Panel(FRAME + 3.2, top + 63.8, _TEXT_WIDTH, 6.0, 1.4, TINT)
    yield _centred(plate.short_code, top + 66.8, 4.9, GREEN, width_of, spacing=0.32)
    yield from _contact(plate, top + 72.6, width_of)
    yield _centred(PROMISE, bottom + _FOOT / 2, 3.1, WHITE, width_of)


def plate_svg(plate: Plate) -> str:
    """The plate as a stand-alone SVG that takes any size, set in the reader's own Chinese font: a preview for a page."""
    shapes = "".join(map(svg_of, layout(plate, lambda text, _bold: estimated_width(text))))
    name = escape(printable(f"服务板 {plate.short_code} {plate.place}"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{name}" '
        'font-family="PingFang SC,Microsoft YaHei,Noto Sans SC,Noto Sans CJK SC,sans-serif">'
        f'<path fill="#fff" d="M0 0H{WIDTH:g}V{HEIGHT:g}H0z"/>{shapes}</svg>'
    )


def _centred(
    text: str,
    middle: float,
    size: float,
    colour: str,
    width_of: WidthOf,
    spacing: float = 0.0,
) -> Words:
    """One line in the middle of the plate, its letters around the height `middle`, as large as `size` or as fits."""
    shown = printable(text)
    ems = width_of(shown, True) + spacing * len(shown)
    fitting = min(size, _TEXT_WIDTH / ems) if ems else size
    return Words(shown, WIDTH / 2, middle + _RISE * fitting, fitting, colour, bold=True, spacing=spacing)


def _heading(text: str, middle: float, width_of: WidthOf) -> Iterator[Words]:
    """The heading as large as the plate allows, its full-width commas drawn together as a sign painter would."""
    parts = re.findall("[^，]+，?|，", printable(text))
    widths = [width_of(part, True) - (1 - _COMMA) * part.endswith("，") for part in parts]
    size = min(8.2, _TEXT_WIDTH / sum(widths)) if parts else 0.0
    x = (WIDTH - size * sum(widths)) / 2
    for part, ems in zip(parts, widths, strict=True):
        yield Words(part, x, middle + _RISE * size, size, WHITE, True, "start")
        x += size * ems


def _code(url: str, top: float) -> Modules:
    """The code so large that it fills its block together with the quiet zone."""
    code = code_of(url)
    module = _CODE_BLOCK / (code.size + 2 * QUIET_MODULES)
    side = module * code.size
    return Modules(code, (WIDTH - side) / 2, top + module * QUIET_MODULES, side)


def _place(place: str, top: float, width_of: WidthOf) -> Iterator[Words]:
    """The place in words in up to three lines, around the middle of its strip."""
    name = set_words(printable(place), _TEXT_WIDTH, _PLACE, lambda text: width_of(text, True))
    leading = 1.16 * name.size
    first = top + _PLACE_HEIGHT / 2 - leading * (len(name.lines) - 1) / 2 + _RISE * name.size
    for number, line in enumerate(name.lines):
        yield Words(line, WIDTH / 2, first + leading * number, name.size, INK, bold=True)


def _contact(plate: Plate, middle: float, width_of: WidthOf) -> Iterator[Words]:
    """Domain and hotline, each after a quiet word that says what it is, together in the middle of one line."""
    parts = []
    for label, value in (("网址", plate.domain), ("热线", plate.hotline)):
        if shown := printable(value):
            parts += [(f"{label} ", False), (shown, True), ("    ", False)]
    widths = [width_of(text, bold) for text, bold in parts[:-1]]
    if not widths:
        return
    size = min(3.4, _TEXT_WIDTH / sum(widths))
    x = (WIDTH - size * sum(widths)) / 2
    for (text, bold), ems in zip(parts, widths, strict=False):
        if text.strip():
            yield Words(text.strip(), x, middle + _RISE * size, size, INK if bold else SOFT, bold, "start")
        x += ems * size

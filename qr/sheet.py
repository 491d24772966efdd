"""Plates on paper: A4 sheets of eight with cut marks, and single A5 boards, as PDF."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4, A5, landscape
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from qr.door_plate import HEIGHT, WIDTH, Plate
from qr.press import draw_plate
from qr.typeface import load_fonts

COLUMNS, ROWS = 4, 2
A_SHEET = COLUMNS * ROWS

_MARK, _GAP = 4.0 * mm, 1.0 * mm


def draw_sheet_a4(plates: Iterable[Plate], out: BinaryIO) -> int:
    """Write A4 sheets, landscape, of eight plates with cut marks; returns how many plates were drawn.

    The plates touch: one cut parts two of them. They are taken one sheet at a time and each page is packed as soon
    as it is full, so memory hardly grows with their number.

    Raises:
        ValueError: there is no plate, or an address is too long (`qr.code.AddressTooLongError`).
        qr.typeface.FontMissingError: the font was not built.
    """
    page_width, page_height = landscape(A4)
    plate_width, plate_height = WIDTH * mm, HEIGHT * mm
    left, top = (page_width - COLUMNS * plate_width) / 2, (page_height + ROWS * plate_height) / 2
    canvas = _canvas(landscape(A4))
    drawn = 0
    for sheet in _in_eights(plates):
        for place, plate in enumerate(sheet):
            row, column = divmod(place, COLUMNS)
            draw_plate(canvas, plate, left + column * plate_width, top - row * plate_height, plate_width)
        _cut_marks(canvas, left, top)
        _finish_page(canvas)
        drawn += len(sheet)
    return _finish(canvas, drawn, out)


def draw_board_a5(plates: Iterable[Plate], out: BinaryIO) -> int:
    """Write one A5 page a plate, for a single board; returns how many. Errors as in `draw_sheet_a4`."""
    page_width, page_height = A5
    width = min(page_width, page_height * WIDTH / HEIGHT)
    canvas = _canvas(A5)
    drawn = 0
    for plate in plates:
        draw_plate(canvas, plate, (page_width - width) / 2, (page_height + width * HEIGHT / WIDTH) / 2, width)
        _finish_page(canvas)
        drawn += 1
    return _finish(canvas, drawn, out)


def _in_eights(plates: Iterable[Plate]) -> Iterator[list[Plate]]:
    """The plates sheet by sheet, without reading ahead."""
    rest = iter(plates)
    while sheet := list(islice(rest, A_SHEET)):
        yield sheet


def _canvas(page: tuple[float, float]) -> Any:
    """An empty document. `invariant`: the same plates give the same bytes, so that two prints can be compared."""
    load_fonts()
    canvas = Canvas(None, pagesize=page, pageCompression=1, invariant=1)
    canvas.setTitle("服务板")
    canvas.setSubject("码上说，马上办")
    return canvas


def _cut_marks(canvas: Any, left: float, top: float) -> None:
    """Short lines outside the plates at every cut, and small crosses where four plates meet."""
    columns = [left + number * WIDTH * mm for number in range(COLUMNS + 1)]
    rows = [top - number * HEIGHT * mm for number in range(ROWS + 1)]
    canvas.setStrokeGray(0.35)
    canvas.setLineWidth(0.3)
    for x in columns:
        canvas.line(x, rows[0] + _GAP, x, rows[0] + _GAP + _MARK)
        canvas.line(x, rows[-1] - _GAP, x, rows[-1] - _GAP - _MARK)
    for y in rows:
        canvas.line(columns[0] - _GAP, y, columns[0] - _GAP - _MARK, y)
        canvas.line(columns[-1] + _GAP, y, columns[-1] + _GAP + _MARK, y)
    for x in columns[1:-1]:
        for y in rows[1:-1]:
            canvas.line(x - _GAP, y, x + _GAP, y)
            canvas.line(x, y - _GAP, x, y + _GAP)


def _finish_page(canvas: Any) -> None:
    """End the page and pack its drawing at once; left alone, reportlab keeps it unpacked until the end."""
    canvas.showPage()
    page = canvas._doc.Pages.pages[-1]
    packed = zlib.compress(page.stream.encode("latin-1"), 6)
    page.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), packed)
    page.stream = None


def _finish(canvas: Any, drawn: int, out: BinaryIO) -> int:
    if not drawn:
        raise ValueError("没有要印的服务板。")
    out.write(canvas.getpdfdata())
    return drawn

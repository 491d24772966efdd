"""Notices as PDF: A4 in the layout of official papers (GB/T 9704), with stub and receipt below a cut line.

Red head, number, red line, title, 主送, text in lines of 28 points, 附件, office and day with room for the seal over
them, 抄送. The photos follow on pages of their own.
"""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, BinaryIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from qr.lettering import printable
from qr.typeface import FACES, PAPER_FACES, REGULAR, SONG, TITLE_SONG, load_fonts
from webapp.supervise.paper import OPENING, TITLE, Paper
from webapp.supervise.setting import wrap

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, BOTTOM = 28 * mm, 26 * mm, 22 * mm, 20 * mm
TEXT_WIDTH = WIDTH - LEFT - RIGHT
SIZE, LEADING = 16, 28
"""三号, and the line of official papers."""
RED, BLACK = (0.83, 0.0, 0.0), (0.0, 0.0, 0.0)
SEAL = 38 * mm
"""Of the height of an office's seal so much is left around its name and the day; the rest is the line's own blank."""
SLIP = 40 * mm
ROW = 6.2 * mm


def draw_notices(papers: Iterable[Paper], open_photo: Callable[[str], BinaryIO], out: BinaryIO) -> int:
    """Write all papers into one file, each on pages of its own; returns how many.

    `open_photo` opens a key of the store. Pages are packed as they are done, so memory grows with the photos alone.

    Raises:
        ValueError: there is nothing to print.
        qr.typeface.FontMissingError: the fonts were not built.
    """
    load_fonts(faces=FACES)
    load_fonts(faces=PAPER_FACES)
    canvas: Any = Canvas(None, pagesize=A4, pageCompression=1, invariant=1)
    canvas.setTitle(TITLE)
    count = 0
    for paper in papers:
        _Sheet(canvas).draw(paper, open_photo)
        count += 1
    if not count:
        raise ValueError("没有要印的通知单。")
    out.write(canvas.getpdfdata())
    return count


class _Sheet:
    """The pages of one notice, filled from the top."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._page = 1
        self._y = HEIGHT - TOP

    def draw(self, paper: Paper, open_photo: Callable[[str], BinaryIO]) -> None:
        """The whole notice. The page with office and day always has some of the text: an empty one could be abused."""
        self._head(paper)
        lines = list(_lines(paper))
        ends = SEAL + SLIP + 16 + (24 if paper.copies else 0)
        while len(lines) * LEADING + ends > self._y - BOTTOM:
            fitting = min(int((self._y - BOTTOM) // LEADING), len(lines) - 2)
            self._text(lines[:fitting])
            del lines[:fitting]
            self._end_page()
        self._text(lines)
        self._signature(paper)
        if paper.copies:
            self._y -= 22
            self._canvas.setFont(SONG, _fitting(f"抄送：{paper.copies}", 14))
            self._canvas.drawString(LEFT, self._y, printable(f"抄送：{paper.copies}"))
        self._slips(paper)
        self._end_page()
        self._photos(paper, open_photo)

    def _head(self, paper: Paper) -> None:
        """发文机关标志 in red, as large as fits; the number; the red line; title and subject."""
        head = printable(paper.head)
        size = min(40.0, TEXT_WIDTH / max(1.0, _em(head, TITLE_SONG)))
        self._y -= size
        self._centred(head, size, TITLE_SONG, RED)
        self._y -= LEADING
        self._centred(printable(paper.number), SIZE, SONG)
        self._y -= 9
        self._canvas.setStrokeColorRGB(*RED)
        self._canvas.setLineWidth(1.6)
        self._canvas.line(LEFT, self._y, WIDTH - RIGHT, self._y)
        self._canvas.setStrokeColorRGB(*BLACK)
        self._y -= 38
        self._centred(TITLE, 22, TITLE_SONG)
        for line in wrap(printable(paper.subject), TEXT_WIDTH, partial(_width, face=TITLE_SONG, size=18)):
            self._y -= LEADING
            self._centred(line, 18, TITLE_SONG)
        self._y -= 8

    def _centred(
        self, words: str, size: float, face: str, colour: tuple[float, float, float] = BLACK
    ) -> None:
        self._canvas.setFillColorRGB(*colour)
        self._canvas.setFont(face, size)
        self._canvas.drawCentredString(LEFT + TEXT_WIDTH / 2, self._y, words)
        self._canvas.setFillColorRGB(*BLACK)

    def _text(self, lines: Iterable[tuple[str, str, float]]) -> None:
        """Lines with their face and how far they are moved in."""
        for words, face, indent in lines:
            self._y -= LEADING
            self._canvas.setFont(face, SIZE)
            self._canvas.drawString(LEFT + indent, self._y, words)

    def _signature(self, paper: Paper) -> None:
        """Office and day to the right, with the height of a seal around them."""
        middle = (
            WIDTH
            - RIGHT
            - 4 * SIZE
            - max(_width(paper.office, SONG, SIZE), _width(paper.day, SONG, SIZE)) / 2
        )
        self._canvas.setFont(SONG, SIZE)
        self._canvas.drawCentredString(middle, self._y - SEAL / 2 + 4, printable(paper.office))
        self._canvas.drawCentredString(middle, self._y - SEAL / 2 + 4 - LEADING, paper.day)
        self._y -= SEAL

    def _slips(self, paper: Paper) -> None:
        """Stub and receipt at the foot of the page, below the cut line."""
        top = BOTTOM + SLIP
        canvas = self._canvas
        canvas.saveState()
        canvas.setDash(4, 3)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT - 8 * mm, top, WIDTH - RIGHT + 8 * mm, top)
        canvas.restoreState()
        canvas.setFont(SONG, 9)
        canvas.drawCentredString(WIDTH / 2, top + 3, "（沿此线裁开）")
        half = (TEXT_WIDTH - 6 * mm) / 2
        _slip(canvas, LEFT, top - 3 * mm, half, "存根", paper.stub)
        _slip(canvas, LEFT + half + 6 * mm, top - 3 * mm, half, "签收回执", paper.receipt)

    def _photos(self, paper: Paper, open_photo: Callable[[str], BinaryIO]) -> None:
        """附件: two photos beside each other, three rows a page."""
        for place, key in enumerate(paper.photos):
            row, column = divmod(place % 6, 2)
            if place and place % 6 == 0:
                self._end_page()
            if place % 6 == 0:
                self._y = HEIGHT - TOP - SIZE
                self._canvas.setFont(REGULAR, SIZE)
                self._canvas.drawString(LEFT, self._y, f"附件：问题照片（{printable(paper.number)}）")
            side = (TEXT_WIDTH - 5 * mm) / 2
            with open_photo(key) as source:
                picture = ImageReader(io.BytesIO(source.read()))
            x, y = (
                LEFT + column * (side + 5 * mm),
                HEIGHT - TOP - 14 * mm - (row + 1) * (side + 6 * mm) + 6 * mm,
            )
            self._canvas.drawImage(picture, x, y, side, side, preserveAspectRatio=True, anchor="n")
        if paper.photos:
            self._end_page()

    def _end_page(self) -> None:
        """The page's number as official papers have it; packed at once: left alone, reportlab keeps it unpacked."""
        canvas = self._canvas
        canvas.setFont(SONG, 14)
        canvas.drawCentredString(WIDTH / 2, BOTTOM - 10 * mm, f"— {self._page} —")
        canvas.showPage()
        page = canvas._doc.Pages.pages[-1]
        packed = zlib.compress(page.stream.encode("latin-1"), 6)
        page.Contents = PDFStream(PDFDictionary({"Filter": PDFName("FlateDecode")}), packed)
        page.stream = None
        self._page += 1
        self._y = HEIGHT - TOP


def _lines(paper: Paper) -> Iterator[tuple[str, str, float]]:
    """All lines of the text from 主送 to 附件, each with its face and how far it is moved in."""
    yield from _paragraph(f"主送：{paper.to}", SONG, 0)
    yield from _paragraph(OPENING)
    for heading, paragraphs in paper.sections:
        yield from _paragraph(heading, REGULAR if paragraphs else SONG)
        for paragraph in paragraphs:
            yield from _paragraph(paragraph)
    yield from _paragraph(f"附件：{paper.attachments}")


def _paragraph(words: str, face: str = SONG, indent: float = 2 * SIZE) -> Iterator[tuple[str, str, float]]:
    for line in wrap(printable(words), TEXT_WIDTH, partial(_width, face=face, size=SIZE), indent):
        yield line, face, indent
        indent = 0


def _slip(
    canvas: Any, x: float, top: float, width: float, name: str, rows: Iterable[tuple[str, str]]
) -> None:
    """A small table with its name on top; what does not fit into a cell becomes smaller."""
    canvas.setFont(REGULAR, 11)
    canvas.drawCentredString(x + width / 2, top - 11, f"{TITLE}{name}")
    canvas.setLineWidth(0.5)
    label = 17 * mm
    y = top - 15
    for word, value in rows:
        canvas.rect(x, y - ROW, width, ROW)
        canvas.line(x + label, y, x + label, y - ROW)
        canvas.setFont(SONG, 10.5)
        canvas.drawCentredString(x + label / 2, y - ROW / 2 - 3.6, word)
        said = printable(value)
        canvas.setFont(SONG, _fitting(said, 10.5, width - label - 8))
        canvas.drawString(x + label + 4, y - ROW / 2 - 3.6, said)
        y -= ROW


def _fitting(words: str, most: float, width: float = TEXT_WIDTH) -> float:
    """The size at which a line fits, never below what can be read."""
    return max(6.0, min(most, width / max(0.1, _em(printable(words), SONG))))


def _em(words: str, face: str) -> float:
    return float(pdfmetrics.stringWidth(words, face, 1))


def _width(words: str, face: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(words, face, size))

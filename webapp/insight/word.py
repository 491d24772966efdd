"""The rates as a Word file, ready to send: a table for units, communities, classes and meetings on A4 across."""

import io
from collections.abc import Sequence

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Emu, Pt
from docx.table import Table as Grid
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from webapp.insight.paper import TITLE, Cell, Kind, Paper, columns, heads, lines, name_of
from webapp.insight.table import Table
from webapp.layout.word_look import GRID, LETTERS, repeat_head, set_letters, set_widths

HEADS, SMALL = "黑体", 9
MARGIN, WIDTH, HEIGHT = Cm(1.6), Cm(29.7), Cm(21)
NAME_WIDTH, ROW_HEIGHT, CELL_MARGIN = Cm(4.2), Cm(0.6), Cm(0.06)
LEFT, MIDDLE, RIGHT = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def rates_docx(paper: Paper) -> bytes:
    """Title, whose and when, the tables, how it was counted."""
    document = docx.Document()
    _page(document)
    _say(document.add_paragraph(), TITLE, 20, HEADS, MIDDLE)
    _say(document.add_paragraph(), paper.heading, 12, LETTERS, MIDDLE)
    for place, table in enumerate(paper.tables, start=1):
        heading = document.add_paragraph()
        _say(heading, f"{place}. 按{name_of(table.by)}", 13, HEADS, LEFT)
        heading.paragraph_format.keep_with_next = True
        heading.paragraph_format.space_before, heading.paragraph_format.space_after = Pt(14), Pt(4)
        _grid(document, table)
    document.add_paragraph()
    _say(document.add_paragraph(), paper.tables[0].formula, 10, LETTERS, LEFT)
    _say(document.add_paragraph(), paper.note, 10, LETTERS, LEFT)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Document) -> None:
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, WIDTH, HEIGHT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    document.core_properties.title, document.core_properties.author = TITLE, ""


def _grid(document: Document, table: Table) -> None:
    grid = document.add_table(rows=2, cols=1 + len(columns(table.by)), style=GRID)
    _head(grid, table)
    kinds = [kind for _, kind in columns(table.by)]
    for line in lines(table):
        name, *cells = grid.add_row().cells
        _put(name, line.name, LEFT, HEADS if line.total else LETTERS)
        for cell, kind, value in zip(cells, kinds, line.cells, strict=True):
            _put(cell, _shown(value, kind), RIGHT, HEADS if line.total else LETTERS)
    each = (WIDTH - 2 * MARGIN - NAME_WIDTH) // len(kinds)
    set_widths(grid, (NAME_WIDTH, *[Emu(each)] * len(kinds)))
    _narrow_margins(grid)
    for row in grid.rows:
        row.height = ROW_HEIGHT


def _narrow_margins(grid: Grid) -> None:
    """Fifteen columns on a page across leave no room for the usual margins within a cell."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(CELL_MARGIN.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = grid._tbl.tblPr.find(qn("w:tblLook"))  # the standard has the margins before it, and Word minds
    look.addprevious(margins)


def _head(grid: Grid, table: Table) -> None:
    """Two lines, merged where they belong together, and repeated on every page."""
    upper, lower = (row.cells for row in grid.rows)
    _merged(upper[0], lower[0], name_of(table.by))
    first = 1
    for head in heads(table.by):
        last = first + len(head.columns) - 1
        if first == last:
            _merged(upper[first], lower[first], head.words)
        else:
            _merged(upper[first], upper[last], head.words)
            for cell, (words, _) in zip(lower[first : last + 1], head.columns, strict=True):
                _put(cell, words, MIDDLE, HEADS)
        first = last + 1
    for row in grid.rows:
        repeat_head(row)


def _merged(one: _Cell, other: _Cell, words: str) -> None:
    _put(one.merge(other), words, MIDDLE, HEADS)


def _put(cell: _Cell, words: str, align: WD_ALIGN_PARAGRAPH, letters: str) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraphs: Sequence[Paragraph] = cell.paragraphs
    _say(paragraphs[0], words, SMALL, letters, align)
    paragraphs[0].paragraph_format.space_after = Pt(0)


def _say(paragraph: Paragraph, words: str, size: int, letters: str, align: WD_ALIGN_PARAGRAPH) -> None:
    paragraph.alignment = align
    set_letters(paragraph.add_run(words).font, size, letters)


def _shown(value: Cell, kind: Kind) -> str:
    return f"{value}%" if kind is Kind.PERCENT and not isinstance(value, str) else str(value)

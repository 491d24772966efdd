"""How our Word files look, whichever desk writes them: the letters of official papers, and tables that hold in print."""

from collections.abc import Sequence

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Length, Pt
from docx.table import Table, _Row
from docx.text.font import Font

LETTERS = "仿宋"
"""What official papers are written in (GB/T 9704)."""
GRID = "Table Grid"
"""The library's style of a table with all its lines."""
OF_THE_THEME = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")


def set_letters(font: Font, size: float, letters: str = LETTERS) -> None:
    """Letters and size (points) of a run or a style: named for Chinese too, and never the theme's, which would win."""
    font.size, font.name = Pt(size), letters
    fonts = font._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), letters)
    for name in OF_THE_THEME:
        fonts.attrib.pop(qn(name), None)


def set_widths(table: Table, widths: Sequence[Length]) -> None:
    """Fix the width of each column, in the middle of the page: some programs read those of columns, some of cells."""
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def repeat_head(row: _Row) -> None:
    """Repeat a line of the head on every page; the library has no word for it."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))

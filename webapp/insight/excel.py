"""The rates as an Excel file: a sheet for units, communities, classes and meetings, each under a head of two lines."""

import io
from typing import TYPE_CHECKING, Any

from webapp.base.later import Later
from webapp.insight.paper import TITLE, Cell, Kind, Paper, columns, heads, lines, name_of
from webapp.insight.table import Table

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = Later("xlsxwriter")

NUMBER_FORMATS = {Kind.COUNT: "0", Kind.PERCENT: "0.0%", Kind.POINTS: "0.0"}
TITLE_LINE, HEADING_LINE, HEAD_LINE, FIRST_LINE = 0, 1, 2, 4
ROW = 20
"""Height of a line in points: room for a pen on the printed page."""
FACE = {"border": 1, "valign": "vcenter"}


def rates_xlsx(paper: Paper) -> bytes:
    """Numbers are numbers; what people have typed is never a formula."""
    out = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, plain)
    for table in paper.tables:
        _Sheet(book, paper, table).write()
    book.close()
    return out.getvalue()


class _Sheet:
    """One sheet and the formats of its book."""

    def __init__(self, book: "xlsxwriter.Workbook", paper: Paper, table: Table) -> None:
        self._book, self._paper, self._table = book, paper, table
        self._columns = columns(table.by)
        self._sheet = book.add_worksheet(name_of(table.by))

    def write(self) -> None:
        """Title, head of two lines, rows and totals, then how it was counted."""
        sheet, last = self._sheet, len(self._columns)
        centred = {"bold": True, "align": "center", "valign": "vcenter"}
        sheet.merge_range(
            TITLE_LINE, 0, TITLE_LINE, last, TITLE, self._book.add_format(centred | {"font_size": 16})
        )
        sheet.merge_range(HEADING_LINE, 0, HEADING_LINE, last, self._paper.heading, self._book.add_format({"align": "center", "valign": "top"}))  # fmt: skip
        self._head()
        for place, height in ((TITLE_LINE, 30), (HEADING_LINE, 22), (HEAD_LINE, ROW), (HEAD_LINE + 1, ROW)):
            sheet.set_row(place, height)
        line = FIRST_LINE
        for one in lines(self._table):
            sheet.set_row(line, ROW)
            self._line(line, one.name, one.cells, one.total)
            line += 1
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        sheet.merge_range(line + 1, 0, line + 1, last, self._table.formula, wrapped)
        sheet.set_row(line + 1, 48)
        sheet.merge_range(line + 2, 0, line + 2, last, self._paper.note, wrapped)
        self._for_printing()

    def _head(self) -> None:
        face = self._book.add_format(
            FACE | {"bold": True, "align": "center", "bg_color": "#E4F0E9", "text_wrap": True}
        )
        self._sheet.merge_range(HEAD_LINE, 0, HEAD_LINE + 1, 0, name_of(self._table.by), face)
        column = 1
        for head in heads(self._table.by):
            after = column + len(head.columns)
            if len(head.columns) == 1:
                self._sheet.merge_range(HEAD_LINE, column, HEAD_LINE + 1, column, head.words, face)
            else:
                self._sheet.merge_range(HEAD_LINE, column, HEAD_LINE, after - 1, head.words, face)
                for place, (words, _) in enumerate(head.columns, start=column):
                    self._sheet.write_string(HEAD_LINE + 1, place, words, face)
            column = after

    def _line(self, line: int, name: str, cells: tuple[Cell, ...], total: bool) -> None:
        face: dict[str, Any] = FACE | {"bold": total}
        self._sheet.write_string(line, 0, name, self._book.add_format(face))
        for place, (cell, (_, kind)) in enumerate(zip(cells, self._columns, strict=True), start=1):
            if isinstance(cell, str):
                self._sheet.write_string(line, place, cell, self._book.add_format(face | {"align": "right"}))
                continue
            number = float(cell / 100) if kind is Kind.PERCENT else float(cell)
            shown = self._book.add_format(face | {"num_format": NUMBER_FORMATS[kind]})
            self._sheet.write_number(line, place, number, shown)

    def _for_printing(self) -> None:
        sheet = self._sheet
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, len(self._columns), 9)
        sheet.freeze_panes(FIRST_LINE, 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_LINE, HEAD_LINE + 1)

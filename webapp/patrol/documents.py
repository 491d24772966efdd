"""Coverage as an Excel file."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from webapp.base.later import Later
from webapp.patrol.coverage import Coverage, Rate
from webapp.patrol.listing import PointRow

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = Later("xlsxwriter")


def coverage_xlsx(found: Coverage, overdue: Sequence[PointRow], day: str) -> bytes:
    """Three sheets of rates with what they divide, and the points that are overdue. Text is never a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, percent = book.add_format({"bold": True}), book.add_format({"num_format": "0.0%"})
    for name, what, rates in (
        ("按类型", "点位类型", [*found.types, found.total]), ("按街道", "街道", found.streets), ("按人", "巡查人", found.people),
    ):  # fmt: skip
        sheet = book.add_worksheet(name)
        sheet.set_column(0, 0, 28)
        divided = ("去过", "排了") if name == "按人" else ("本周期去过", "在用点位")
        sheet.write_row(0, 0, [what, *divided, "覆盖率", f"截至 {day}"], bold)
        for line, rate in enumerate(rates, start=1):
            _write(sheet, line, rate, percent)
    sheet = book.add_worksheet("已超期")
    sheet.set_column(0, 4, 20)
    sheet.write_row(0, 0, ["点位编号", "点位", "类型", "街道", "应在此前去"], bold)
    for line, row in enumerate(overdue, start=1):
        sheet.write_row(line, 0, [row.code, row.name, row.type_name, row.street, f"{row.due_at:%Y-%m-%d}"])
    book.close()
    return out.getvalue()


def _write(sheet: "xlsxwriter.worksheet.Worksheet", line: int, rate: Rate, percent: object) -> None:
    sheet.write_string(line, 0, rate.name)
    sheet.write_number(line, 1, rate.part)
    sheet.write_number(line, 2, rate.whole)
    if rate.whole:
        sheet.write_number(line, 3, rate.part / rate.whole, percent)
    else:
        sheet.write_string(line, 3, "—")

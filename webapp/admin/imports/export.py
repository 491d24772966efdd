"""Tables on their way out: CSV that Excel opens with the right letters and in which nothing is a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

from webapp.admin.imports.table import Column

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: str) -> str:
    """A cell that a spreadsheet shows and never calculates (CSV injection); the import takes the mark off again."""
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A CSV file in UTF-8 with the mark that Excel needs to read Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def template_of(columns: Sequence[Column]) -> bytes:
    """An empty list with its headings and one example row."""
    return csv_of([column.heading for column in columns], [[column.example for column in columns]])

"""A file as rows of named cells: CSV in UTF-8 or GB18030, or the first sheet of an Excel file."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from python_calamine import CalamineError, load_workbook

from webapp.base.errors import Invalid
from webapp.base.fields import clean

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
"""Below the headings."""
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
LONGEST_CELL = 400
TITLE_ROWS = 5
"""How many lines may come before the headings end: a title, who made it, when."""


@dataclass(frozen=True)
class Column:
    """A column we read: its name in code, its heading, other headings that mean the same, an example."""

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


@dataclass(frozen=True)
class Row:
    """A row of the file with its number as a spreadsheet shows it; cells are trimmed, absent ones are empty."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def read_table(content: bytes, columns: Sequence[Column]) -> tuple[Row, ...]:
    """The rows below the headings; `Invalid` under `file` when it is no table or a needed heading is missing."""
    if len(content) > MOST_BYTES:
        raise _wrong("文件超过 10 MB，请分成几个再导。")
    lines = _from_excel(content) if content.startswith(EXCEL) else _from_csv(content)
    numbered = [(number, line) for number, line in enumerate(lines, start=1) if any(line)]
    if not numbered:
        raise _wrong("文件是空的。请下载模板，按模板填。")
    first, places = _headings([line for _, line in numbered[:TITLE_ROWS]], columns)
    if len(numbered) - first - 1 > MOST_ROWS:
        raise _wrong(f"一次最多 {MOST_ROWS} 行，请分成几个文件。")
    return tuple(
        Row(number, {name: line[place] for name, place in places.items() if place < len(line)})
        for number, line in numbered[first + 1 :]
    )


def _headings(lines: Sequence[Sequence[str]], columns: Sequence[Column]) -> tuple[int, dict[str, int]]:
    """Which line holds the headings, and where each column is: offices like to put a title above a list."""
    found = [_places(line, columns) for line in lines]
    needed = {column.name: column.heading for column in columns if column.required}
    for number, places in enumerate(found):
        if needed.keys() <= places.keys():
            return number, places
    nearest = max(found, key=len)
    missing = [heading for name, heading in needed.items() if name not in nearest]
    raise _wrong(f"表头缺少这几列：{'、'.join(missing)}。请下载模板对照。")


def _places(headings: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    known = {_plain(word): column.name for column in columns for word in (column.heading, *column.aliases)}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        name = known.get(_plain(heading))
        if name is not None:
            places.setdefault(name, place)
    return places


def _plain(heading: str) -> str:
    """A heading without spaces and without the remark in brackets."""
    return "".join(heading.replace("（", "(").split("(")[0].split()).strip("*＊").lower()


def _from_csv(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    beginning = "".join(text.splitlines(keepends=True)[:TITLE_ROWS])
    delimiter = max(",;\t", key=beginning.count)
    try:
        return [[_cell(cell) for cell in line] for line in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error:
        raise _wrong("这个文件不是表格。请存成 CSV 或 Excel 再导。") from None


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _wrong("文件的文字编码看不懂。请另存为 UTF-8 的 CSV，或 Excel。")


def _from_excel(content: bytes) -> list[list[str]]:
    try:
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        return [[_cell(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    except (CalamineError, IndexError, OSError):
        raise _wrong("这个 Excel 文件打不开，可能坏了或有密码。请另存一份再导。") from None


def _cell(value: Any) -> str:
    """A cell as text; Excel keeps the number 3 as 3.0, and exports mark a leading sign with an apostrophe.

    A number of more digits than Excel keeps stays as it writes it, 1.1e+16, so that whoever reads codes sees it.
    """
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = clean(str(value))[:LONGEST_CELL]
    return text[1:] if text.startswith("'") else text


def _wrong(sentence: str) -> Invalid:
    return Invalid({"file": sentence})

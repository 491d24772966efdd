"""The catalogue as an Excel file in the columns of its import: brought back unchanged it changes nothing."""

import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.admin.imports.classes import COLUMNS, MARKS, NAMED
from webapp.base.later import Later
from webapp.catalogue.listing import kind_words, scheme_words
from webapp.catalogue.records import MatterClass, Standard
from webapp.catalogue.words import OLDER, SCHEMES, TIER_WORDS, UNIT_WORDS

if TYPE_CHECKING:
    import xlsxwriter
else:
    xlsxwriter = Later("xlsxwriter")

LEFT_OUT = {"older_component", "lead"}
WRITTEN = tuple(column for column in COLUMNS if column.name not in LEFT_OUT)
YES_NO = {True: "是", False: "否"}


def classes_xlsx(session: Session, day: date) -> bytes:
    """All classes, each with a row for every case that is in force on this day or will be. Text is never a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("类别")
    bold = book.add_format({"bold": True, "bg_color": "#eef1ee"})
    sheet.freeze_panes(1, 4)
    sheet.set_column(0, 1, 12)
    sheet.set_column(3, 3, 24)
    sheet.write_row(0, 0, [column.heading for column in WRITTEN], bold)
    for line, cells in enumerate(_rows(session, day), start=1):
        sheet.write_row(line, 0, [cells.get(column.name, "") for column in WRITTEN])
    book.close()
    return out.getvalue()


def _rows(session: Session, day: date) -> Iterator[Mapping[str, str]]:
    known = {row.id: row for row in session.scalars(select(MatterClass))}
    older = {row.same_as_id: row for row in known.values() if row.scheme == OLDER and row.same_as_id}
    cases: dict[UUID, list[Standard]] = {}
    standing = select(Standard).where(Standard.valid_to.is_(None) | (Standard.valid_to >= day))
    for standard in session.scalars(standing.order_by(Standard.condition, Standard.valid_from)):
        cases.setdefault(standard.class_id, []).append(standard)
    for row in sorted(known.values(), key=_place):
        of_class = _of_class(row, known, older.get(row.id))
        for standard in cases.get(row.id, []):
            yield of_class | _of_standard(standard)
        if row.id not in cases:
            yield of_class | {"limit": str(row.limit_value), "limit_unit": UNIT_WORDS[row.limit_unit]}


def _place(row: MatterClass) -> tuple[bool, int, str, str]:
    """Groups before what stands under them, lists before those that speak of their numbers."""
    order = list(SCHEMES)
    rank = order.index(row.scheme) if row.scheme in order else len(order)
    return not row.is_group, -rank, row.kind, row.code


def _of_class(
    row: MatterClass, known: Mapping[UUID, MatterClass], older: MatterClass | None
) -> dict[str, str]:
    parent = known.get(row.parent_id) if row.parent_id else None
    same_as = known.get(row.same_as_id) if row.same_as_id else None
    marks = {name: YES_NO[bool(getattr(row, NAMED.get(name, name)))] for name in MARKS}
    return {
        "scheme": scheme_words(row.scheme), "kind": kind_words(row.kind), "code": row.code, "name": row.name,
        "level": "1" if row.is_group else "2", "parent": parent.code if parent else "", "name_en": row.name_en,
        "icon": row.tile or "", "order": str(row.tile_order) if row.tile else "", "tier": TIER_WORDS[row.tier],
        "same_as": same_as.code if same_as else "",
        "older": older.code if older else "", "older_name": older.name if older else "", **marks,
    }  # fmt: skip


def _of_standard(standard: Standard) -> dict[str, str]:
    return {
        "condition": standard.condition, "closing": standard.closing, "limit": str(standard.limit_value),
        "limit_unit": UNIT_WORDS[standard.limit_unit], "since": standard.valid_from.isoformat(),
        "default": YES_NO[standard.is_default], "example": YES_NO[standard.example],
    }  # fmt: skip

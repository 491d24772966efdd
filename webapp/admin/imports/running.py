"""Running an import: a preview that leaves no trace, or the real thing in batches, each an audited act."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.admin.imports import (
    classes,
    components,
    doors,
    fees,
    grids,
    holidays,
    limits,
    points,
    staff,
    units,
)
from webapp.admin.imports.staff import Passwords
from webapp.admin.imports.table import Column, Row, read_table
from webapp.admin.imports.verdict import Outcome, Refused, Verdict, Verdicts, about_row
from webapp.base.work import Kernel, Work

BATCH = 200
LARGE_BATCH = 500
"""Rows of a long list that are judged and written together; one commit each."""
Take = Callable[[Work, Row, Passwords], tuple[Outcome, str]]


class Many(Protocol):
    """One run over a long list."""

    def look(self, session: Session, rows: Sequence[Row]) -> list[Verdict]:
        """What would become of these rows; nothing is written."""

    def take(self, work: Work, rows: Sequence[Row]) -> list[Verdict]:
        """Write these rows, those that are refused left out."""


@dataclass(frozen=True)
class Import:
    """A kind of list: its word, its columns, how a row is taken, who may bring it."""

    label: str
    columns: tuple[Column, ...]
    take: Take | None
    permission: Permission
    missing: Callable[[Work, Sequence[Row]], list[Verdict]] | None = None
    """What becomes of things that the list names no more, when that is asked for."""
    many: Callable[[], Many] | None = None
    """For lists of tens of thousands instead of `take`: one run over a list, which judges and writes whole batches."""


IMPORTS: Mapping[str, Import] = {
    "units": Import("单位", units.COLUMNS, lambda w, r, _: units.take_unit(w, r), Permission.MANAGE_PLACES),
    "doors": Import("单元门", doors.COLUMNS, lambda w, r, _: doors.take_door(w, r), Permission.MANAGE_PLACES),
    "grids": Import("网格", grids.COLUMNS, lambda w, r, _: grids.take_grid(w, r), Permission.MANAGE_PLACES),
    "components": Import(
        "城市部件", components.COLUMNS, None, Permission.MANAGE_PLACES, many=components.ComponentList
    ),
    "fees": Import("物业费", fees.COLUMNS, lambda w, r, _: fees.take_fee(w, r), Permission.RECORD_FEES),
    "point-types": Import("点位类型", points.TYPE_COLUMNS, lambda w, r, _: points.take_type(w, r), Permission.MANAGE_POINTS),
    "checklists": Import(
        "检查表", points.CHECKLIST_COLUMNS, lambda w, r, _: points.take_checklist(w, r), Permission.MANAGE_POINTS
    ),
    "points": Import(
        "点位", points.POINT_COLUMNS, lambda w, r, _: points.take_point(w, r), Permission.MANAGE_POINTS, points.retire_missing
    ),
    "staff": Import("人员", staff.COLUMNS, staff.take_person, Permission.MANAGE_PEOPLE),
    "holidays": Import(
        "节假日", holidays.COLUMNS, lambda w, r, _: holidays.take_holiday(w, r), Permission.MANAGE_SETTINGS
    ),
    "classes": Import("类别", classes.COLUMNS, lambda w, r, _: classes.take_class(w, r), Permission.MANAGE_SETTINGS),
    "limits": Import("时限表", limits.COLUMNS, lambda w, r, _: limits.take_limits(w, r), Permission.MANAGE_SETTINGS),
}  # fmt: skip


class _OnlyLooking(Exception):
    """Leaves a unit of work without a commit."""


def preview(kernel: Kernel, actor: Actor, kind: str, content: bytes, retire: bool = False) -> Verdicts:
    """What an import would do, without doing it. `Invalid` when the file is no such table."""
    rows, verdicts = _rows(actor, kind, content), list[Verdict]()
    if (many := IMPORTS[kind].many) is not None:
        with kernel.read() as session:
            return Verdicts(_look_at_many(session, many(), rows))
    try:
        with kernel.work(actor) as work:
            verdicts += _take_all(work, kind, rows, Passwords())
            verdicts += _retire(work, kind, rows) if retire else []
            raise _OnlyLooking
    except _OnlyLooking:
        return Verdicts(verdicts)


def apply(kernel: Kernel, actor: Actor, kind: str, content: bytes, retire: bool = False) -> Verdicts:
    """Import for good, batch by batch; one row that cannot be taken stops no other.

    `retire`: what the list names no more is taken out of use, where the kind of list knows how.
    """
    rows, verdicts, passwords = _rows(actor, kind, content), list[Verdict](), Passwords()
    if (many := IMPORTS[kind].many) is not None:
        return Verdicts(_take_many(kernel, actor, kind, many(), rows))
    for batch in _batches(rows, BATCH):
        if kind == "staff":
            with kernel.read() as session:
                passwords.prepare(session, batch)
        with kernel.work(actor) as work:
            work.doing(f"import.{kind}")
            verdicts += _take_all(work, kind, batch, passwords)
    if retire:
        with kernel.work(actor) as work:
            work.doing(f"import.{kind}")
            verdicts += _retire(work, kind, rows)
    return Verdicts(verdicts, passwords.given)


def _batches(rows: Sequence[Row], size: int) -> Iterator[tuple[Row, ...]]:
    left = iter(rows)
    while batch := tuple(islice(left, size)):
        yield batch


def _look_at_many(session: Session, many: Many, rows: Sequence[Row]) -> list[Verdict]:
    verdicts: list[Verdict] = []
    for batch in _batches(rows, LARGE_BATCH):
        verdicts += many.look(session, batch)
        session.expunge_all()
    return verdicts


def _take_many(kernel: Kernel, actor: Actor, kind: str, many: Many, rows: Sequence[Row]) -> list[Verdict]:
    """Batch by batch, each a commit: what was cut off goes on where it stood when the same file comes again."""
    verdicts: list[Verdict] = []
    for batch in _batches(rows, LARGE_BATCH):
        try:
            verdicts += _take_batch(kernel, actor, kind, many, batch)
        except IntegrityError:  # somebody else brought the same ones at once: now they are there
            verdicts += _take_batch(kernel, actor, kind, many, batch)
    return verdicts


def _take_batch(kernel: Kernel, actor: Actor, kind: str, many: Many, batch: Sequence[Row]) -> list[Verdict]:
    with kernel.work(actor) as work:
        work.doing(f"import.{kind}")
        return many.take(work, batch)


def _rows(actor: Actor, kind: str, content: bytes) -> Sequence[Row]:
    actor.require(IMPORTS[kind].permission)
    return read_table(content, IMPORTS[kind].columns)


def _retire(work: Work, kind: str, rows: Sequence[Row]) -> list[Verdict]:
    missing = IMPORTS[kind].missing
    return missing(work, rows) if missing else []


def _take_all(work: Work, kind: str, rows: Sequence[Row], passwords: Passwords) -> list[Verdict]:
    take = IMPORTS[kind].take
    return [_take(work, take, row, passwords) for row in rows] if take else []


def _take(work: Work, take: Take, row: Row, passwords: Passwords) -> Verdict:
    """One row inside a savepoint, so that whatever goes wrong with it undoes this row alone."""
    try:
        with work.session.begin_nested():
            outcome, about = take(work, row, passwords)
        return Verdict(row.number, outcome, about)
    except Refused as refused:
        return Verdict(row.number, Outcome.REFUSED, about_row(row), str(refused))
    except SQLAlchemyError:
        return Verdict(row.number, Outcome.REFUSED, about_row(row), "和别的行或已有的数据冲突，请核对编号。")

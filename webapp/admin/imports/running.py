"""Running an import: a preview that leaves no trace, or the real thing in batches, each an audited act."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy.exc import SQLAlchemyError

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.admin.imports import classes, components, doors, grids, holidays, points, staff, units
from webapp.admin.imports.staff import Passwords
from webapp.admin.imports.table import Column, Row, read_table
from webapp.admin.imports.verdict import Outcome, Refused, Verdict, Verdicts
from webapp.base.work import Kernel, Work

BATCH = 200
Take = Callable[[Work, Row, Passwords], tuple[Outcome, str]]


@dataclass(frozen=True)
class Import:
    """A kind of list: its word, its columns, how a row is taken, who may bring it."""

    label: str
    columns: tuple[Column, ...]
    take: Take
    permission: Permission
    missing: Callable[[Work, Sequence[Row]], list[Verdict]] | None = None
    """What becomes of things that the list names no more, when that is asked for."""


IMPORTS: Mapping[str, Import] = {
    "units": Import("单位", units.COLUMNS, lambda w, r, _: units.take_unit(w, r), Permission.MANAGE_PLACES),
    "doors": Import("单元门", doors.COLUMNS, lambda w, r, _: doors.take_door(w, r), Permission.MANAGE_PLACES),
    "grids": Import("网格", grids.COLUMNS, lambda w, r, _: grids.take_grid(w, r), Permission.MANAGE_PLACES),
    "components": Import(
        "城市部件", components.COLUMNS, lambda w, r, _: components.take_component(w, r), Permission.MANAGE_PLACES
    ),
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
}  # fmt: skip


class _OnlyLooking(Exception):
    """Leaves a unit of work without a commit."""


def preview(kernel: Kernel, actor: Actor, kind: str, content: bytes, retire: bool = False) -> Verdicts:
    """What an import would do, without doing it. `Invalid` when the file is no such table."""
    rows, verdicts = _rows(actor, kind, content), list[Verdict]()
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
    left = iter(rows)
    while batch := tuple(islice(left, BATCH)):
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


def _rows(actor: Actor, kind: str, content: bytes) -> Sequence[Row]:
    actor.require(IMPORTS[kind].permission)
    return read_table(content, IMPORTS[kind].columns)


def _retire(work: Work, kind: str, rows: Sequence[Row]) -> list[Verdict]:
    missing = IMPORTS[kind].missing
    return missing(work, rows) if missing else []


def _take_all(work: Work, kind: str, rows: Sequence[Row], passwords: Passwords) -> list[Verdict]:
    return [_take(work, IMPORTS[kind].take, row, passwords) for row in rows]


def _take(work: Work, take: Take, row: Row, passwords: Passwords) -> Verdict:
    """One row inside a savepoint, so that whatever goes wrong with it undoes this row alone."""
    try:
        with work.session.begin_nested():
            outcome, about = take(work, row, passwords)
        return Verdict(row.number, outcome, about)
    except Refused as refused:
        return Verdict(row.number, Outcome.REFUSED, _about(row), str(refused))
    except SQLAlchemyError:
        return Verdict(row.number, Outcome.REFUSED, _about(row), "和别的行或已有的数据冲突，请核对编号。")


def _about(row: Row) -> str:
    return " ".join(cell for cell in row.cells.values() if cell)[:40]

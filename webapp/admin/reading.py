"""What the administrator looks through: the tree of places, and the log of every write."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from webapp.access.role import ROLE_NAMES, Role
from webapp.base.clock import CHINA
from webapp.base.paging import Page, page_of
from webapp.base.records import AuditEntry
from webapp.people.records import Person, Unit
from webapp.place.records import Building, Community, Compound, Door, Grid, ManagementUnit, Street

LOG_LINES = 50
LONGEST_VALUE = 80


@dataclass(frozen=True)
class CompoundRow:
    """A compound with what is above and below it."""

    street: str
    community: str
    unit: str
    firm: str | None
    compound: str
    grid: str | None
    worker: str | None
    buildings: int
    doors: int


def compounds(session: Session, typed: str = "") -> Sequence[CompoundRow]:
    """The tree of places, a line for each compound; only those whose words hold what was typed."""
    firm = aliased(Unit)
    query = (
        select(
            Street.name, Community.name, ManagementUnit.name, firm.name, Compound.name, Grid.name, Person.name,
            func.count(Building.id.distinct()), func.count(Door.id.distinct()),
        )
        .select_from(Compound)
        .join(ManagementUnit, ManagementUnit.id == Compound.management_unit_id)
        .join(Community, Community.id == ManagementUnit.community_id)
        .join(Street, Street.id == Community.street_id)
        .outerjoin(firm, firm.id == ManagementUnit.firm_id)
        .outerjoin(Grid, Grid.id == Compound.grid_id)
        .outerjoin(Person, Person.id == Grid.worker_id)
        .outerjoin(Building, Building.compound_id == Compound.id)
        .outerjoin(Door, Door.building_id == Building.id)
        .group_by(
            Street.name, Community.code, Community.name, ManagementUnit.code, ManagementUnit.name, firm.name,
            Compound.code, Compound.name, Grid.name, Person.name,
        )
        .order_by(Community.code, ManagementUnit.code, Compound.code)
    )  # fmt: skip
    rows = [CompoundRow(*row) for row in session.execute(query)]
    return [row for row in rows if not typed or any(typed in (part or "") for part in _words(row))]


def _words(row: CompoundRow) -> tuple[str | None, ...]:
    return (row.street, row.community, row.unit, row.firm, row.compound, row.grid, row.worker)


@dataclass(frozen=True)
class LogLine:
    """One act in the log, with what it changed, in short."""

    id: int
    at: datetime
    who: str
    role: str
    doing: str
    changes: tuple[str, ...]


@dataclass(frozen=True)
class LogFilter:
    """Which lines of the log are wanted; empty fields do not choose."""

    name: str = ""
    doing: str = ""
    day: date | None = None


def log_page(
    session: Session, wanted: LogFilter, after: int | None = None, before: int | None = None
) -> Page[LogLine]:
    """A page of the log, newest first, found by key."""
    query = select(AuditEntry)
    if wanted.name:
        query = query.where(AuditEntry.name.contains(wanted.name, autoescape=True))
    if wanted.doing:
        query = query.where(AuditEntry.doing.contains(wanted.doing, autoescape=True))
    if wanted.day is not None:
        start = datetime.combine(wanted.day, time(), CHINA)
        query = query.where(AuditEntry.at >= start, AuditEntry.at < start + timedelta(days=1))
    found = page_of(session, query, AuditEntry.id, LOG_LINES, after, before)
    return Page(tuple(_line(row[0]) for row in found.rows), found.older, found.newer)


def _line(entry: AuditEntry) -> LogLine:
    role = ROLE_NAMES[Role(entry.role)]
    changes = tuple(part for change in entry.changes for part in _change(change))
    return LogLine(entry.id, entry.at, entry.name, role, entry.doing, changes)


def _change(change: dict[str, Any]) -> list[str]:
    if "table" not in change:
        return [f"记下 {_short(change.get('note'))}"]
    before, after = change.get("before") or {}, change.get("after") or {}
    head = f"{change['table']} {change.get('id', '')}"
    return [
        f"{head}：{field} {_short(before.get(field))} → {_short(after.get(field))}"
        for field in dict.fromkeys([*before, *after])
    ]


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    text = "空" if value is None else text
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"

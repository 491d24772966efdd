"""有效处置率: closed after a passed recheck ÷ due in the period (mission.md, Numbers), by unit, with the tickets behind.

Due in the period is a ticket whose deadline lies in it and has come; what was withdrawn, merged or refused has none any
more, and what is hung up has none for now.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import CHINA
from webapp.base.paging import Page
from webapp.layout.presenting import rate_words
from webapp.people.records import Unit
from webapp.supervise.records import Notice
from webapp.supervise.scope import within_reach
from webapp.ticket.queries import TicketRow, list_tickets, readable
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

FORMULA = "有效处置率 = 复查通过后结案的 ÷ 这一期到期的"
NOT_DUE = (State.REFUSED, State.CANCELLED, State.MERGED, State.HUNG_UP)
EFFECTIVE = and_(Ticket.recheck_passed, Ticket.state.in_((State.CLOSED, State.ENDED)))
NOBODY = "还没派单位"


@dataclass(frozen=True)
class Month:
    """A calendar month of China."""

    first: date

    @classmethod
    def read(cls, typed: str, now: datetime) -> "Month":
        """From an address, YYYY-MM; the present one for anything else."""
        try:
            return cls(date.fromisoformat(f"{typed}-01"))
        except ValueError:
            return cls(now.astimezone(CHINA).date().replace(day=1))

    @property
    def words(self) -> str:
        """As an address and a month field have it."""
        return f"{self.first:%Y-%m}"

    @property
    def begins(self) -> datetime:
        """The first moment."""
        return datetime(self.first.year, self.first.month, 1, tzinfo=CHINA)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime(self.first.year + self.first.month // 12, self.first.month % 12 + 1, 1, tzinfo=CHINA)


@dataclass(frozen=True)
class RateRow:
    """A unit's figures; `key` names it in an address. Notices are those that were issued to it in the month."""

    key: str
    name: str
    due: int
    effective: int
    notices: int = 0
    in_time: int = 0

    @property
    def rate(self) -> str:
        """In per cent; — for none due."""
        return rate_words(self.effective, self.due)


def effective_rates(
    session: Session, actor: Actor, month: Month, now: datetime
) -> tuple[RateRow, tuple[RateRow, ...]]:
    """The total of what this actor may read, and a row for each unit, the most due first."""
    query = (
        select(Ticket.unit_id, func.count(), func.sum(case((EFFECTIVE, 1), else_=0)))
        .where(readable(actor), *_due_in(month, now))
        .group_by(Ticket.unit_id)
    )
    found = {unit_id: (int(count), int(good or 0)) for unit_id, count, good in session.execute(query)}
    noticed = _noticed(session, actor, month)
    ids = set(found) | set(noticed)
    named = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids)))
    names: dict[uuid.UUID, str] = dict(list(named))
    rows = [
        RateRow(
            str(unit_id or "none"), names[unit_id] if unit_id else NOBODY, *found.get(unit_id, (0, 0)),
            *noticed.get(unit_id, (0, 0)),
        )
        for unit_id in ids
    ]  # fmt: skip
    total = RateRow(
        "all", "合计", sum(row.due for row in rows), sum(row.effective for row in rows),
        sum(row.notices for row in rows), sum(row.in_time for row in rows),
    )  # fmt: skip
    return total, tuple(sorted(rows, key=lambda row: (-row.due, row.name)))


def _noticed(session: Session, actor: Actor, month: Month) -> dict[uuid.UUID | None, tuple[int, int]]:
    """Notices issued to each unit in the month, and those accepted whose reply was in time."""
    query = (
        select(Notice.unit_id, func.count(), func.sum(case((Notice.in_time.is_(True), 1), else_=0)))
        .where(within_reach(actor), Notice.issued_at >= month.begins, Notice.issued_at < month.ends)
        .group_by(Notice.unit_id)
    )
    return {unit_id: (int(count), int(good or 0)) for unit_id, count, good in session.execute(query)}


def tickets_behind(
    session: Session, actor: Actor, month: Month, now: datetime, unit: str, only: str,
    after: int | None = None, before: int | None = None,
) -> Page[TicketRow]:  # fmt: skip
    """The tickets of a number: of a unit (`all`, `none` or its id), all that were due or the effective or the rest."""
    where = list(_due_in(month, now))
    if unit == "none":
        where.append(Ticket.unit_id.is_(None))
    elif unit != "all":
        where.append(Ticket.unit_id == _id(unit))
    if only in {"effective", "rest"}:
        where.append(EFFECTIVE if only == "effective" else ~EFFECTIVE)
    return list_tickets(session, actor, now, *where, after=after, before=before)


def _id(given: str) -> uuid.UUID:
    try:
        return uuid.UUID(given)
    except ValueError:
        return uuid.UUID(int=0)


def _due_in(month: Month, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Ticket.due >= month.begins, Ticket.due < min(month.ends, now), Ticket.state.not_in(NOT_DUE))

"""Rates by unit, community, class or meeting for a period, and the list of callbacks behind every number."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.access.scope import visible
from webapp.base.clock import Clock
from webapp.callback.records import CallbackTask
from webapp.callback.words import CONTACTED, answer_words
from webapp.catalogue.records import MatterClass
from webapp.catalogue.settings import in_force
from webapp.insight.records import RateFact, RateSum, Shared
from webapp.insight.rules import Counts, Period, PeriodKind, Rates, averaged, period_of, rates_of, weights_of
from webapp.people.records import Unit
from webapp.place.records import Community
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate

MOST_BEHIND = 200
UNKNOWN = "未知"
GATES = {
    Gate.MET: "见了", Gate.DECLINED: "明确不用见", Gate.UNANSWERED: "未回应", Gate.NONE: "不用约见",
    Gate.WAITING: "还没见",
}  # fmt: skip
SEES_ALL = frozenset({Role.DISTRICT, Role.SHIFT_LEAD})
OF_UNIT = frozenset({Role.PROPERTY, Role.DEPARTMENT})


class By(StrEnum):
    """What the rows of the page are."""

    UNIT = "unit"
    COMMUNITY = "community"
    CLASS = "class"
    MEETING = "meeting"


BY_WORDS = {By.UNIT: "责任单位", By.COMMUNITY: "社区", By.CLASS: "类别", By.MEETING: "见面"}


@dataclass(frozen=True)
class Row:
    """One line of the page. `key` is what the list behind it asks for; empty for the totals."""

    key: str
    name: str
    counts: Counts
    rates: Rates


@dataclass(frozen=True)
class Table:
    """The rates of a period: rows, and two totals that may differ: pooled and averaged."""

    period: Period
    by: By
    rows: tuple[Row, ...]
    pooled: Row
    mean: Rates
    basically: Decimal
    """What a basically satisfied counts, for the formula on the page."""


@dataclass(frozen=True)
class Behind:
    """One callback behind a number."""

    ticket_id: uuid.UUID
    number: str
    at: datetime
    contacted: str
    answer: str
    place: str


def rates_table(session: Session, actor: Actor, clock: Clock, kind: PeriodKind, day: date, by: By) -> Table:
    """The rates of the period in which a day lies, with the weights in force at its end."""
    period = _period(session, clock, kind, day)
    weights = weights_of(in_force(session, clock, period.last))
    column = _column(RateSum, by)
    sums = (RateSum.valid, RateSum.contacted, RateSum.solved, RateSum.satisfied, RateSum.basically)
    query = (
        select(column, *(func.sum(one) for one in sums))
        .where(*_within(RateSum, period), _scope(RateSum, actor))
        .group_by(column)
        .having(func.sum(RateSum.valid) > 0)
    )
    found = [(key, Counts(*(int(one) for one in numbers))) for key, *numbers in session.execute(query)]
    names = _names(session, by, [key for key, _ in found])
    rows = [
        Row(str(key or "none"), names.get(key, UNKNOWN), one, rates_of(one, weights)) for key, one in found
    ]
    rows.sort(key=lambda row: (-(row.rates.composite or 0), row.name))
    pooled = sum((row.counts for row in rows), Counts())
    total = Row("", "合计", pooled, rates_of(pooled, weights))
    mean = averaged(row.rates for row in rows)
    return Table(period, by, tuple(rows), total, mean, Decimal(weights.basically) / 100)


def behind(
    session: Session, actor: Actor, clock: Clock, kind: PeriodKind, day: date, by: By, key: str
) -> tuple[Behind, ...]:
    """The callbacks that a row of the page was counted from, as far as this person may read their tickets."""
    period = _period(session, clock, kind, day)
    query = (
        select(RateFact, CallbackTask, Ticket)
        .join(CallbackTask, CallbackTask.id == RateFact.callback_id)
        .join(Ticket, Ticket.id == RateFact.ticket_id)
        .where(*_within(RateFact, period), _scope(RateFact, actor), visible(actor, Ticket.id), _is(by, key))
        .order_by(CallbackTask.done_at.desc(), CallbackTask.id)
        .limit(MOST_BEHIND)
    )
    return tuple(
        Behind(
            ticket.id, ticket.number, task.done_at or task.made_at, CONTACTED[bool(fact.contacted)], answer_words(task),
            ticket.coarse_words,
        )
        for fact, task, ticket in session.execute(query)
    )  # fmt: skip


def _period(session: Session, clock: Clock, kind: PeriodKind, day: date) -> Period:
    return period_of(kind, day, int(in_force(session, clock, day)["rate_window_day"]))


def _within(kind: type[Shared], period: Period) -> tuple[ColumnElement[bool], ...]:
    return kind.half >= period.first, kind.half < period.after


def _scope(kind: type[Shared], actor: Actor) -> ColumnElement[bool]:
    """Rates are read by who may read the tickets: the district all, an office its own, a unit what it handled."""
    if actor.role in SEES_ALL:
        return true()
    if actor.unit_id is None:
        return false()
    if actor.role in OF_UNIT:
        return kind.unit_id == actor.unit_id
    if actor.role is Role.COMMUNITY:
        return kind.community_id.in_(select(Community.id).where(Community.unit_id == actor.unit_id))
    return kind.office_id == actor.unit_id


def _column(kind: type[Shared], by: By) -> InstrumentedAttribute[Any]:
    columns = {
        By.UNIT: kind.unit_id, By.COMMUNITY: kind.community_id, By.CLASS: kind.class_id, By.MEETING: kind.gate,
    }  # fmt: skip
    found: InstrumentedAttribute[Any] = columns[by]
    return found


def _is(by: By, key: str) -> ColumnElement[bool]:
    column = _column(RateFact, by)
    if not key:
        return true()
    if key == "none":
        return column.is_(None)
    if by is By.MEETING:
        return column == Gate(key) if key in set(Gate) else false()
    try:
        return column == uuid.UUID(key)
    except ValueError:
        return false()


def _names(session: Session, by: By, keys: list[Any]) -> dict[Any, str]:
    if by is By.MEETING:
        return dict(GATES)
    kinds: dict[By, Any] = {By.UNIT: Unit, By.COMMUNITY: Community, By.CLASS: MatterClass}
    kind = kinds[by]
    return {one.id: one.name for one in session.execute(select(kind.id, kind.name).where(kind.id.in_(keys)))}

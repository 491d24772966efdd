"""Rates by unit, community, class or meeting for a period, and the list of callbacks behind every number."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, false, func, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.access.actor import Actor
from webapp.access.scope import visible
from webapp.base.clock import Clock
from webapp.callback.records import CallbackTask
from webapp.callback.words import CONTACTED, answer_words
from webapp.catalogue.records import MatterClass
from webapp.catalogue.settings import in_force
from webapp.insight.records import RateFact, RateSnapshotFact, RateSum, Shared
from webapp.insight.rules import Counts, Period, PeriodKind, Weights, period_of, weights_of
from webapp.insight.scope import rates_read
from webapp.insight.table import GATES, By, Table, table_of
from webapp.people.records import Unit
from webapp.place.records import Community
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate

MOST_BEHIND = 200
Summed = type[RateSum] | type[RateSnapshotFact]


@dataclass(frozen=True)
class Behind:
    """One callback behind a number."""

    ticket_id: uuid.UUID
    number: str
    at: datetime
    contacted: str
    answer: str
    place: str
    opens: bool = True
    """Whether who asks may read the ticket."""


def rates_table(session: Session, actor: Actor, clock: Clock, kind: PeriodKind, day: date, by: By) -> Table:
    """The rates of the period in which a day lies, with the weights in force at its end."""
    period, weights = period_and_weights(session, clock, kind, day)
    return one_table(session, period, weights, rates_read(RateSum, actor), by)


def one_table(
    session: Session, period: Period, weights: Weights, whose: ColumnElement[bool], by: By
) -> Table:
    """One table of a period: what it groups by is summed by the database."""
    column = _column(RateSum, by)
    query = (
        select(column, RateSum.gate, *_sums(RateSum))
        .where(*within(RateSum, period), whose)
        .group_by(column, RateSum.gate)
    )
    found = [(key, gate, _counts(numbers)) for key, gate, *numbers in session.execute(query)]
    return table_of(period, by, weights, found, _names(session, by, {key for key, _, _ in found}))


def all_tables(
    session: Session, period: Period, weights: Weights, whose: ColumnElement[bool], kind: Summed = RateSum
) -> Mapping[By, Table]:
    """The tables of a period, all from one statement: they cannot differ by what is counted meanwhile."""
    columns = [_column(kind, by) for by in (By.UNIT, By.COMMUNITY, By.CLASS)]
    query = (
        select(*columns, kind.gate, *_sums(kind))
        .where(*within(kind, period), whose)
        .group_by(*columns, kind.gate)
    )
    found = [(tuple(row[:4]), _counts(row[4:])) for row in session.execute(query)]
    tables = {}
    for place, by in enumerate((By.UNIT, By.COMMUNITY, By.CLASS, By.MEETING)):
        sums: dict[tuple[Any, Gate], Counts] = {}
        for keys, counts in found:
            at = keys[place], keys[3]
            sums[at] = sums.get(at, Counts()) + counts
        names = _names(session, by, {key for key, _ in sums})
        tables[by] = table_of(period, by, weights, [(*at, counts) for at, counts in sums.items()], names)
    return tables


def period_and_weights(session: Session, clock: Clock, kind: PeriodKind, day: date) -> tuple[Period, Weights]:
    """The period in which a day lies, as windows were cut on that day, and the weights in force at its end."""
    period = period_of(kind, day, int(in_force(session, clock, day)["rate_window_day"]))
    return period, weights_of(in_force(session, clock, period.last))


def behind(
    session: Session, actor: Actor, clock: Clock, kind: PeriodKind, day: date, by: By, key: str
) -> tuple[Behind, ...]:
    """The callbacks that a row of the page was counted from, as far as this person may read their tickets."""
    period, _ = period_and_weights(session, clock, kind, day)
    query = (
        select(RateFact, CallbackTask, Ticket)
        .join(CallbackTask, CallbackTask.id == RateFact.callback_id)
        .join(Ticket, Ticket.id == RateFact.ticket_id)
        .where(*within(RateFact, period), rates_read(RateFact, actor), visible(actor, Ticket.id), is_line(RateFact, by, key))
        .order_by(CallbackTask.done_at.desc(), CallbackTask.id)
        .limit(MOST_BEHIND)
    )  # fmt: skip
    return tuple(
        Behind(
            ticket.id, ticket.number, task.done_at or task.made_at, CONTACTED[bool(fact.contacted)], answer_words(task),
            ticket.coarse_words,
        )
        for fact, task, ticket in session.execute(query)
    )  # fmt: skip


def within(kind: type[Shared], period: Period) -> tuple[ColumnElement[bool], ...]:
    """The predicate on what was settled in a period."""
    return kind.half >= period.first, kind.half < period.after


def _sums(kind: Summed) -> tuple[ColumnElement[Any], ...]:
    valid = func.sum(kind.valid) if kind is RateSum else func.count()
    return valid, *(func.sum(one) for one in (kind.contacted, kind.solved, kind.satisfied, kind.basically))


def _counts(numbers: Iterable[Any]) -> Counts:
    return Counts(*(int(one) for one in numbers))


def _column(kind: type[Shared], by: By) -> InstrumentedAttribute[Any]:
    columns = {
        By.UNIT: kind.unit_id, By.COMMUNITY: kind.community_id, By.CLASS: kind.class_id, By.MEETING: kind.gate,
    }  # fmt: skip
    found: InstrumentedAttribute[Any] = columns[by]
    return found


def is_line(kind: type[Shared], by: By, key: str) -> ColumnElement[bool]:
    """The predicate on what the line with this key was counted from; an empty key is the total."""
    column = _column(kind, by)
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


def _names(session: Session, by: By, keys: Iterable[Any]) -> Mapping[Any, str]:
    if by is By.MEETING:
        return GATES
    kinds: dict[By, Any] = {By.UNIT: Unit, By.COMMUNITY: Community, By.CLASS: MatterClass}
    kind = kinds[by]
    known = [key for key in keys if key is not None]
    return {one.id: one.name for one in session.execute(select(kind.id, kind.name).where(kind.id.in_(known)))}

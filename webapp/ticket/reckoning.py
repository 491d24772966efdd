"""The clocks worked out again from the history alone, and the tickets whose rows say otherwise.

What counts is the calendar as it is known now: a holiday announced after a step moves what is worked out, and `settle`
lets the rows of open tickets follow. When a sweep last acted on a clock (`crossed_at`) is not reckoned. Lines from
before the fact `timed` was kept are counted by the ticket's present terms.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from webapp.access.actor import TIMER
from webapp.base.batches import each_alone
from webapp.base.work import Kernel, Work
from webapp.catalogue.calendar import Calendars, calendars
from webapp.people.records import Unit, UnitKind
from webapp.ticket import counting
from webapp.ticket.advance import load, note
from webapp.ticket.clocks import terms_of
from webapp.ticket.counting import Held, Moved, Terms
from webapp.ticket.lifecycle import TICKET
from webapp.ticket.records import Ticket, TicketClock, TicketStep
from webapp.ticket.rules import AT_THE_UNIT
from webapp.ticket.timed import TIMED, moved_told, ran_told, terms_told
from webapp.ticket.words import ClockKind, Effect

BATCH: Final = 500
ROWS: Final = {step.action.value: step for step in TICKET.steps}
MOMENTS: Final = {"started_at": "开始", "due_at": "到期", "paused_at": "暂停", "stopped_at": "停止"}
"""What is compared of a clock, as people read it."""
NAMES: Final = {
    ClockKind.VERIFY: "核实", ClockKind.ACCEPTANCE: "接单", ClockKind.HANDLING: "处置", ClockKind.RECHECK: "复查",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of a ticket's history, as far as clocks go."""

    action: str
    before: str | None
    at: datetime
    timed: Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """What a clock's row says and what the history says instead; None where one of them says nothing."""

    ticket_id: uuid.UUID
    number: str
    kind: ClockKind
    what: str
    kept: datetime | None
    reckoned: datetime | None


def reckon(
    ticket_id: uuid.UUID, lines: Iterable[Line], terms: Terms, days: Calendars, firms: frozenset[uuid.UUID]
) -> Held:
    """A ticket's clocks as its history makes them; the rows are made anew and belong to no session.

    `terms` count until a line says otherwise, `firms` are the units that are property firms.
    """
    held: Held = {}
    for line in lines:
        terms = terms_told(line.timed, terms, firms)
        moved, row = moved_told(line.timed), ROWS.get(line.action)
        if row is None:
            counting.run(held, ran_told(line.timed), ticket_id, terms, days, line.at, moved.most)
            continue
        changes = tuple((ClockKind(kind), what) for kind, what in row.clocks)
        due = _due_after(row.effects, line, held, terms, days) or moved.due
        counting.run(held, changes, ticket_id, terms, days, line.at)
        counting.settle_due(held, terms, days, line.at, Moved(due, moved.afresh))
        if Effect.SHORTENS_DUE in row.effects:
            counting.answer_sooner(held, line.at)
    return held


def _due_after(
    effects: Sequence[Any], line: Line, held: Held, terms: Terms, days: Calendars
) -> datetime | None:
    """Where an extension or hastening puts the end of handling; None for every other step."""
    handling = held.get(ClockKind.HANDLING)
    if handling is None:
        return None
    if Effect.COUNTS_EXTENSION in effects:
        return counting.extended(days.of(), handling.due_at, terms.limit)
    if Effect.SHORTENS_DUE in effects:
        wanted = moved_told(line.timed).due
        return counting.hastened(handling.due_at, line.at, line.before in AT_THE_UNIT, wanted)
    return None


def differences(session: Session, *where: ColumnElement[bool]) -> Iterator[Difference]:
    """What the rows of these tickets say otherwise than their history, in the order of their ids; in constant memory."""
    days, firms = calendars(session), _firms(session)
    last: uuid.UUID | None = None
    while True:
        more = where if last is None else (*where, Ticket.id > last)
        tickets = session.scalars(select(Ticket).where(*more).order_by(Ticket.id).limit(BATCH)).all()
        if not tickets:
            return
        yield from _of_batch(session, tickets, days, firms)
        last = tickets[-1].id
        session.expunge_all()


def settle(kernel: Kernel, *where: ColumnElement[bool]) -> int:
    """Let the clocks of open tickets follow their history, each with a line of it; returns how many did."""
    with kernel.read() as session:
        found = differences(session, Ticket.open_sort.is_not(None), *where)
        ids = list(dict.fromkeys(each.ticket_id for each in found))
    return each_alone(kernel, TIMER, ids, _settle_one)


def _settle_one(work: Work, ticket_id: uuid.UUID) -> bool:
    ticket = load(work, ticket_id)
    kept = _clocks(work.session, [ticket])[ticket.id]
    reckoned = _reckoned(work.session, [ticket], calendars(work.session), _firms(work.session))[ticket.id]
    found = list(_compare(ticket, kept, reckoned))
    if not found or not ticket.is_open:
        return False
    for kind, clock in reckoned.items():
        row = kept.get(kind)
        if row is None:
            work.add(clock)
            continue
        for what in MOMENTS:
            setattr(row, what, getattr(clock, what))
        counting.move_due(row, clock.due_at, work.now)
    for kind in set(kept) - set(reckoned):
        work.session.delete(kept[kind])
    if ClockKind.HANDLING in reckoned:
        handling = reckoned[ClockKind.HANDLING]
        ticket.due, ticket.counted_from = handling.due_at, handling.started_at
    reason = "按现在的工作日历重新算了时限"
    note(work, ticket, "clocks_reckoned", reason=reason, said={"due": ticket.due} if ticket.due else {})
    return True


def _of_batch(
    session: Session, tickets: Sequence[Ticket], days: Calendars, firms: frozenset[uuid.UUID]
) -> Iterator[Difference]:
    kept = _clocks(session, tickets)
    reckoned = _reckoned(session, tickets, days, firms)
    for ticket in tickets:
        yield from _compare(ticket, kept[ticket.id], reckoned[ticket.id])


def _compare(ticket: Ticket, kept: Held, reckoned: Held) -> Iterator[Difference]:
    for kind in ClockKind:
        for what in MOMENTS:
            row, line = getattr(kept.get(kind), what, None), getattr(reckoned.get(kind), what, None)
            if row != line:
                yield Difference(ticket.id, ticket.number, kind, what, row, line)


def _firms(session: Session) -> frozenset[uuid.UUID]:
    return frozenset(session.scalars(select(Unit.id).where(Unit.kind == UnitKind.PROPERTY)))


def _clocks(session: Session, tickets: Iterable[Ticket]) -> Mapping[uuid.UUID, Held]:
    held: dict[uuid.UUID, Held] = defaultdict(dict)
    ids = [ticket.id for ticket in tickets]
    for clock in session.scalars(select(TicketClock).where(TicketClock.ticket_id.in_(ids))):
        held[clock.ticket_id][clock.kind] = clock
    return held


def _reckoned(
    session: Session, tickets: Sequence[Ticket], days: Calendars, firms: frozenset[uuid.UUID]
) -> Mapping[uuid.UUID, Held]:
    query = (
        select(TicketStep.ticket_id, TicketStep.action, TicketStep.before, TicketStep.at, TicketStep.facts)
        .where(TicketStep.ticket_id.in_([ticket.id for ticket in tickets]))
        .order_by(TicketStep.ticket_id, TicketStep.version)
    )
    lines: dict[uuid.UUID, list[Line]] = defaultdict(list)
    for ticket_id, action, before, at, facts in session.execute(query):
        lines[ticket_id].append(Line(action, before, at, facts.get(TIMED, {})))
    return {
        ticket.id: reckon(ticket.id, lines[ticket.id], terms_of(ticket), days, firms) for ticket in tickets
    }

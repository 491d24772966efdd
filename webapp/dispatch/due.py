"""Timed work of the dispatching desk: what is red passes up, what was set aside wakes, asking has an end."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import TIMER
from webapp.base.batches import each_alone
from webapp.base.clock import Limit, LimitUnit
from webapp.base.errors import Problem
from webapp.base.lifecycle import ClockChange
from webapp.base.work import Kernel, Work
from webapp.catalogue.calendar import calendar_of
from webapp.ticket import counting, participants
from webapp.ticket.advance import load, note, take
from webapp.ticket.given import Given
from webapp.ticket.lifecycle import AT_THE_UNIT
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.words import Action, ClockKind, Level, State

BATCH = 100
MOST_LATE = 5_000
"""Clocks that one turn acts on; what is over waits for the next, a quarter of a minute later."""
TOGETHER = 100
"""Tickets passed up in one commit: on SQLite pages wait for it, some 100 ms."""
WATCHED = {ClockKind.ACCEPTANCE: "没有人点「收到」", ClockKind.HANDLING: "超过了办结期限"}
# A clock that stays red acts once more at the next level, after as long again as nobody answered, or a day of work.
ANSWER_AGAIN = counting.ACCEPT_PROPERTY
HANDLE_AGAIN = Limit(1, LimitUnit.WORK_DAY)


def pass_up_late(kernel: Kernel) -> int:
    """升级 what has gone red, one level a crossing: the community, then the street, then the district take part."""
    with kernel.read() as session:
        late = _late(session, kernel.clock.now())
    return sum(_pass_up_together(kernel, late[n : n + TOGETHER]) for n in range(0, len(late), TOGETHER))


def wake_hung_up(kernel: Kernel) -> int:
    """恢复办理 of what was set aside until now."""
    asleep = select(Ticket.id).where(Ticket.state == State.HUNG_UP, Ticket.wake_at <= kernel.clock.now())
    with kernel.read() as session:
        ids = list(session.scalars(asleep.order_by(Ticket.wake_at).limit(BATCH)))
    return _each(kernel, ids, _wake)


def end_asking(kernel: Kernel) -> int:
    """Let handling go on when the street was asked a work day ago; the question itself stays."""
    with kernel.read() as session:
        since = calendar_of(session).before(kernel.clock.now(), counting.LONGEST_ASKING)
    standing = (
        select(Ticket.id)
        .join(TicketClock, TicketClock.ticket_id == Ticket.id)
        .where(
            Ticket.open_sort.is_not(None), Ticket.asked == "return", Ticket.asked_at <= since,
            TicketClock.kind == ClockKind.HANDLING, TicketClock.paused_at.is_not(None),
        )
    )  # fmt: skip
    with kernel.read() as session:
        ids = list(session.scalars(standing.order_by(Ticket.asked_at).limit(BATCH)))
    return _each(kernel, ids, _go_on)


def _each(kernel: Kernel, ids: Iterable[uuid.UUID], act: Callable[[Work, Ticket], bool]) -> int:
    """Each ticket in a unit of work of its own, looked at again under its lock; returns how many were changed."""
    return each_alone(kernel, TIMER, ids, lambda work, ticket_id: act(work, load(work, ticket_id)))


def _late(session: Session, now: datetime) -> list[uuid.UUID]:
    calendar = calendar_of(session)
    fresh = or_(
        TicketClock.crossed_at.is_(None),
        _crossed_before(ClockKind.ACCEPTANCE, now - counting.ACCEPT_URGENT, Ticket.urgent.is_(True)),
        _crossed_before(ClockKind.ACCEPTANCE, calendar.before(now, ANSWER_AGAIN)),
        _crossed_before(ClockKind.HANDLING, calendar.before(now, HANDLE_AGAIN)),
    )
    red = (
        select(TicketClock.ticket_id)
        .join(Ticket, Ticket.id == TicketClock.ticket_id)
        .where(
            TicketClock.stopped_at.is_(None), TicketClock.paused_at.is_(None), TicketClock.due_at <= now,
            TicketClock.kind.in_(WATCHED), fresh, Ticket.state.in_(AT_THE_UNIT), Ticket.level != Level.DISTRICT,
        )
        .order_by(TicketClock.due_at)
        .limit(MOST_LATE)
    )  # fmt: skip
    return list(dict.fromkeys(session.scalars(red)))


def _crossed_before(kind: ClockKind, moment: datetime, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(TicketClock.kind == kind, TicketClock.crossed_at <= moment, *more)


def _pass_up_together(kernel: Kernel, ids: Sequence[uuid.UUID]) -> int:
    """Pass up many in one commit; what somebody has in hand at this moment waits for the next turn.

    They are looked at again under their locks, so no step is refused; should one be all the same, each goes alone.
    """
    try:
        with kernel.work(TIMER) as work:
            found = work.session.scalars(
                select(Ticket)
                .where(Ticket.id.in_(ids), Ticket.state.in_(AT_THE_UNIT), Ticket.level != Level.DISTRICT)
                .order_by(Ticket.id)
                .with_for_update(of=Ticket, skip_locked=True)
            ).all()
            held = _clocks_of(work.session, found)
            with participants.known(work, found):
                return sum(_pass_up(work, ticket, held[ticket.id]) for ticket in found)
    except Problem:
        return _each(
            kernel,
            ids,
            lambda work, ticket: _pass_up(work, ticket, _clocks_of(work.session, [ticket])[ticket.id]),
        )


def _clocks_of(session: Session, tickets: Iterable[Ticket]) -> dict[uuid.UUID, list[TicketClock]]:
    held: dict[uuid.UUID, list[TicketClock]] = defaultdict(list)
    ids = [ticket.id for ticket in tickets]
    asked = select(TicketClock).where(TicketClock.ticket_id.in_(ids), TicketClock.kind.in_(WATCHED))
    for clock in session.scalars(asked.order_by(TicketClock.kind)):
        held[clock.ticket_id].append(clock)
    return held


def _pass_up(work: Work, ticket: Ticket, clocks: Iterable[TicketClock]) -> bool:
    red = [clock for clock in clocks if clock.is_red(work.now)]
    if not red:
        return False
    take(work, ticket, Action.PASS_UP, Given(reason="，".join(WATCHED[clock.kind] for clock in red)))
    for clock in red:
        clock.crossed_at = work.now
    return True


def _wake(work: Work, ticket: Ticket) -> bool:
    take(work, ticket, Action.WAKE, Given(reason="约定的日子到了"))
    return True


def _go_on(work: Work, ticket: Ticket) -> bool:
    clock = work.session.get_one(TicketClock, (ticket.id, ClockKind.HANDLING))
    if clock.paused_at is None or ticket.state not in AT_THE_UNIT:
        return False
    goes_on = ((ClockKind.HANDLING, ClockChange.GO_ON),)
    reason = "街道一个工作日内没有定，先继续计时"
    note(work, ticket, "asking_over", reason=reason, clocks=goes_on, most=counting.LONGEST_ASKING)
    return True

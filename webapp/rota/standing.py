"""How the desk stands at a moment: what the note to the next shift keeps, and how a kept one is shown."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.access.actor import Actor
from webapp.ticket.lifecycle import AT_THE_UNIT, TICKET, WORDS
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Ticket, TicketClock
from webapp.ticket.words import ClockKind, State

AHEAD: Final = timedelta(hours=12)
"""How far the next shift looks ahead: as long as the longest one there is."""
MOST: Final = 30
"""Tickets named under one heading; how many there are in all is said beside it."""
WAITS: Final = (State.NEW, State.FILED)
HEADINGS: Final = {
    "urgent": "紧急的，还没人接", "waiting": "等坐席核实派遣的", "red": "超时的", "asked": "单位申请了，等答复的",
    "promised": "12 小时内要给居民回话的",
}  # fmt: skip


Moment = InstrumentedAttribute[Any] | ColumnElement[Any]


@dataclass(frozen=True)
class LineShown:
    """A ticket of the note, with how it stands now; the time is that for which it stands there."""

    id: uuid.UUID
    number: str
    what: str
    place: str
    at: datetime | None
    now: str


@dataclass(frozen=True)
class GroupShown:
    """The tickets under one heading: how many there were, and the first of them."""

    heading: str
    count: int
    lines: tuple[LineShown, ...]


def how_it_stands(session: Session, actor: Actor, now: datetime) -> dict[str, Any]:
    """Counts of open tickets by state, and under each heading how many there are and the first by urgency of time."""
    open_ones = select(Ticket.state, func.count()).where(Ticket.open_sort.is_not(None), readable(actor))
    by_state = {row[0]: row[1] for row in session.execute(open_ones.group_by(Ticket.state))}
    groups = {name: _group(session, actor, *wanted) for name, wanted in _wanted(now).items()}
    return {
        "states": {state.value: by_state.get(state, 0) for state in State if state in TICKET.open_states},
        "groups": groups,
    }


def _wanted(now: datetime) -> Mapping[str, tuple[ColumnElement[bool], Moment]]:
    """Which tickets stand under each heading, and the time for which they do."""
    red = (
        TicketClock.ticket_id == Ticket.id, TicketClock.stopped_at.is_(None), TicketClock.paused_at.is_(None),
        TicketClock.due_at <= now, TicketClock.kind.in_([ClockKind.ACCEPTANCE, ClockKind.HANDLING]),
    )  # fmt: skip
    red_since = select(func.min(TicketClock.due_at)).where(*red).correlate(Ticket).scalar_subquery()
    nobody_yet = Ticket.state.in_((*WAITS, State.DISPATCHED))
    return {
        "urgent": (and_(Ticket.urgent, nobody_yet), Ticket.reported_at),
        "waiting": (Ticket.state.in_(WAITS), Ticket.reported_at),
        "red": (and_(Ticket.state.in_(AT_THE_UNIT), exists().where(*red)), red_since),
        "asked": (Ticket.asked.is_not(None), Ticket.asked_at),
        "promised": (and_(Ticket.resident_reported, Ticket.next_word_by <= now + AHEAD), Ticket.next_word_by),
    }


def _group(session: Session, actor: Actor, where: ColumnElement[bool], moment: Moment) -> dict[str, Any]:
    mine = (Ticket.open_sort.is_not(None), readable(actor), where)
    count = session.scalar(select(func.count()).select_from(Ticket).where(*mine)) or 0
    rows = session.execute(select(Ticket.id, moment).where(*mine).order_by(moment, Ticket.id).limit(MOST))
    lines = [[str(ticket_id), at.isoformat() if at else None] for ticket_id, at in rows]
    return {"count": count, "lines": lines}


def states_shown(stood: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    """The counts by state, in the table's order, without those of which there was none."""
    return tuple((WORDS[State(name)], count) for name, count in stood["states"].items() if count)


def groups_shown(session: Session, actor: Actor, stood: Mapping[str, Any]) -> tuple[GroupShown, ...]:
    """The headings with their tickets as this person may read them, and how each stands now."""
    ids = {uuid.UUID(line[0]) for group in stood["groups"].values() for line in group["lines"]}
    found = {
        ticket.id: ticket
        for ticket in session.scalars(select(Ticket).where(Ticket.id.in_(ids), readable(actor)))
    }
    return tuple(
        GroupShown(HEADINGS[name], group["count"], tuple(_lines(actor, found, group["lines"])))
        for name, group in stood["groups"].items()
    )


def _lines(
    actor: Actor, found: Mapping[uuid.UUID, Ticket], lines: Iterable[list[str | None]]
) -> Iterable[LineShown]:
    for ticket_id, at in lines:
        ticket = found.get(uuid.UUID(ticket_id))
        if ticket is not None:
            what = ticket.matter_class.name if ticket.matter_class else "未定类"
            yield LineShown(
                ticket.id, ticket.number, what, place_shown(actor, ticket),
                datetime.fromisoformat(at) if at else None, WORDS[ticket.state],
            )  # fmt: skip

"""What desks ask about tickets, scoped, as frozen views."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.access.scope import visible
from webapp.base.clock import Lamp, lamp
from webapp.base.database import Looked
from webapp.base.fields import typed_number
from webapp.base.paging import Page, page_of
from webapp.catalogue.records import MatterClass
from webapp.people.records import Unit
from webapp.ticket.lifecycle import AT_THE_UNIT, TICKET, WORDS
from webapp.ticket.records import Reporter, Ticket
from webapp.ticket.words import State

COUNT_MOST = 99
KNOWS_THE_DOOR = frozenset(
    {Role.OPERATOR, Role.SHIFT_LEAD, Role.STREET, Role.CLERK, Role.DISTRICT, Role.RULE, Role.TIMER}
)


def readable(actor: Actor) -> ColumnElement[bool]:
    """The row predicate for an actor; a resident reads the ticket that answers the report at the link."""
    if actor.role is Role.RESIDENT:
        return exists().where(Reporter.ticket_id == Ticket.id, Reporter.report_id == actor.report_id)
    return visible(actor, Ticket.id)


def reporter_count(session: Session, ticket_id: uuid.UUID, besides: uuid.UUID | None = None) -> int:
    """How many reports a ticket answers now, one of them left out if wanted."""
    live = select(func.count()).where(Reporter.ticket_id == ticket_id, Reporter.left_at.is_(None))
    if besides is not None:
        live = live.where(Reporter.report_id != besides)
    return session.scalar(live) or 0


@dataclass(frozen=True)
class TicketRow:
    """A ticket as a line of a list."""

    id: uuid.UUID
    number: str
    state: State
    state_words: str
    version: int
    class_name: str
    place: str
    summary: str
    urgent: bool
    confidential: bool
    lamp: Lamp
    reported_at: datetime
    due: datetime | None
    next_word_by: datetime | None
    closed_at: datetime | None
    unit_name: str
    assigned_to: str | None
    joins: int
    reworked: int
    reopened: int
    sort: int

    @property
    def who(self) -> str:
        """Who has it, as a list shows it."""
        return f"{self.unit_name} {self.assigned_to}" if self.assigned_to else self.unit_name


def place_shown(actor: Actor, ticket: Ticket) -> str:
    """The place as this actor may know it: 保密 shows units the compound, not the door (safety.md 4)."""
    if ticket.confidential and actor.role not in KNOWS_THE_DOOR:
        return f"{ticket.coarse_words}（保密）"
    return ticket.place_words


def due_shown(ticket: Ticket) -> datetime | None:
    """The end of handling as people read it; none while the ticket is hung up, for then its clock stands."""
    return None if ticket.state is State.HUNG_UP else ticket.due


def lamp_of(ticket: Ticket, now: datetime) -> Lamp:
    """The lamp of the clock that matters now: handling while it runs, else the promise to the resident."""
    if ticket.closed_at is not None or not ticket.is_open:
        return Lamp.GREEN if ticket.in_time is not False else Lamp.RED
    if ticket.due is not None and ticket.state in AT_THE_UNIT:
        return lamp(ticket.counted_from or ticket.reported_at, ticket.due, now)
    return Lamp.RED if ticket.next_word_by is not None and ticket.next_word_by < now else Lamp.GREEN


def _row(
    actor: Actor, now: datetime, ticket: Ticket, class_name: str | None, unit_name: str | None
) -> TicketRow:
    hidden = ticket.confidential and actor.role not in KNOWS_THE_DOOR
    return TicketRow(
        id=ticket.id, number=ticket.number, state=ticket.state, state_words=WORDS[ticket.state],
        version=ticket.version, class_name=class_name or "未定类", place=place_shown(actor, ticket),
        summary="" if hidden else ticket.summary, urgent=ticket.urgent, confidential=ticket.confidential,
        lamp=lamp_of(ticket, now), reported_at=ticket.reported_at, due=due_shown(ticket), next_word_by=ticket.next_word_by,
        closed_at=ticket.closed_at, unit_name=unit_name or "", assigned_to=ticket.assigned_to, joins=ticket.joins,
        reworked=ticket.reworked, reopened=ticket.reopened, sort=ticket.sort,
    )  # fmt: skip


def rows_query(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Tickets with the names a list shows, in this actor's scope."""
    return (
        select(Ticket, MatterClass.name, Unit.name)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .outerjoin(Unit, Unit.id == Ticket.unit_id)
        .where(readable(actor))
    )


def list_tickets(
    session: Session, actor: Actor, now: datetime, *where: ColumnElement[bool],
    after: int | None = None, before: int | None = None, size: int = 20, only_open: bool = False,
    oldest_first: bool = False,
) -> Page[TicketRow]:  # fmt: skip
    """One keyset page, newest first. `after`/`before` are the sort of the last or first row seen.

    `only_open` walks the open tickets alone; where the condition is one state, the index of states has them in order.
    """
    order = Ticket.open_sort if only_open else Ticket.sort
    query = rows_query(actor).where(*where)
    if only_open:
        query = query.where(Ticket.open_sort.is_not(None))
    page = page_of(session, query, order, size=size, after=after, before=before, oldest_first=oldest_first)
    return Page(tuple(_row(actor, now, *found) for found in page.rows), page.older, page.newer)


def soonest_tickets(
    session: Session, actor: Actor, now: datetime, *where: ColumnElement[bool], size: int
) -> tuple[TicketRow, ...]:
    """Open tickets whose handling ends first, the latest of all on top; no pages, the most pressing alone."""
    open_ones = (Ticket.open_sort.is_not(None), Ticket.due.is_not(None), Ticket.state != State.HUNG_UP)
    query = rows_query(actor).where(*where, *open_ones).order_by(Ticket.due, Ticket.sort).limit(size)
    return tuple(_row(actor, now, *found) for found in session.execute(query))


def is_one_of(states: Iterable[State]) -> ColumnElement[bool]:
    """Tickets in one of several states: a list of them is walked in its own order.

    An index on the state would have all of them sorted for every page; of a single state it has them in order.
    """
    return Looked(Ticket.state).in_(list(states))


def among_open(states: Iterable[State]) -> ColumnElement[bool]:
    """Of open tickets, those in one of these states, said as those in no other; for lists and counts with `only_open`.

    PostgreSQL takes «open» and «in one of these» for chances apart, expects a handful and sorts all it finds.
    """
    return Looked(Ticket.state).not_in([state for state in TICKET.open_states if state not in set(states)])


def case_number(typed: str) -> str:
    """A case number as people type it off a paper: without the dash, in full-width digits, with 单号 before it."""
    plain = typed_number(typed).removeprefix("单号").removeprefix("案件号").lstrip(":")
    return f"{plain[:4]}-{plain[4:]}" if plain.isdigit() and len(plain) > 4 else plain


def find_by_number(session: Session, actor: Actor, number: str) -> uuid.UUID | None:
    """The newest visible ticket of a case number, as somebody typed it."""
    query = (
        select(Ticket.id)
        .where(Ticket.number == case_number(number), readable(actor))
        .order_by(Ticket.sort.desc())
    )
    return session.scalars(query.limit(1)).first()


def count_capped(session: Session, actor: Actor, *where: ColumnElement[bool]) -> int:
    """How many tickets match, counted no further than 100 (shown as 99+)."""
    some = select(Ticket.id).where(readable(actor), *where).limit(COUNT_MOST + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def count_each(
    session: Session, actor: Actor, wanted: Mapping[str, Sequence[ColumnElement[bool]]]
) -> dict[str, int]:
    """How many tickets match each of several conditions, none counted further than 100; one query for all."""
    if not wanted:
        return {}
    counts = [
        select(func.count())
        .select_from(select(Ticket.id).where(*where, readable(actor)).limit(COUNT_MOST + 1).subquery())
        .scalar_subquery()
        for where in wanted.values()
    ]
    return dict(zip(wanted, map(int, session.execute(select(*counts)).one()), strict=True))


def get_ticket(session: Session, actor: Actor, ticket_id: uuid.UUID) -> Ticket | None:
    """One ticket's row in scope, else None."""
    return session.scalars(select(Ticket).where(Ticket.id == ticket_id, readable(actor))).first()

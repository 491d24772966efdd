"""Who takes part in a ticket as it moves: watchers, the unit that handles, those it is passed up to."""

import uuid
from typing import Any

from sqlalchemy import select, update

from webapp.access.records import Capacity, Participation
from webapp.base.work import Work
from webapp.people.records import Unit, UnitKind
from webapp.place.records import Community, Street
from webapp.ticket.records import Photo, Reporter, Ticket
from webapp.ticket.rules import Case
from webapp.ticket.words import Effect, Level


def add(
    work: Work, ticket: Ticket, capacity: Capacity,
    unit_id: uuid.UUID | None = None, person_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """Let a unit or a person take part; one row a party, the newest capacity counts."""
    row = work.session.scalars(
        select(Participation).where(
            Participation.ticket_id == ticket.id,
            Participation.unit_id == unit_id if unit_id else Participation.person_id == person_id,
        )
    ).first()
    if row is None:
        work.session.add(
            Participation(
                ticket_id=ticket.id, unit_id=unit_id, person_id=person_id, capacity=capacity, since=work.now
            )
        )
    else:
        row.capacity, row.since = capacity, work.now


def begin(work: Work, ticket: Ticket, watchers: tuple[uuid.UUID, ...], finder_id: uuid.UUID | None) -> None:
    """The first parties of a new ticket: the offices of its area watch, the staff who found it see it."""
    rows = [
        Participation(ticket_id=ticket.id, unit_id=unit_id, capacity=Capacity.WATCHES, since=work.now)
        for unit_id in dict.fromkeys(watchers)
    ]
    if finder_id is not None:
        rows.append(
            Participation(ticket_id=ticket.id, person_id=finder_id, capacity=Capacity.FOUND, since=work.now)
        )
    work.session.add_all(rows)


def follow(work: Work, ticket: Ticket, effects: tuple[Any, ...], case: Case) -> None:
    """What a step means for who takes part."""
    if Effect.CLEARS_UNIT in effects or Effect.SETS_UNIT in effects:
        _hand_over(work, ticket)
    if Effect.SETS_UNIT in effects:
        add(work, ticket, Capacity.HANDLES, unit_id=ticket.unit_id)
    if Effect.RAISES_LEVEL in effects:
        for unit_id in _units_of_level(work, ticket):
            add(work, ticket, Capacity.TAKES_PART, unit_id=unit_id)
    if Effect.MERGES in effects:
        _move_reporters(work, ticket, case.target)


def _hand_over(work: Work, ticket: Ticket) -> None:
    """The unit before keeps what it did, except where it must not know (safety.md 4)."""
    rows = work.session.scalars(
        select(Participation).where(
            Participation.ticket_id == ticket.id, Participation.capacity == Capacity.HANDLES
        )
    )
    for row in rows:
        if ticket.confidential or ticket.about_unit:
            work.session.delete(row)
        else:
            row.capacity = Capacity.HANDLED
    work.session.flush()


def _units_of_level(work: Work, ticket: Ticket) -> list[uuid.UUID]:
    session = work.session
    if ticket.level is Level.COMMUNITY and ticket.community_id:
        return [session.get_one(Community, ticket.community_id).unit_id]
    if ticket.level is Level.STREET and ticket.street_id:
        return [session.get_one(Street, ticket.street_id).unit_id]
    return list(session.scalars(select(Unit.id).where(Unit.kind == UnitKind.DISTRICT, Unit.live)))


def _move_reporters(work: Work, source: Ticket, target: Ticket) -> None:
    """Reporters, their pages and callbacks go to the target; the finder may follow it there."""
    session = work.session
    joined = set(
        session.scalars(select(Reporter.device_hash).where(Reporter.ticket_id == target.id, Reporter.joined))
    )
    for reporter in session.scalars(select(Reporter).where(Reporter.ticket_id == source.id)):
        if reporter.joined and reporter.device_hash in joined:
            reporter.device_hash = None  # the same device had joined both; one of them keeps the count
        reporter.ticket_id = target.id
    session.execute(
        update(Photo)
        .where(Photo.ticket_id == source.id, Photo.report_id.is_not(None))
        .values(ticket_id=target.id)
    )
    if source.finder_id is not None:
        add(work, target, Capacity.FOUND, person_id=source.finder_id)
    if source.unit_id is not None and not (target.confidential or target.about_unit):
        add(work, target, Capacity.TAKES_PART, unit_id=source.unit_id)

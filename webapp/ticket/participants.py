"""Who takes part in a ticket as it moves: watchers, the unit that handles, those it is passed up to."""

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.base.database import Base
from webapp.base.work import Work
from webapp.people.records import Unit, UnitKind
from webapp.place.records import Community, ManagementUnit, Street
from webapp.ticket.records import Photo, Reporter, Ticket
from webapp.ticket.rules import HANDLING_KINDS, Case
from webapp.ticket.words import Effect, Level

_KNOWN = "participants.known"
IN_PERSON = frozenset({Role.GRID_WORKER, Role.INSPECTOR})


@dataclass(frozen=True)
class Known:
    """What was read at once for many tickets."""

    parties: dict[uuid.UUID, list[Participation]]
    district: list[uuid.UUID]
    places: Sequence[Base]
    """Held, so that the session finds them again without asking."""


def add(
    work: Work, ticket: Ticket, capacity: Capacity,
    unit_id: uuid.UUID | None = None, person_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    """Let a unit or a person take part; one row a party, the newest capacity counts, but nothing ends handling."""
    known: Known | None = work.session.info.get(_KNOWN)
    if known is not None and ticket.id in known.parties:
        of_party = [
            row for row in known.parties[ticket.id] if (row.unit_id, row.person_id) == (unit_id, person_id)
        ]
    else:
        party = Participation.unit_id == unit_id if unit_id else Participation.person_id == person_id
        of_party = _rows(work, ticket, party)
    _take_part(work, ticket, capacity, of_party, unit_id, person_id)


@contextmanager
def known(work: Work, tickets: Iterable[Ticket]) -> Iterator[None]:
    """Read at once who takes part in many tickets, for `add` to look it up; whoever adds twice for one asks by `_rows`.

    A question for each would write what was made before it, one ticket at a time.
    """
    tickets, session = list(tickets), work.session
    parties: dict[uuid.UUID, list[Participation]] = {ticket.id: [] for ticket in tickets}
    for row in session.scalars(select(Participation).where(Participation.ticket_id.in_(parties))):
        parties[row.ticket_id].append(row)
    communities, streets = {t.community_id for t in tickets}, {t.street_id for t in tickets}
    places: list[Base] = [*session.scalars(select(Community).where(Community.id.in_(communities)))]
    places += session.scalars(select(Street).where(Street.id.in_(streets)))
    session.info[_KNOWN] = Known(parties, _district(session), places)
    try:
        yield
    finally:
        del work.session.info[_KNOWN]


def _take_part(
    work: Work, ticket: Ticket, capacity: Capacity, of_party: Iterable[Participation],
    unit_id: uuid.UUID | None, person_id: uuid.UUID | None = None,
) -> None:  # fmt: skip
    row = next(iter(of_party), None)
    if row is None:
        row = Participation(
            ticket_id=ticket.id, unit_id=unit_id, person_id=person_id, capacity=capacity, since=work.now
        )
        work.add(row)
        known: Known | None = work.session.info.get(_KNOWN)
        if known is not None and ticket.id in known.parties:
            known.parties[ticket.id].append(row)
    elif row.capacity is not Capacity.HANDLES:
        row.capacity, row.since = capacity, work.now


def let_in(work: Work, ticket: Ticket, unit_id: uuid.UUID, since: datetime) -> None:
    """Let a unit take part since a moment, by which `let_out` knows it; what it is already, it stays."""
    if not _rows(work, ticket, Participation.unit_id == unit_id):
        work.add(
            Participation(ticket_id=ticket.id, unit_id=unit_id, capacity=Capacity.TAKES_PART, since=since)
        )


def let_out(work: Work, ticket: Ticket, unit_id: uuid.UUID, since: Collection[datetime]) -> None:
    """End a part that was let in at one of these moments, if nothing else came of it; an office of the area watches."""
    let = (Participation.unit_id == unit_id, Participation.capacity == Capacity.TAKES_PART)
    for row in _rows(work, ticket, *let, Participation.since.in_(since)):
        if unit_id in _offices(work, ticket):
            row.capacity = Capacity.WATCHES
        else:
            work.session.delete(row)


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
    work.add(*rows)


def follow(work: Work, ticket: Ticket, effects: tuple[Any, ...], case: Case) -> None:
    """What a step means for who takes part."""
    if Effect.CLEARS_UNIT in effects or Effect.SETS_UNIT in effects:
        _hand_over(work, ticket, ticket.unit_id if Effect.SETS_UNIT in effects else None)
    if Effect.CORRECTS in effects:
        _watch_the_place(work, ticket)
    if Effect.RAISES_LEVEL in effects:
        for unit_id in _units_of_level(work, ticket):
            add(work, ticket, Capacity.TAKES_PART, unit_id=unit_id)
    if (
        Effect.COUNTS_JOIN in effects
        and case.actor.role in IN_PERSON
        and not _is_in(work, ticket, case.actor)
    ):
        add(work, ticket, Capacity.WATCHES, person_id=case.actor.person_id)
    if Effect.MERGES in effects:
        _move_reporters(work, ticket, case.target)
    if ticket.confidential or ticket.about_unit:
        _keep_firms_out(work, ticket)


def unit_again(session: Session, ticket: Ticket) -> Unit | None:
    """Who gets a reopened ticket: the unit that had it, else the place's firm, else its street office."""
    guarded = ticket.confidential or ticket.about_unit
    place = session.get(ManagementUnit, ticket.management_unit_id) if ticket.management_unit_id else None
    street = session.get(Street, ticket.street_id) if ticket.street_id else None
    last = select(Unit).where(Unit.kind == UnitKind.STREET, Unit.live).order_by(Unit.code).limit(1)
    choices = (
        ticket.unit,
        place.firm if place else None,
        session.get(Unit, street.unit_id) if street else None,
        session.scalars(last).first(),
    )
    fits = (u for u in choices if u and u.live and u.kind in HANDLING_KINDS)
    return next((unit for unit in fits if not (guarded and unit.kind is UnitKind.PROPERTY)), None)


def _hand_over(work: Work, ticket: Ticket, unit_id: uuid.UUID | None) -> None:
    """The unit before keeps the sight of what it did; the unit that gets it, if one does, handles."""
    rows = _rows(work, ticket)
    for row in rows:
        if row.capacity is Capacity.HANDLES:
            row.capacity = Capacity.HANDLED
    if unit_id is not None:
        _take_part(work, ticket, Capacity.HANDLES, (row for row in rows if row.unit_id == unit_id), unit_id)


def _keep_firms_out(work: Work, ticket: Ticket) -> None:
    """No property firm takes part in what is about a unit or marked 保密, whatever led it there (safety.md 4)."""
    firms = select(Unit.id).where(Unit.kind == UnitKind.PROPERTY)
    for row in _rows(work, ticket, Participation.unit_id.in_(firms)):
        work.session.delete(row)


def _watch_the_place(work: Work, ticket: Ticket) -> None:
    """The offices of the area watch; those of an area that turned out to be wrong no longer do."""
    here = _offices(work, ticket)
    if not here:
        return
    for row in _rows(
        work, ticket, Participation.capacity == Capacity.WATCHES, Participation.unit_id.is_not(None)
    ):
        if row.unit_id not in here:
            work.session.delete(row)
    taking_part = {row.unit_id for row in _rows(work, ticket, Participation.unit_id.in_(here))}
    for unit_id in here - taking_part:
        add(work, ticket, Capacity.WATCHES, unit_id=unit_id)


def _offices(work: Work, ticket: Ticket) -> frozenset[uuid.UUID]:
    """The offices of the ticket's area; none while its place is not known."""
    community = work.session.get(Community, ticket.community_id) if ticket.community_id else None
    return frozenset((community.unit_id, community.street.unit_id)) if community is not None else frozenset()


def _is_in(work: Work, ticket: Ticket, actor: Actor) -> bool:
    return bool(_rows(work, ticket, Participation.person_id == actor.person_id))


def _rows(work: Work, ticket: Ticket, *where: ColumnElement[bool]) -> list[Participation]:
    query = select(Participation).where(Participation.ticket_id == ticket.id, *where)
    return list(work.session.scalars(query))


def _units_of_level(work: Work, ticket: Ticket) -> list[uuid.UUID]:
    session = work.session
    if ticket.level is Level.COMMUNITY and ticket.community_id:
        return [session.get_one(Community, ticket.community_id).unit_id]
    if ticket.level is Level.STREET and ticket.street_id:
        return [session.get_one(Street, ticket.street_id).unit_id]
    known: Known | None = session.info.get(_KNOWN)
    return known.district if known is not None else _district(session)


def _district(session: Session) -> list[uuid.UUID]:
    return list(session.scalars(select(Unit.id).where(Unit.kind == UnitKind.DISTRICT, Unit.live)))


def _move_reporters(work: Work, source: Ticket, target: Ticket) -> None:
    """Reporters, their pages and callbacks go to the target; the finder and the unit may follow it there."""
    session = work.session
    of_target = select(Reporter.device_hash).where(
        Reporter.ticket_id == target.id, Reporter.device_hash.is_not(None)
    )
    known = set(session.scalars(of_target))
    for reporter in session.scalars(select(Reporter).where(Reporter.ticket_id == source.id)):
        if reporter.device_hash in known:
            reporter.device_hash = None  # the same device had sent both; one of them keeps the count
        elif reporter.resident and reporter.left_at is None:
            target.joins += 1
        reporter.ticket_id, reporter.brought_from = target.id, source.id
    session.execute(
        update(Photo)
        .where(Photo.ticket_id == source.id, Photo.report_id.is_not(None))
        .values(ticket_id=target.id)
    )
    if source.finder_id is not None:
        add(work, target, Capacity.FOUND, person_id=source.finder_id)
    if source.unit_id is not None:
        add(work, target, Capacity.TAKES_PART, unit_id=source.unit_id)
    if target.confidential or target.about_unit:
        _keep_firms_out(work, target)

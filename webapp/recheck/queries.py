"""Rechecks as the desk chooses and the pages show them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from webapp.access.actor import Actor
from webapp.access.role import MAY, Permission, Role
from webapp.base.clock import Lamp, lamp
from webapp.people.records import Person
from webapp.place.records import Compound
from webapp.recheck.records import RecheckState, RecheckTask
from webapp.recheck.rules import Looker, may_look
from webapp.ticket.pictures import Picture, pictures_of
from webapp.ticket.queries import KNOWS_THE_DOOR, place_shown
from webapp.ticket.records import PhotoRole, Ticket, TicketStep
from webapp.ticket.words import Action

RECHECKING = tuple(role.value for role in Role if Permission.RECHECK in MAY[role])
SHOWN = 50
BEFORE = frozenset({PhotoRole.PROBLEM, PhotoRole.BEFORE})


def waiting_task(session: Session, ticket_id: uuid.UUID) -> RecheckTask | None:
    """The one recheck of a ticket that still waits."""
    waiting = (RecheckTask.ticket_id == ticket_id, RecheckTask.state == RecheckState.WAITING)
    return session.scalars(select(RecheckTask).where(*waiting)).first()


def looker(person: Person | None) -> Looker | None:
    """A person as the rules see them."""
    if person is None:
        return None
    return Looker(person.id, person.unit_id, person.active and person.role in RECHECKING)


def fits(ticket: Ticket, person: Person | None) -> bool:
    """Whether this person may look again at this ticket."""
    return may_look(looker(person), ticket.handler_id, ticket.unit_id)


def who_may_look(session: Session, ticket: Ticket) -> Sequence[Person]:
    """Everybody whom the desk may name to look again at this ticket, by name."""
    staff = select(Person).where(Person.active, Person.role.in_(RECHECKING)).order_by(Person.name)
    return [person for person in session.scalars(staff) if fits(ticket, person)]


def who_looks(session: Session, ticket: Ticket, besides: Collection[uuid.UUID | None] = ()) -> Person | None:
    """The finder if staff and not the handler, else the place's grid worker, else the freest inspector.

    `besides` are those who gave the look away.
    """
    finder = session.get(Person, ticket.finder_id) if ticket.finder_id else None
    for person in (finder, _grid_worker(session, ticket)):
        if person is not None and person.id not in besides and fits(ticket, person):
            return person
    return _freest_inspector(session, ticket, besides)


def gave_away(session: Session, task: RecheckTask) -> set[uuid.UUID | None]:
    """Who gave this look away already."""
    steps = select(TicketStep).where(
        TicketStep.ticket_id == task.ticket_id, TicketStep.action == "recheck_handed_back"
    )
    return {step.person_id for step in session.scalars(steps) if step.facts.get("task") == str(task.id)}


def fed_back_step(session: Session, ticket_id: uuid.UUID) -> TicketStep | None:
    """The last feed-back of a ticket."""
    return _last_steps(session, [ticket_id], Action.FEED_BACK).get(ticket_id)


def _grid_worker(session: Session, ticket: Ticket) -> Person | None:
    compound = session.get(Compound, ticket.compound_id) if ticket.compound_id else None
    return compound.grid.worker if compound is not None and compound.grid is not None else None


def _freest_inspector(
    session: Session, ticket: Ticket, besides: Collection[uuid.UUID | None] = ()
) -> Person | None:
    waits = and_(RecheckTask.person_id == Person.id, RecheckTask.state == RecheckState.WAITING)
    query = (
        select(Person)
        .outerjoin(RecheckTask, waits)
        .where(Person.role == Role.INSPECTOR.value, Person.active)
        .group_by(Person.id)
        .order_by(func.count(RecheckTask.id), Person.id)
        .options(lazyload(Person.unit))
    )
    return next((p for p in session.scalars(query) if p.id not in besides and fits(ticket, p)), None)


@dataclass(frozen=True)
class RecheckRow:
    """A recheck as a line of the list and as the head of the form."""

    task_id: uuid.UUID
    ticket_id: uuid.UUID
    number: str
    version: int
    class_name: str
    place: str
    lamp: Lamp
    due_at: datetime
    unit_name: str
    said: str
    said_at: datetime | None
    failed_before: str | None
    """Why an earlier look did not pass."""
    mine: bool
    urgent: bool
    sample: bool
    """A second look at what a grid worker settled alone."""
    before: tuple[Picture, ...]
    after: tuple[Picture, ...]


def my_rechecks(session: Session, actor: Actor, now: datetime) -> tuple[RecheckRow, ...]:
    """What waits for this person, and what waits for anybody; the most urgent first, at most 50."""
    found = session.execute(_tasks(actor).order_by(RecheckTask.due_at, RecheckTask.id).limit(SHOWN))
    return _rows(session, actor, now, [(task, ticket) for task, ticket in found])


def recheck_of(session: Session, actor: Actor, ticket_id: uuid.UUID, now: datetime) -> RecheckRow | None:
    """One recheck that this person may do now, else None."""
    found = session.execute(_tasks(actor).where(RecheckTask.ticket_id == ticket_id)).first()
    return _rows(session, actor, now, [(found.RecheckTask, found.Ticket)])[0] if found else None


def open_to(actor: Actor) -> ColumnElement[bool]:
    """The looks that this person may take now: asked by name, or nobody is named and they did not handle it.

    The same as `rules.may_look`, as a condition on `RecheckTask` beside its `Ticket`.
    """
    if not actor.may(Permission.RECHECK):
        return false()
    not_theirs = and_(
        or_(Ticket.handler_id.is_(None), Ticket.handler_id != actor.person_id),
        or_(Ticket.unit_id.is_(None), Ticket.unit_id != actor.unit_id),
    )
    free = and_(RecheckTask.person_id.is_(None), not_theirs)
    return and_(
        RecheckTask.state == RecheckState.WAITING, or_(RecheckTask.person_id == actor.person_id, free)
    )


def may_look_at(actor: Actor) -> ColumnElement[bool]:
    """The tickets with such a look, as a condition on `Ticket`: for the photos that belong to it."""
    return exists().where(RecheckTask.ticket_id == Ticket.id, open_to(actor)).correlate(Ticket)


def _tasks(actor: Actor) -> Select[RecheckTask, Ticket]:
    return (
        select(RecheckTask, Ticket)
        .join(Ticket, Ticket.id == RecheckTask.ticket_id)
        .where(open_to(actor))
        .options(joinedload(Ticket.matter_class), joinedload(Ticket.unit))
    )


def _rows(
    session: Session, actor: Actor, now: datetime, found: Sequence[tuple[RecheckTask, Ticket]]
) -> tuple[RecheckRow, ...]:
    ids = [ticket.id for _, ticket in found]
    pictures = pictures_of(session, ids)
    said = _last_steps(session, ids, Action.FEED_BACK)
    failed = _last_steps(session, ids, Action.FAIL)
    return tuple(
        _row(
            actor, now, task, ticket, pictures.get(ticket.id, ()), said.get(ticket.id), failed.get(ticket.id)
        )
        for task, ticket in found
    )


def _row(
    actor: Actor, now: datetime, task: RecheckTask, ticket: Ticket, pictures: tuple[Picture, ...],
    said: TicketStep | None, failed: TicketStep | None,
) -> RecheckRow:  # fmt: skip
    hidden = ticket.confidential and actor.role not in KNOWS_THE_DOOR
    return RecheckRow(
        task_id=task.id, ticket_id=ticket.id, number=ticket.number, version=ticket.version,
        class_name=ticket.matter_class.name if ticket.matter_class else "未定类",
        place=place_shown(actor, ticket), lamp=lamp(task.made_at, task.due_at, now), due_at=task.due_at,
        unit_name=ticket.unit.name if ticket.unit else "", said=(said.words or "") if said else "",
        said_at=said.at if said else None, failed_before=failed.reason if failed else None,
        mine=task.person_id is not None, urgent=ticket.urgent, sample=task.sample,
        before=() if hidden else tuple(p for p in pictures if p.role in BEFORE),
        after=tuple(p for p in pictures if _shows_the_end(p, task, said)),
    )  # fmt: skip


def _shows_the_end(picture: Picture, task: RecheckTask, said: TicketStep | None) -> bool:
    if task.sample:
        return picture.role is PhotoRole.AFTER and picture.report_id is not None
    return said is not None and picture.step_id == said.id


def pack_part(session: Session, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """待复查 for the phone: what waits for this person, with the photos to stand at the same spot again."""
    if not actor.may(Permission.RECHECK):
        return []
    rows = my_rechecks(session, actor, now)
    spots = {
        ticket_id: (lng, lat)
        for ticket_id, lng, lat in session.execute(
            select(Ticket.id, Ticket.lng, Ticket.lat).where(Ticket.id.in_([row.ticket_id for row in rows]))
        )
    }
    return [
        {
            "ticket": row.ticket_id, "task": row.task_id, "number": row.number, "place": row.place,
            "class": row.class_name, "due": row.due_at, "lamp": row.lamp.value, "mine": row.mine, "urgent": row.urgent,
            "sample": row.sample, "said": row.said, "failed_before": row.failed_before,
            "lng": spots[row.ticket_id][0], "lat": spots[row.ticket_id][1],
            "before": [{"url": picture.large, "small": picture.small} for picture in row.before],
            "after": [{"url": picture.large, "small": picture.small} for picture in row.after],
        }
        for row in rows
    ]  # fmt: skip


def _last_steps(
    session: Session, ticket_ids: Sequence[uuid.UUID], action: Action
) -> dict[uuid.UUID, TicketStep]:
    query = (
        select(TicketStep)
        .where(TicketStep.ticket_id.in_(ticket_ids), TicketStep.action == action.value)
        .order_by(TicketStep.version)
    )
    return {step.ticket_id: step for step in session.scalars(query)}

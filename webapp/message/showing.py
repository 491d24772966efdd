"""What a reader may know of a thing when a message is shown or sent: asked anew each time, for access changes."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.records import Participation
from webapp.access.role import Role
from webapp.access.scope import visible
from webapp.base.clock import CHINA
from webapp.catalogue.records import MatterClass
from webapp.message.records import MessageText
from webapp.message.texts import DAY, KLASS, NUMBER, PLACE, TIME, WEEK, WORDINGS, filled
from webapp.message.words import Form, Kind, Thing
from webapp.review.mine import measures_in_reach
from webapp.review.rules import week_number
from webapp.supervise.records import Notice
from webapp.supervise.scope import known_to
from webapp.supervise.scope import within_reach as notices_in_reach
from webapp.ticket.queries import place_shown
from webapp.ticket.records import Ticket
from webapp.whistle.records import Whistle, WhistleParty
from webapp.whistle.scope import within_reach

Facts = Mapping[str, str]
Wanted = Iterable[tuple[Thing, uuid.UUID]]
IN_PERSON = frozenset({Role.GRID_WORKER, Role.INSPECTOR})
UNSORTED = "未定类"


@dataclass(frozen=True)
class Texts:
    """The texts in force: a district's own, else ours."""

    own: Mapping[tuple[Kind, Form], str] = field(default_factory=dict)

    def of(self, kind: Kind, form: Form) -> str:
        """The text of a kind in a form, with its places unfilled."""
        return self.own.get((kind, form)) or WORDINGS[kind].text(form)

    def said(self, kind: Kind, form: Form, facts: Facts) -> str:
        """The text, filled."""
        return filled(self.of(kind, form), facts)


def texts_in_force(session: Session) -> Texts:
    """All texts of the district."""
    return Texts({(row.kind, row.form): row.body for row in session.scalars(select(MessageText))})


def moment_said(at: datetime | None) -> str:
    """A moment as it stands in a text that may be read tomorrow: with its day."""
    if at is None:
        return "尽快"
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def facts_of(shown: Facts, at: datetime | None) -> dict[str, str]:
    """What a thing shows, and the moment that the message names."""
    return {**shown, TIME: moment_said(at)}


def for_person(session: Session, actor: Actor, wanted: Wanted, *, outside: bool) -> dict[uuid.UUID, Facts]:
    """The facts of those things that this person may see now; what leaves the program names the compound at most."""
    ids = _by_thing(wanted)
    tickets = _tickets(session, ids[Thing.TICKET], visible(actor, Ticket.id))
    found: dict[uuid.UUID, Facts] = {
        ticket.id: {NUMBER: ticket.number, KLASS: name or UNSORTED, PLACE: ticket.coarse_words if outside else place_shown(actor, ticket)}
        for ticket, name in tickets
    }  # fmt: skip
    found |= _whistles(session, ids[Thing.WHISTLE], within_reach(actor))
    found |= _notices(session, ids[Thing.NOTICE], notices_in_reach(actor))
    return found | {
        row.id: {WEEK: week_number(week), DAY: f"{row.due.month}月{row.due.day}日"}
        for row, week in measures_in_reach(session, actor, ids[Thing.MEASURE])
    }


def for_group(session: Session, unit_id: uuid.UUID, wanted: Wanted) -> dict[uuid.UUID, Facts]:
    """What the group of a unit may read of the things in which the unit takes part: the compound, never the door."""
    ids = _by_thing(wanted)
    takes_part = exists().where(Participation.ticket_id == Ticket.id, Participation.unit_id == unit_id)
    found: dict[uuid.UUID, Facts] = {
        ticket.id: {NUMBER: ticket.number, KLASS: name or UNSORTED, PLACE: ticket.coarse_words}
        for ticket, name in _tickets(session, ids[Thing.TICKET], takes_part)
    }
    found |= _notices(session, ids[Thing.NOTICE], known_to(unit_id))
    called = exists().where(WhistleParty.whistle_id == Whistle.id, WhistleParty.unit_id == unit_id)
    return found | _whistles(session, ids[Thing.WHISTLE], or_(Whistle.unit_id == unit_id, called))


def scope_of(actor: Actor, thing: Thing) -> tuple[Role, uuid.UUID | None, uuid.UUID | None]:
    """Two people with the same see the same things of a kind, so that what one may see need not be asked for the other."""
    in_person = actor.role in IN_PERSON or thing is Thing.MEASURE
    return actor.role, actor.unit_id, actor.person_id if in_person else None


def _by_thing(wanted: Wanted) -> dict[Thing, set[uuid.UUID]]:
    ids: dict[Thing, set[uuid.UUID]] = defaultdict(set)
    for thing, thing_id in wanted:
        ids[thing].add(thing_id)
    return ids


def _tickets(
    session: Session, ids: set[uuid.UUID], within: ColumnElement[bool]
) -> list[tuple[Ticket, str | None]]:
    if not ids:
        return []
    query = select(Ticket, MatterClass.name).outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
    return [(ticket, name) for ticket, name in session.execute(query.where(Ticket.id.in_(ids), within))]


def _whistles(session: Session, ids: set[uuid.UUID], within: ColumnElement[bool]) -> dict[uuid.UUID, Facts]:
    if not ids:
        return {}
    rows = session.scalars(select(Whistle).where(Whistle.id.in_(ids), within))
    return {row.id: {NUMBER: row.number, PLACE: row.place_words} for row in rows}


def _notices(session: Session, ids: set[uuid.UUID], within: ColumnElement[bool]) -> dict[uuid.UUID, Facts]:
    if not ids:
        return {}
    rows = session.scalars(select(Notice).where(Notice.id.in_(ids), within))
    return {row.id: {NUMBER: row.full_number} for row in rows}

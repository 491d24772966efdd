"""A ticket on its way: each function goes one stretch of the road, every step by who takes it."""

import uuid

from tests.builders.district import District
from tests.builders.photo import kept_photo
from webapp.access.actor import Actor
from webapp.access.records import Capacity
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.people.records import UnitKind
from webapp.ticket import participants
from webapp.ticket.advance import advance, load, note
from webapp.ticket.given import Given
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action, Gate


def step(kernel: Kernel, actor: Actor, ticket_id: uuid.UUID, action: Action, **given: object) -> None:
    """One step of the table by this actor."""
    with kernel.work(actor) as work:
        advance(work, ticket_id, action, Given(**given))


def ticket_of(kernel: Kernel, ticket_id: uuid.UUID) -> Ticket:
    """The ticket's row as it stands now."""
    return kernel.get(Ticket, ticket_id)


def to_unit(
    kernel: Kernel, district: District, ticket_id: uuid.UUID, kind: UnitKind = UnitKind.PROPERTY
) -> None:
    """File and dispatch by the desk, unless the direct road did so already."""
    if ticket_of(kernel, ticket_id).state == "new":
        step(kernel, district[Role.OPERATOR], ticket_id, Action.FILE, class_id=district.classes["lamp"])
    if ticket_of(kernel, ticket_id).state == "filed":
        step(kernel, district[Role.OPERATOR], ticket_id, Action.DISPATCH, unit_id=district.units[kind])


def to_fed_back(
    kernel: Kernel,
    district: District,
    ticket_id: uuid.UUID,
    handler: Actor | None = None,
    words: str = "灯换好了",
) -> None:
    """Accept and feed back by the property firm, or another handler, with an after photo."""
    by = handler or district[Role.PROPERTY]
    to_unit(kernel, district, ticket_id)
    if ticket_of(kernel, ticket_id).state == "dispatched":
        step(kernel, by, ticket_id, Action.ACCEPT)
    step(kernel, by, ticket_id, Action.FEED_BACK, words=words, photos=(kept_photo(kernel),))


def open_gate(kernel: Kernel, district: District, ticket_id: uuid.UUID) -> None:
    """The meeting desk's fact, as it stands after the resident said that no meeting is needed."""
    with kernel.work(district[Role.OPERATOR]) as work:
        note(work, load(work, ticket_id), "meeting_declined", meeting_gate=Gate.DECLINED)


def to_passed(kernel: Kernel, district: District, ticket_id: uuid.UUID) -> None:
    """Fed back, and looked at again by the inspector."""
    if ticket_of(kernel, ticket_id).state != "fed_back":
        to_fed_back(kernel, district, ticket_id)
    inspector = district[Role.INSPECTOR]
    with kernel.work(district[Role.OPERATOR]) as work:
        participants.add(work, load(work, ticket_id), Capacity.RECHECKS, person_id=inspector.person_id)
    step(kernel, inspector, ticket_id, Action.PASS, photos=(kept_photo(kernel),))


def to_closed(kernel: Kernel, district: District, ticket_id: uuid.UUID) -> None:
    """All the way to 已结案: fed back, looked at again, gate open, closed by the desk."""
    if ticket_of(kernel, ticket_id).state != "passed":
        to_passed(kernel, district, ticket_id)
    if ticket_of(kernel, ticket_id).meeting_gate == Gate.WAITING:
        open_gate(kernel, district, ticket_id)
    step(kernel, district[Role.OPERATOR], ticket_id, Action.CLOSE)

"""Verifying a report before it is filed: is it true, is it ours, what is it, and is it known already."""

import uuid

from pydantic import Field

from webapp.base.errors import Invalid
from webapp.base.fields import Command, MaybeWords, ShortWords, Words
from webapp.base.work import Work
from webapp.place.queries import the_one_door
from webapp.ticket.advance import advance, load, load_seen, take
from webapp.ticket.filing import correct_and_file
from webapp.ticket.given import Given
from webapp.ticket.queries import find_by_number
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action, Kind


class VerifyTicket(Command):
    """立案: with what the desk settles while it reads the report; what is left out stays as reported."""

    ticket_id: uuid.UUID
    klass: uuid.UUID | None = None
    standard: uuid.UUID | None = None
    door: uuid.UUID | None = None
    kind: Kind | None = None
    about_unit: bool | None = None
    reason: MaybeWords = ""
    seen: int | None = None


class CorrectTicket(Command):
    """更正: class, place or kind, with the reason."""

    ticket_id: uuid.UUID
    klass: uuid.UUID | None = None
    standard: uuid.UUID | None = None
    door: uuid.UUID | None = None
    kind: Kind | None = None
    about_unit: bool | None = None
    place: ShortWords | None = None
    """The door in words, when it was not picked."""
    reason: Words
    seen: int | None = None


class RefuseTicket(Command):
    """不予立案: why, in words the resident reads, and where to turn instead."""

    ticket_id: uuid.UUID
    reason: Words
    turn_to: str = Field(min_length=1, max_length=200)
    seen: int | None = None


class MergeTicket(Command):
    """并案: into the ticket of this case number (or id)."""

    ticket_id: uuid.UUID
    target: ShortWords
    reason: MaybeWords = ""
    seen: int | None = None


def verify_and_file(work: Work, order: VerifyTicket) -> Ticket:
    """File a new ticket with the corrections of the desk, in one commit."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    work.doing("ticket.file")
    correct_and_file(
        work,
        ticket,
        order.klass,
        order.door,
        order.kind,
        order.about_unit,
        order.reason or None,
        order.standard,
    )
    return ticket


def correct_ticket(work: Work, order: CorrectTicket) -> TicketStep:
    """Put right what the report got wrong; history keeps what it was and why."""
    door_id = the_one_door(work.session, order.place).id if order.place else order.door
    given = Given(
        reason=order.reason, class_id=order.klass, standard_id=order.standard, door_id=door_id, kind=order.kind,
        about_unit=order.about_unit,
    )  # fmt: skip
    return advance(work, order.ticket_id, Action.CORRECT, given, order.seen)


def refuse_ticket(work: Work, order: RefuseTicket) -> TicketStep:
    """Do not file it; the resident reads why and whom to ask, and may object once."""
    given = Given(reason=order.reason, referral=order.turn_to, facts={"referral": order.turn_to})
    return advance(work, order.ticket_id, Action.REFUSE, given, order.seen)


def merge_ticket(work: Work, order: MergeTicket) -> TicketStep:
    """One case for what is the same: reporters move to the target. `Invalid` names `target` when it does not fit."""
    target_id = _target(work, order.target)
    for ticket_id in sorted({order.ticket_id, target_id}):
        load(work, ticket_id)  # both rows in one order, so that two merges at once never wait for each other
    ticket = load_seen(work, order.ticket_id, order.seen)
    given = Given(reason=order.reason or None, target_id=target_id, facts={"target": target_id})
    return take(work, ticket, Action.MERGE, given)


def _target(work: Work, typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        found = find_by_number(work.session, work.actor, typed)
    if found is None:
        raise Invalid({"target": f"没有案件号「{typed}」，请核对，例如 1121-0007。"})
    return found

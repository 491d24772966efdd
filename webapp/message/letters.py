"""Deliveries written out as letters, with what their reader may know at this moment."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.signed_in import actor_of
from webapp.meeting.lifecycle import InvitationState
from webapp.meeting.records import Invitation
from webapp.message.channels import Letter
from webapp.message.records import Message, MessageAddress, MessageChannel, MessageDelivery
from webapp.message.showing import Facts, Texts, facts_of, for_group, for_person, scope_of, texts_in_force
from webapp.message.texts import LINK, NUMBER, SHOWN, WORDINGS
from webapp.message.whom import with_mobile
from webapp.message.words import Form, Kind, Means, Thing
from webapp.people.records import Person
from webapp.ticket.records import Ticket

RESIDENTS = "/t/"
"""Where anybody looks by number and code: a number is unverified until answered, so no link opens it (safety.md 5)."""
PAGES = {
    Thing.TICKET: "/desk/tickets/{}", Thing.WHISTLE: "/desk/whistles/{}", Thing.MEASURE: "/desk/reviews/measures/{}",
    Thing.NOTICE: "/desk/notices/{}",
}  # fmt: skip
"""Where a thing is read; a test holds the addresses to the routes."""
Held = tuple[MessageDelivery, Message]


@dataclass(frozen=True)
class Written:
    """What can be sent, and the deliveries that nobody needs any more."""

    letters: list[Letter]
    dropped: list[uuid.UUID]


def write_letters(
    session: Session, channel: MessageChannel, held: Sequence[Held], base_url: str, now: datetime
) -> Written:
    """Write letters in the order given. Dropped: read meanwhile, no longer for this reader, nowhere to send it, too late."""
    texts = texts_in_force(session)
    if channel.means is Means.SMS:
        return _short_messages(session, held, texts, base_url, now)
    mails = _mails(session, held) if channel.means is Means.MAIL else None
    known = _for_group(session, channel, held) if channel.unit_id else _for_people(session, held)
    form = Form.GROUP if channel.unit_id else Form.MAIL
    letters, dropped = list[Letter](), list[uuid.UUID]()
    for delivery, message in held:
        facts = known.get(message.id)
        to = "" if mails is None else mails.get(message.person_id, "")
        if facts is None or message.read_at is not None or (mails is not None and not to):
            dropped.append(delivery.id)
            continue
        letters.append(_letter(delivery, message, texts, form, facts, to, base_url))
    return Written(letters, dropped)


def _short_messages(
    session: Session, held: Sequence[Held], texts: Texts, base_url: str, now: datetime
) -> Written:
    """To residents who still follow the ticket and still have a number here; the number of the case and nothing else."""
    letters, dropped, link = list[Letter](), list[uuid.UUID](), base_url + RESIDENTS
    for delivery, message in held:
        ticket = session.get(Ticket, message.thing_id)
        to = with_mobile(session, message.thing_id).get(message.report_id) if message.report_id else None
        over = ticket is None or not (ticket.is_open or message.kind is Kind.MEETING_OFF)
        if to is None or ticket is None or over or _is_no_longer_near(session, message, now):
            dropped.append(delivery.id)
            continue
        body = texts.said(message.kind, Form.SMS, {NUMBER: ticket.number, LINK: link})
        letters.append(Letter(delivery.id, delivery.made_at, message.kind.value, to, "", body, link))
    return Written(letters, dropped)


def _is_no_longer_near(session: Session, message: Message, now: datetime) -> bool:
    """Whether it says that a meeting is near which has begun, or which nobody holds to any more."""
    if message.kind is not Kind.MEETING_NEAR or message.at is None:
        return False
    holds = exists().where(
        Invitation.ticket_id == message.thing_id,
        Invitation.state == InvitationState.ACCEPTED,
        Invitation.meet_at == message.at,
    )
    return message.at <= now or not session.scalar(select(holds))


def _letter(
    delivery: MessageDelivery, message: Message, texts: Texts, form: Form, facts: Facts, to: str, base_url: str
) -> Letter:  # fmt: skip
    link = base_url + PAGES[message.thing].format(message.thing_id)
    body = texts.said(message.kind, form, {**facts_of(facts, message.at), LINK: link})
    subject = f"{WORDINGS[message.kind].label} {facts[SHOWN[message.thing][0]]}"
    return Letter(delivery.id, delivery.made_at, message.kind.value, to, subject, body, link)


def _mails(session: Session, held: Sequence[Held]) -> dict[Any, str]:
    readers = {message.person_id for _, message in held}
    rows = session.execute(
        select(MessageAddress.person_id, MessageAddress.mail).where(MessageAddress.person_id.in_(readers))
    )
    return dict(rows.all())


def _for_group(session: Session, channel: MessageChannel, held: Sequence[Held]) -> dict[uuid.UUID, Facts]:
    assert channel.unit_id is not None  # noqa: S101  only groups come here
    found = for_group(session, channel.unit_id, {(m.thing, m.thing_id) for _, m in held})
    return {m.id: found[m.thing_id] for _, m in held if m.thing_id in found}


def _for_people(session: Session, held: Sequence[Held]) -> dict[uuid.UUID, Facts]:
    """For each message what its reader may see; people of the same scope are asked for together."""
    readers = {message.person_id for _, message in held}
    people = session.scalars(select(Person).where(Person.id.in_(readers), Person.active))
    actors: dict[uuid.UUID | None, Actor] = {person.id: actor_of(person) for person in people}
    of_scope: dict[Any, list[Message]] = defaultdict(list)
    for _, message in held:
        if message.person_id in actors:
            of_scope[scope_of(actors[message.person_id], message.thing)].append(message)
    known: dict[uuid.UUID, Facts] = {}
    for messages in of_scope.values():
        actor = actors[messages[0].person_id]
        found = for_person(session, actor, {(m.thing, m.thing_id) for m in messages}, outside=True)
        known |= {m.id: found[m.thing_id] for m in messages if m.thing_id in found}
    return known

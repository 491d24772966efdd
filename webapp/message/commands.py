"""Acts of the message desk: read, choose an address, word a text, open and shut channels."""

import uuid

from sqlalchemy import update

from webapp.access.role import Permission
from webapp.base.database import new_id
from webapp.base.errors import NotFound
from webapp.base.fields import Command, Plain, ShortWords
from webapp.base.work import Work
from webapp.message.claiming import AS_IT_IS, state_of
from webapp.message.queries import my_message
from webapp.message.records import Message, MessageAddress, MessageChannel, MessageDelivery, MessageText
from webapp.message.words import Fate, Form, Kind, Means, Thing

NO_CHANNEL = "没有这个渠道。"


class WordText(Command):
    """A district's own text; nothing in it brings ours back."""

    kind: Kind
    form: Form
    body: str


class OpenChannel(Command):
    """A new way out; what each means asks for is checked by the form."""

    means: Means
    name: ShortWords
    unit_id: uuid.UUID | None = None
    address: Plain = ""
    account: Plain = ""
    secret: Plain = ""
    starttls: bool = True


def open_message(work: Work, message_id: uuid.UUID) -> tuple[Thing, uuid.UUID]:
    """Mark one's message as read; returns what it is about."""
    found = my_message(work.session, work.actor, message_id)
    work.session.get_one(Message, message_id).read_at = work.now
    return found


def read_all(work: Work) -> None:
    """Mark all of one's messages as read."""
    mine = (Message.person_id == work.actor.person_id, Message.read_at.is_(None))
    work.session.execute(update(Message).where(*mine).values(read_at=work.now), execution_options=AS_IT_IS)


def choose_mail(work: Work, mail: str) -> None:
    """Where one gets mails from now on; nowhere when it is empty."""
    work.doing("message.choose_mail")
    row = work.session.get(MessageAddress, work.actor.person_id)
    if not mail:
        if row is not None:
            work.session.delete(row)
    elif row is None:
        work.session.add(MessageAddress(person_id=work.actor.person_id, mail=mail, since=work.now))
    else:
        row.mail, row.since = mail, work.now


def word_text(work: Work, order: WordText) -> None:
    """Put a text in force, or take the district's own back."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    work.doing("message.word_text")
    row = work.session.get(MessageText, (order.kind, order.form))
    if not order.body:
        if row is not None:
            work.session.delete(row)
    elif row is None:
        work.session.add(MessageText(kind=order.kind, form=order.form, body=order.body, changed_at=work.now))
    else:
        row.body, row.changed_at = order.body, work.now


def open_channel(work: Work, order: OpenChannel) -> MessageChannel:
    """Open a channel; what is told from now on takes it."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    work.doing("message.open_channel")
    row = MessageChannel(id=new_id(), live=True, made_at=work.now, **order.model_dump())
    work.session.add(row)
    return row


def shut_channel(work: Work, channel_id: uuid.UUID) -> None:
    """Shut a channel for good: its address and key are forgotten, and what waits in it is not sent any more."""
    row = _managed(work, channel_id, "message.shut_channel")
    row.live, row.address, row.secret = False, "", ""
    work.session.execute(
        update(MessageDelivery)
        .where(MessageDelivery.channel_id == channel_id, MessageDelivery.state == Fate.QUEUED)
        .values(state=Fate.DROPPED),
        execution_options=AS_IT_IS,
    )


def try_again(work: Work, channel_id: uuid.UUID) -> None:
    """Try at once again what rests or was given up."""
    row = _managed(work, channel_id, "message.try_again")
    state = state_of(work, row.id)
    state.rests_until = None
    parked = (MessageDelivery.channel_id == row.id, MessageDelivery.state == Fate.PARKED)
    work.session.execute(
        update(MessageDelivery).where(*parked).values(state=Fate.QUEUED, tries=0, next_try_at=work.now),
        execution_options=AS_IT_IS,
    )


def _managed(work: Work, channel_id: uuid.UUID, doing: str) -> MessageChannel:
    work.actor.require(Permission.MANAGE_SETTINGS)
    work.doing(doing)
    row = work.session.get(MessageChannel, channel_id, with_for_update={"of": MessageChannel})
    if row is None or not row.live:
        raise NotFound(NO_CHANNEL)
    return row

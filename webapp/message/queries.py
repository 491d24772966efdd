"""What the pages of the message desk show."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.errors import NotFound
from webapp.message.records import ChannelState, Message, MessageAddress, MessageChannel, MessageDelivery
from webapp.message.showing import facts_of, for_person, texts_in_force
from webapp.message.texts import EXAMPLE, LINK, TIME, WORDINGS, filled
from webapp.message.words import FORM_WORDS, MEANS_WORDS, Fate, Form, Kind, Thing

MOST_SHOWN = 60
COUNT_MOST = 100
NOT_YOURS = "这件事现在不归您这里办了。"


@dataclass(frozen=True)
class MessageRow:
    """A line of somebody's messages; `words` say no more than they may see now."""

    id: uuid.UUID
    label: str
    words: str
    made_at: datetime
    urgent: bool
    unread: bool
    times: int
    opens: bool


def unread_count(session: Session, actor: Actor) -> int:
    """How many messages this person has not read, counted no further than 100."""
    mine = select(Message.id).where(Message.person_id == actor.person_id, Message.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(mine.limit(COUNT_MOST).subquery())) or 0


def my_messages(session: Session, actor: Actor) -> list[MessageRow]:
    """A person's newest messages, the unread ones first."""
    query = select(Message).where(Message.person_id == actor.person_id)
    newest = session.scalars(
        query.order_by(Message.read_at.is_not(None), Message.made_at.desc(), Message.id).limit(MOST_SHOWN)
    ).all()
    texts = texts_in_force(session)
    known = for_person(session, actor, {(one.thing, one.thing_id) for one in newest}, outside=False)
    return [
        MessageRow(
            one.id, WORDINGS[one.kind].label,
            texts.said(one.kind, Form.APP, facts_of(known[one.thing_id], one.at)) if one.thing_id in known else NOT_YOURS,
            one.made_at, one.urgent, one.read_at is None, one.times, one.thing_id in known,
        )
        for one in newest
    ]  # fmt: skip


def my_message(session: Session, actor: Actor, message_id: uuid.UUID) -> tuple[Thing, uuid.UUID]:
    """What a message of this person is about; somebody else's, or of a thing that is no longer theirs, is not found."""
    mine = (Message.id == message_id, Message.person_id == actor.person_id)
    row = session.scalars(select(Message).where(*mine)).first()
    if row is None or not for_person(session, actor, {(row.thing, row.thing_id)}, outside=False):
        raise NotFound("没有这条消息，或者这件事现在不归您这里办。")
    return row.thing, row.thing_id


def my_mail(session: Session, actor: Actor) -> str:
    """Where this person gets mails; empty when nowhere."""
    query = select(MessageAddress.mail).where(MessageAddress.person_id == actor.person_id)
    return session.scalar(query) or ""


@dataclass(frozen=True)
class TextShown:
    """A text as the administrator's page shows it."""

    kind: Kind
    form: Form
    label: str
    form_words: str
    body: str
    own: bool
    holes: tuple[str, ...]
    example: str


def texts_shown(session: Session) -> list[TextShown]:
    """All texts in force, each with a made-up example."""
    texts = texts_in_force(session)
    return [
        TextShown(
            kind, form, wording.label, FORM_WORDS[form], texts.of(kind, form), (kind, form) in texts.own,
            wording.holes(form), example_of(kind, form, texts.of(kind, form)),
        )
        for kind, wording in WORDINGS.items()
        for form in wording.forms
    ]  # fmt: skip


def example_of(kind: Kind, form: Form, body: str) -> str:
    """A text filled with what nobody has reported."""
    link = "https://…/t/" if form is Form.SMS else "https://…/desk/…"
    facts: Mapping[str, str] = {**EXAMPLE[WORDINGS[kind].thing], LINK: link}
    return filled(body, {TIME: "", **facts})


@dataclass(frozen=True)
class ChannelShown:
    """A channel, how it fares and what waits in it; its address and keys are never shown again."""

    id: uuid.UUID
    name: str
    means: str
    unit: str
    live: bool
    waiting: int
    parked: int
    failed: int
    trouble: str
    rests_until: datetime | None
    last_error: str


def channels_shown(session: Session) -> Sequence[ChannelShown]:
    """All channels, the living ones first."""
    counted = select(MessageDelivery.channel_id, MessageDelivery.state, func.count()).group_by(
        MessageDelivery.channel_id, MessageDelivery.state
    )
    counts = {(channel, state): many for channel, state, many in session.execute(counted)}
    query = select(MessageChannel, ChannelState).outerjoin(
        ChannelState, ChannelState.channel_id == MessageChannel.id
    )
    rows = session.execute(query.order_by(MessageChannel.live.desc(), MessageChannel.made_at)).all()
    return [
        ChannelShown(
            one.id, one.name, MEANS_WORDS[one.means], one.unit.name if one.unit else "", one.live,
            counts.get((one.id, Fate.QUEUED), 0), counts.get((one.id, Fate.PARKED), 0),
            counts.get((one.id, Fate.FAILED), 0),
            state.trouble if state else "", state.rests_until if state else None, _last_error(session, one.id),
        )
        for one, state in rows
    ]  # fmt: skip


def _last_error(session: Session, channel_id: uuid.UUID) -> str:
    of_channel = (MessageDelivery.channel_id == channel_id, MessageDelivery.error.is_not(None))
    query = select(MessageDelivery.error).where(*of_channel, MessageDelivery.state != Fate.SENT)
    return session.scalar(query.order_by(MessageDelivery.id.desc()).limit(1)) or ""

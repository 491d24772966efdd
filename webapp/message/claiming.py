"""Take a batch of a channel's deliveries in hand, as many as it has room for now."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, true, update
from sqlalchemy.orm import Session

from webapp.access.actor import RULE
from webapp.base.claim import claim
from webapp.base.work import Kernel, Work
from webapp.catalogue.settings import in_force
from webapp.message.letters import Held
from webapp.message.records import ChannelState, Message, MessageChannel, MessageDelivery
from webapp.message.rules import MINUTE, quiet_of, room_left
from webapp.message.words import ROBOTS, Fate

BATCH = 500
LEASE = timedelta(seconds=30)
AS_IT_IS = {"synchronize_session": False}


@dataclass(frozen=True)
class Load:
    """A batch in hand: deliveries with their messages, which of them somebody left behind, and posts set aside for it."""

    held: Sequence[Held]
    left_behind: frozenset[uuid.UUID]
    posts: int


def take_in_hand(kernel: Kernel, channel: MessageChannel, holder: uuid.UUID) -> Load | None:
    """The next batch, held for `LEASE`; None when nothing is due or the channel rests."""
    with kernel.read() as session:
        if not _some_due(session, kernel, channel.id):
            return None
    with kernel.work(RULE) as work:
        state = state_of(work, channel.id)
        if state.rests_until is not None and state.rests_until > work.now:
            return None
        room = _room(work, channel, state)
        if room == 0:
            return None
        due = _due(channel.id, work.now) & _loud(work.session, kernel)
        query = select(MessageDelivery, Message).join(Message, Message.id == MessageDelivery.message_id)
        found = work.session.execute(
            query.where(due).order_by(MessageDelivery.next_try_at, MessageDelivery.id).limit(BATCH)
            .with_for_update(of=MessageDelivery, skip_locked=True)
        ).all()  # fmt: skip
        if not found:
            return None
        left = frozenset(delivery.id for delivery, _ in found if delivery.holder is not None)
        work.session.execute(
            update(MessageDelivery)
            .where(MessageDelivery.id.in_([delivery.id for delivery, _ in found]))
            .values(holder=holder, leased_until=work.now + LEASE),
            execution_options=AS_IT_IS,
        )
        posts = len(found) if len(found) <= room else 1
        if channel.means in ROBOTS:
            state.posts = [*_recent(state, work.now), *[work.now.isoformat()] * posts]
    return Load(found, left, posts)


def state_of(work: Work, channel_id: uuid.UUID) -> ChannelState:
    """The channel's state, locked: who sends through a robot counts its posts alone."""
    first = {"channel_id": channel_id, "posts": [], "troubles": 0, "trouble": ""}
    claim(work.session, ChannelState, first)
    return work.session.get_one(ChannelState, channel_id, with_for_update=True)


def _some_due(session: Session, kernel: Kernel, channel_id: uuid.UUID) -> bool:
    """A plain read, so that who has nothing to send never takes the write lock."""
    rests = session.scalar(select(ChannelState.rests_until).where(ChannelState.channel_id == channel_id))
    now = kernel.clock.now()
    if rests is not None and rests > now:
        return False
    query = select(MessageDelivery.id).where(_due(channel_id, now), _loud(session, kernel)).limit(1)
    return session.scalars(query).first() is not None


def _due(channel_id: uuid.UUID, now: datetime) -> ColumnElement[bool]:
    free = or_(MessageDelivery.holder.is_(None), MessageDelivery.leased_until < now)
    mine = MessageDelivery.channel_id == channel_id
    return and_(mine, MessageDelivery.state == Fate.QUEUED, MessageDelivery.next_try_at <= now, free)


def _loud(session: Session, kernel: Kernel) -> ColumnElement[bool]:
    """In quiet hours only what is urgent goes out."""
    quiet = quiet_of(str(in_force(session, kernel.clock)["quiet_hours"]))
    return MessageDelivery.urgent.is_(True) if quiet.holds(kernel.clock.now()) else true()


def _room(work: Work, channel: MessageChannel, state: ChannelState) -> int:
    """How many posts may be made now; without a limit as many as a batch has."""
    if channel.means not in ROBOTS:
        return BATCH
    room = room_left([datetime.fromisoformat(one) for one in state.posts], work.now)
    if not room.posts:
        state.rests_until = room.free_at
    return room.posts


def _recent(state: ChannelState, now: datetime) -> list[str]:
    return [one for one in state.posts if datetime.fromisoformat(one) > now - MINUTE]

"""Tell people and groups: one message for each reader and thing within a window, and its deliveries."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from webapp.base.database import new_id
from webapp.base.work import Work
from webapp.catalogue.settings import in_force
from webapp.message.records import Message, MessageAddress, MessageChannel, MessageDelivery
from webapp.message.words import ROBOTS, Fate, Kind, Means, Thing

WINDOW = "message_window"


@dataclass(frozen=True)
class News:
    """What there is to tell. Urgent news do not wait for the end of quiet hours."""

    kind: Kind
    thing: Thing
    thing_id: uuid.UUID
    urgent: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class Reader:
    """Who reads it: exactly one of the three."""

    person_id: uuid.UUID | None = None
    channel_id: uuid.UUID | None = None
    report_id: uuid.UUID | None = None


def tell(work: Work, news: News, people: Iterable[uuid.UUID], units: Iterable[uuid.UUID | None] = ()) -> None:
    """Tell each of these people once, and the groups of these units."""
    live = work.session.scalars(select(MessageChannel).where(MessageChannel.live)).all()
    readers, wanted = sorted(set(people)), set(units)
    mails = _with_mail(work, readers) if any(one.means is Means.MAIL for one in live) else set()
    for person_id in readers:
        ways = [
            one for one in live if one.means is Means.FILE or (one.means is Means.MAIL and person_id in mails)
        ]
        _tell_one(work, news, Reader(person_id=person_id), ways)
    for group in live:
        if group.means in ROBOTS and group.unit_id in wanted:
            _tell_one(work, news, Reader(channel_id=group.id), [group])


def tell_residents(work: Work, news: News, reports: Iterable[uuid.UUID]) -> None:
    """Send short messages to those who sent these reports, where a district has a channel for them."""
    live = (MessageChannel.live, MessageChannel.means == Means.SMS)
    ways = work.session.scalars(select(MessageChannel).where(*live)).all()
    for report_id in sorted(set(reports)) if ways else ():
        _tell_one(work, news, Reader(report_id=report_id), ways)


def _with_mail(work: Work, people: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    return set(
        work.session.scalars(select(MessageAddress.person_id).where(MessageAddress.person_id.in_(people)))
    )


def _tell_one(work: Work, news: News, reader: Reader, ways: Sequence[MessageChannel]) -> None:
    window = _window(work)
    slot, begins = int(work.now.timestamp()) // window, work.now
    last = _last(work, news, reader, slot)
    if last is not None:
        if _is_same(last, news) or not _has_gone_out(work, last):
            _join(work, last, news, ways)
            return
        slot = last.slot + 1
        begins = work.now if news.urgent else datetime.fromtimestamp(slot * window, UTC)
    message = Message(
        id=new_id(), **asdict(reader), kind=news.kind, thing=news.thing, thing_id=news.thing_id, slot=slot, urgent=news.urgent,
        at=news.at, times=1, made_at=work.now,
    )  # fmt: skip
    work.add(message)
    work.add(*(_delivery(work, message, way, begins) for way in ways))


def _window(work: Work) -> int:
    """In seconds; asked of the database once for all whom one act tells."""
    known: int | None = work.session.info.get(WINDOW)
    if known is None:
        known = work.session.info[WINDOW] = 60 * int(
            in_force(work.session, work.kernel.clock)["message_window_minutes"]
        )
    return known


def _delivery(work: Work, message: Message, way: MessageChannel, begins: datetime) -> MessageDelivery:
    return MessageDelivery(
        id=new_id(), message_id=message.id, channel_id=way.id, state=Fate.QUEUED, urgent=message.urgent,
        made_at=work.now, next_try_at=begins, tries=0,
    )  # fmt: skip


def _last(work: Work, news: News, reader: Reader, slot: int) -> Message | None:
    query = select(Message).where(
        Message.person_id == reader.person_id, Message.channel_id == reader.channel_id, Message.report_id == reader.report_id,
        Message.thing == news.thing, Message.thing_id == news.thing_id, Message.slot >= slot,
    )  # fmt: skip
    newest = query.order_by(Message.slot.desc()).limit(1).with_for_update()
    return work.session.scalars(newest).first()


def _is_same(last: Message, news: News) -> bool:
    return (last.kind, last.at) == (news.kind, news.at)


def _has_gone_out(work: Work, message: Message) -> bool:
    """Whether somebody may have it outside already, or it was read; what is in a sender's hand counts as gone."""
    if message.read_at is not None:
        return True
    query = select(MessageDelivery).where(MessageDelivery.message_id == message.id).with_for_update()
    found = work.session.scalars(query.execution_options(populate_existing=True)).all()
    return any(one.state is not Fate.QUEUED or one.holder is not None for one in found)


def _join(work: Work, last: Message, news: News, ways: Sequence[MessageChannel]) -> None:
    """News join a message: the last word counts, but nothing ordinary covers what is urgent."""
    last.times += 1
    last.read_at = None
    if _is_same(last, news) or (last.urgent and not news.urgent):
        return
    last.kind, last.at, last.made_at, last.urgent = news.kind, news.at, work.now, news.urgent
    found = work.session.scalars(select(MessageDelivery).where(MessageDelivery.message_id == last.id)).all()
    for delivery in found:
        delivery.urgent = last.urgent
    known = {delivery.channel_id for delivery in found}
    work.add(*(_delivery(work, last, way, work.now) for way in ways if way.id not in known))

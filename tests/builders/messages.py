"""Channels, and messages as they come about."""

import json
import uuid
from typing import Any

from sqlalchemy import func, select

from tests.builders.district import District
from tests.builders.sinks import MailSink, RobotSink
from webapp.access.actor import RULE, Actor
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.message.commands import OpenChannel, WordText, choose_mail, open_channel, word_text
from webapp.message.records import Message, MessageDelivery
from webapp.message.sending import send_waiting
from webapp.message.telling import News, tell
from webapp.message.words import Form, Kind, Means, Thing
from webapp.people.records import UnitKind

MAIL = "wang@example.cn"


def channel(kernel: Kernel, district: District, means: Means, **more: Any) -> uuid.UUID:
    """The administrator opens a channel."""
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        return open_channel(work, OpenChannel(means=means, name=means.value, **more)).id


def file_channel(kernel: Kernel, district: District) -> uuid.UUID:
    return channel(kernel, district, Means.FILE)


def mail_channel(kernel: Kernel, district: District, sink: MailSink, **more: Any) -> uuid.UUID:
    given = {"address": f"127.0.0.1:{sink.port}", "account": "mashang@example.cn", "starttls": False} | more
    return channel(kernel, district, Means.MAIL, **given)


def robot(
    kernel: Kernel, district: District, sink: RobotSink, means: Means = Means.WECOM, **more: Any
) -> uuid.UUID:
    """The robot of the firm's group."""
    given = {"address": sink.address, "unit_id": district.units[UnitKind.PROPERTY]} | more
    return channel(kernel, district, means, **given)


def takes_mail(kernel: Kernel, actor: Actor, mail: str = MAIL) -> None:
    with kernel.work(actor) as work:
        choose_mail(work, mail)


def told(kernel: Kernel, ticket_id: uuid.UUID, *people: Actor, kind: Kind = Kind.REWORK, **more: Any) -> None:
    """News about a ticket, as a reaction tells it; `units` are the units whose groups hear of it."""
    units = more.pop("units", ())
    with kernel.work(RULE) as work:
        news = News(kind, Thing.TICKET, ticket_id, **more)
        tell(work, news, [one.person_id for one in people if one.person_id], units)


def wait_in(kernel: Kernel, channel_id: uuid.UUID, ticket_id: uuid.UUID, many: int) -> None:
    """So many messages to a group wait, each of a window of its own long ago."""
    with kernel.work(RULE) as work:
        first = work.session.scalar(select(func.min(Message.slot))) or 0
        for place in range(many):
            message = Message(
                id=new_id(),
                channel_id=channel_id,
                kind=Kind.REWORK,
                thing=Thing.TICKET,
                thing_id=ticket_id,
                slot=first - place - 1,
                made_at=work.now,
            )
            at = {"made_at": work.now, "next_try_at": work.now}
            work.session.add_all(
                [message, MessageDelivery(message_id=message.id, channel_id=channel_id, **at)]
            )


def messages(kernel: Kernel, actor: Actor) -> list[Message]:
    """What a person has been told, the oldest first."""
    mine = select(Message).where(Message.person_id == actor.person_id)
    with kernel.read() as session:
        return list(session.scalars(mine.order_by(Message.made_at, Message.slot, Message.id)))


def deliveries(kernel: Kernel, channel_id: uuid.UUID) -> list[MessageDelivery]:
    with kernel.read() as session:
        of_channel = select(MessageDelivery).where(MessageDelivery.channel_id == channel_id)
        return list(session.scalars(of_channel.order_by(MessageDelivery.id)))


def send_all(kernel: Kernel) -> None:
    """Send until nothing more goes now."""
    while send_waiting(kernel):
        pass


def lines(kernel: Kernel) -> list[dict[str, Any]]:
    """What the file channel has written."""
    files = sorted((kernel.settings.data_dir / "messages").glob("file-*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def lived_messages(kernel: Kernel, district: District, ticket_id: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """A channel that has sent something, a text of the district's own, an address; ids of the channel and a message."""
    channel_id, firm = file_channel(kernel, district), district[Role.PROPERTY]
    takes_mail(kernel, firm)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        word_text(work, WordText(kind=Kind.REWORK, form=Form.APP, body="{单号} 还要再修一下。"))
    told(kernel, ticket_id, firm)
    send_all(kernel)
    with kernel.read() as session:
        about = (Message.person_id == firm.person_id, Message.thing_id == ticket_id)
        message_id = session.scalars(select(Message.id).where(*about).limit(1)).one()
    return channel_id, message_id

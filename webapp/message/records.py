"""Messages, their deliveries, the channels they take, and what a district says in them."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, new_id, only_where, word
from webapp.base.records import LONG
from webapp.message.words import Fate, Form, Kind, Means, Thing
from webapp.people.records import Unit


class MessageChannel(Base):
    """A way out of the program: a mail server, the robot of a unit's group, a file for trials."""

    __tablename__ = "message_channel"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    means: Mapped[Means] = mapped_column(word(Means))
    name: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    """The unit whose group it is; none for mail and files, which reach persons."""
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    address: Mapped[str] = mapped_column(String(300), default="", info={"personal": True})
    """Of a robot its whole address, which is as good as a key; of a mail server `host:port`."""
    account: Mapped[str] = mapped_column(String(120), default="")
    """The sender of mails, and the name to sign in with where there is a password."""
    secret: Mapped[str] = mapped_column(String(200), default="", info={"personal": True})
    starttls: Mapped[bool] = mapped_column(default=True)
    live: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]


class ChannelState(Base):
    """How a channel fares: the posts of the last minute, and until when it is left alone after a failure."""

    __tablename__ = "message_channel_state"
    __audited__: ClassVar[bool] = False  # changes with every batch

    channel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message_channel.id"), primary_key=True)
    posts: Mapped[list[Any]] = mapped_column(default=list)
    """Moments of the newest posts as ISO text; robots alone count them."""
    rests_until: Mapped[datetime | None]
    troubles: Mapped[int] = mapped_column(default=0)
    """Failures in a row of the channel itself."""
    trouble: Mapped[str] = mapped_column(String(120), default="")


class Message(Base):
    """Something a person, a unit's group or a resident is told: one for each thing within a window of time.

    `slot` is the window's number. News about the same thing joins the message as long as nothing of it has gone out;
    afterwards they wait for the next slot, so that nobody is told twice within a window and nobody misses the last word.
    """

    __tablename__ = "message"
    __audited__: ClassVar[bool] = False  # follows from what is audited
    __table_args__ = (
        UniqueConstraint("person_id", "thing", "thing_id", "slot"),
        UniqueConstraint("channel_id", "thing", "thing_id", "slot"),
        UniqueConstraint("report_id", "thing", "thing_id", "slot"),
        CheckConstraint(
            "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN channel_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN report_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_reader",
        ),
        Index("ix_message_person", "person_id", "made_at"),
        Index("ix_message_unread", "person_id", **only_where("read_at IS NULL")),
        Index("ix_message_made", "made_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    channel_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("message_channel.id"))
    report_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("report.id"))
    """A resident, known by the report."""
    kind: Mapped[Kind] = mapped_column(word(Kind))
    thing: Mapped[Thing] = mapped_column(word(Thing))
    thing_id: Mapped[uuid.UUID]
    slot: Mapped[int] = mapped_column(LONG)
    urgent: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime | None]
    """The moment that it names: due, promised, meeting, arrive-by."""
    times: Mapped[int] = mapped_column(default=1)
    """How many news it holds together."""
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class MessageDelivery(Base):
    """A message on its way through one channel. Whoever sends it holds it first, by `holder`, until `leased_until`."""

    __tablename__ = "message_delivery"
    __audited__: ClassVar[bool] = False
    __table_args__ = (
        UniqueConstraint("message_id", "channel_id"),
        Index("ix_message_delivery_waiting", "channel_id", "next_try_at", "id", **only_where("state = 'queued'")),
        Index("ix_message_delivery_fate", "channel_id", "state"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    message_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"))
    channel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("message_channel.id"))
    state: Mapped[Fate] = mapped_column(word(Fate), default=Fate.QUEUED)
    urgent: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    holder: Mapped[uuid.UUID | None]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(String(120))
    """What went wrong last, without an address or a name."""


class MessageText(Base):
    """What a district says instead of our words."""

    __tablename__ = "message_text"

    kind: Mapped[Kind] = mapped_column(word(Kind), primary_key=True)
    form: Mapped[Form] = mapped_column(word(Form), primary_key=True)
    body: Mapped[str] = mapped_column(String(300))
    changed_at: Mapped[datetime]


class MessageAddress(Base):
    """Where a member of staff wishes to get mails; their own choice."""

    __tablename__ = "message_address"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[str] = mapped_column(String(120), info={"personal": True})
    since: Mapped[datetime]

"""Notices: who asks whom for what until when, the pictures, the cards, and what happened."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, new_id, only_where, word
from webapp.base.records import LONG
from webapp.people.records import Unit
from webapp.supervise.lifecycle import NoticeState
from webapp.supervise.words import Card, full_number
from webapp.ticket.records import PhotoRole, PhotoState

_AT_THE_UNIT = "state IN ('issued','signed')"


class NoticeOffice(Base):
    """How an issuing office signs: the mark of its numbers, its head, whom to call."""

    __tablename__ = "notice_office"

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(12), unique=True)
    """代字: what stands before the year, 新街督. Of one office alone, so that no two papers have one number."""
    head: Mapped[str] = mapped_column(String(40))
    """发文机关标志: what stands in red on top."""
    contact: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    """The office's own published number."""


class NoticeSeries(Base):
    """The last number that an office has given in a year. Its row is locked until the commit: no gap, no double."""

    __tablename__ = "notice_series"
    __audited__: ClassVar[bool] = False

    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Notice(Base):
    """督查通知单: one unit is to answer until a moment; others read along."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "number"),
        Index("ix_notice_sort", "sort"),
        Index("ix_notice_unit", "unit_id", "state", "due"),
        Index("ix_notice_office", "office_id", "state", "due"),
        Index("ix_notice_open", "due", "id", **only_where("ended_at IS NULL")),
        Index("ix_notice_proposes", "proposes_at", **only_where("proposes_at IS NOT NULL")),
        CheckConstraint("(ended_at IS NOT NULL) = (state IN ('accepted','withdrawn'))", name="ended"),
        CheckConstraint("state <> 'accepted' OR replied_at IS NOT NULL", name="accepted_reply"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"proposes_at IS NULL OR {_AT_THE_UNIT}", name="proposes"),
        CheckConstraint("unit_id <> office_id", name="another"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    sort: Mapped[int] = mapped_column(LONG)
    """Order in lists: the moment in microseconds with a tail, so that keyset pages hardly ever tie."""
    office_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    office: Mapped[Unit] = relationship(foreign_keys=[office_id], lazy="joined")
    year: Mapped[int]
    number: Mapped[int]
    mark: Mapped[str] = mapped_column(String(12))
    head: Mapped[str] = mapped_column(String(40))
    """Mark and head as they were then."""
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="joined")
    """主送: who answers."""
    state: Mapped[NoticeState] = mapped_column(word(NoticeState), default=NoticeState.ISSUED)
    subject: Mapped[str] = mapped_column(String(60))
    """What it is about, in the words of its title."""
    problem: Mapped[str] = mapped_column(Text)
    demand: Mapped[str] = mapped_column(Text)
    place_words: Mapped[str] = mapped_column(String(160), default="")
    lng: Mapped[float | None] = mapped_column(Double)
    lat: Mapped[float | None] = mapped_column(Double)
    due: Mapped[datetime]
    contact: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    issued_at: Mapped[datetime]
    waits_since: Mapped[datetime]
    """Since when the reply is waited for: the issue, then each time one was sent back."""
    issued_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None] = mapped_column(String(60))
    replied_at: Mapped[datetime | None]
    replied_by: Mapped[str | None] = mapped_column(String(60))
    reply: Mapped[str | None] = mapped_column(Text)
    refusals: Mapped[int] = mapped_column(default=0)
    """How often a reply was sent back."""
    in_time: Mapped[bool | None]
    """Whether the reply that was accepted had come by the deadline."""
    ended_at: Mapped[datetime | None]
    urges: Mapped[int] = mapped_column(default=0)
    card: Mapped[Card | None] = mapped_column(word(Card))
    """The gravest that was issued."""
    carded_at: Mapped[datetime | None]
    proposes_at: Mapped[datetime | None]
    """When the next card is to be proposed; none while nothing is."""

    @property
    def full_number(self) -> str:
        """新街督〔2026〕12号."""
        return full_number(self.mark, self.year, self.number)


class NoticeTicket(Base):
    """One of the tickets a notice is about; follows a merge."""

    __tablename__ = "notice_ticket"
    __audited__: ClassVar[bool] = False  # a part of an audited notice
    __table_args__ = (Index("ix_notice_ticket_ticket", "ticket_id"),)

    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)


class NoticeCopy(Base):
    """抄送: a unit that reads along."""

    __tablename__ = "notice_copy"
    __audited__: ClassVar[bool] = False  # a part of an audited notice
    __table_args__ = (Index("ix_notice_copy_unit", "unit_id"),)

    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)


class NoticePicture(Base):
    """A picture of a notice or of a reply to it: one of a ticket's, as it may be shown at the time, or one of its own."""

    __tablename__ = "notice_picture"
    __audited__: ClassVar[bool] = False  # a part of an audited notice
    __table_args__ = (
        Index("ix_notice_picture_notice", "notice_id", "turn", "place_in_order"),
        CheckConstraint("(photo_id IS NULL) = (original_key IS NOT NULL)", name="one_source"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"))
    turn: Mapped[int]
    """0 for the problem, from 1 on the reply of that turn."""
    role: Mapped[PhotoRole] = mapped_column(word(PhotoRole))
    place_in_order: Mapped[int]
    photo_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("photo.id"))
    """A ticket's photo: what is hidden in it later is hidden here too (safety.md 7)."""
    state: Mapped[PhotoState] = mapped_column(word(PhotoState))
    original_key: Mapped[str | None] = mapped_column(String(120))
    large_key: Mapped[str | None] = mapped_column(String(120))
    small_key: Mapped[str | None] = mapped_column(String(120))
    refused_why: Mapped[str | None] = mapped_column(String(120))


class NoticeCard(Base):
    """催办, 黄牌, 红牌: proposed by rule or begun by hand, issued or dropped by a person."""

    __tablename__ = "notice_card"
    __table_args__ = (
        Index("ix_notice_card_notice", "notice_id"),
        Index("uq_notice_card_proposed", "notice_id", unique=True, **only_where("decided_at IS NULL")),
        Index(
            "uq_notice_card_once", "notice_id", "card", unique=True, **only_where("issued AND card <> 'urge'")
        ),
        CheckConstraint("NOT issued OR decided_at IS NOT NULL", name="decided"),
        CheckConstraint("points >= 0", name="points"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"))
    card: Mapped[Card] = mapped_column(word(Card))
    turn: Mapped[int]
    """The reply that was waited for: 1 for the first, one more each time one was sent back."""
    why: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(String(60))
    issued: Mapped[bool] = mapped_column(default=False)
    points: Mapped[int] = mapped_column(default=0)
    """Deducted by the table that was in force on the day (settings)."""


class NoticeStep(Base):
    """One line of a notice's story; written by `advance` alone, never changed."""

    __tablename__ = "notice_step"
    __audited__: ClassVar[bool] = False  # is itself the record of who did what
    __table_args__ = (Index("ix_notice_step_notice", "notice_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("notice.id"))
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(60))
    unit_name: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str | None] = mapped_column(Text)

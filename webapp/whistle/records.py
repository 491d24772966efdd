"""Whistles: what is called about, who is called, what each has taken on, and what happened."""

import uuid
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, new_id, only_where, word
from webapp.people.records import Unit
from webapp.whistle.lifecycle import WhistleState


class Whistle(Base):
    """吹哨: units called to the spot of one or several tickets, at any hour."""

    __tablename__ = "whistle"
    __table_args__ = (
        Index("ix_whistle_street", "unit_id", "state", "arrive_by"),
        Index("ix_whistle_state", "state", "arrive_by"),
        CheckConstraint("(ended_at IS NOT NULL) = (state IN ('ended','called_off'))", name="ended"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20))
    """For people: 哨1121-03; begins anew every day."""
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    """The street office that blew."""
    unit: Mapped[Unit] = relationship(lazy="joined")
    blown_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    blown_at: Mapped[datetime]
    state: Mapped[WhistleState] = mapped_column(word(WhistleState), default=WhistleState.BLOWN)
    issue: Mapped[str] = mapped_column(Text)
    """What it is about; guests from outside read it, so nothing of residents stands in it."""
    place_words: Mapped[str] = mapped_column(String(120))
    lng: Mapped[float | None] = mapped_column(Double)
    lat: Mapped[float | None] = mapped_column(Double)
    """The place of the first ticket that has one: how far from it somebody signed in."""
    arrive_by: Mapped[datetime]
    spot_code: Mapped[str] = mapped_column(String(8))
    """Shown on the spot alone: whoever reads or scans it was there."""
    minutes: Mapped[str | None] = mapped_column(Text)
    settled_at: Mapped[datetime | None]
    keeper: Mapped[str | None] = mapped_column(String(120))
    """Who maintains it afterwards, in words."""
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None] = mapped_column(String(200))


class WhistleTicket(Base):
    """One of the tickets a whistle is about; follows a merge."""

    __tablename__ = "whistle_ticket"
    __audited__: ClassVar[bool] = False  # a part of an audited whistle
    __table_args__ = (Index("ix_whistle_ticket_ticket", "ticket_id"),)

    whistle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("whistle.id"), primary_key=True)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)


class WhistleParty(Base):
    """A unit that was called, or a guest by link (a school, a contractor): answered, arrived, rated."""

    __tablename__ = "whistle_party"
    __table_args__ = (
        UniqueConstraint("whistle_id", "unit_id"),
        Index("ix_whistle_party_unit", "unit_id", "called_at"),
        Index("ix_whistle_party_climbs", "climbs_at", **only_where("climbs_at IS NOT NULL")),
        Index("ix_whistle_party_placed", "arrived_at", **only_where("lng IS NOT NULL")),
        CheckConstraint("(unit_id IS NULL) <> (guest_name IS NULL)", name="one_kind"),
        CheckConstraint("(token_hash IS NULL) = (guest_name IS NULL)", name="guest_by_link"),
        CheckConstraint("stars IS NULL OR stars BETWEEN 1 AND 5", name="stars"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    whistle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("whistle.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    guest_name: Mapped[str | None] = mapped_column(String(40))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, info={"personal": True})
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    called_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(60))
    answer_words: Mapped[str | None] = mapped_column(String(200))
    climb_level: Mapped[int] = mapped_column(default=0)
    """Who has heard that there is no answer (words.Climb)."""
    climbs_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    arrived_by: Mapped[str | None] = mapped_column(String(60))
    late_minutes: Mapped[int | None]
    """Minutes after the arrive-by, 0 when in time."""
    scanned: Mapped[bool] = mapped_column(default=False)
    lng: Mapped[float | None] = mapped_column(Double, info={"personal": True})
    lat: Mapped[float | None] = mapped_column(Double, info={"personal": True})
    metres: Mapped[int | None]
    stars: Mapped[int | None]
    rating_words: Mapped[str | None] = mapped_column(String(200))
    rated_at: Mapped[datetime | None]

    @property
    def name(self) -> str:
        """The unit's or the guest's name."""
        return self.unit.name if self.unit is not None else self.guest_name or ""

    @property
    def is_guest(self) -> bool:
        """Whether it came by a link."""
        return self.guest_name is not None


class WhistleTask(Base):
    """分工: what one party has taken on by a day; done or late."""

    __tablename__ = "whistle_task"
    __table_args__ = (
        Index("ix_whistle_task_whistle", "whistle_id"),
        Index("ix_whistle_task_party", "party_id"),
        Index("ix_whistle_task_open", "due", **only_where("done_at IS NULL AND late_at IS NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    whistle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("whistle.id"))
    party_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("whistle_party.id"))
    what: Mapped[str] = mapped_column(String(200))
    due: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(60))
    done_words: Mapped[str | None] = mapped_column(String(200))
    late_at: Mapped[datetime | None]
    """When it was told that its day has passed, or done after it without that."""


class WhistleStep(Base):
    """One line of a whistle's story; written by `advance` alone, never changed."""

    __tablename__ = "whistle_step"
    __audited__: ClassVar[bool] = False  # is itself the record of who did what
    __table_args__ = (Index("ix_whistle_step_whistle", "whistle_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    whistle_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("whistle.id"))
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(String(24))
    name: Mapped[str] = mapped_column(String(60))
    unit_name: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str | None] = mapped_column(Text)

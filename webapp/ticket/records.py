"""The ticket's row with its facts, its history, its clocks, its reporters and its photos."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.clock import LimitUnit
from webapp.base.database import Base, Document, new_id, only_where, word
from webapp.base.records import LONG
from webapp.catalogue.records import MatterClass, Tier
from webapp.people.records import Unit
from webapp.place.records import Component, Located
from webapp.ticket import few
from webapp.ticket.words import ClockKind, Gate, Kind, Level, PlaceDoubt, State

_IS_OPEN = "open_sort IS NOT NULL"
_OPEN = "state IN ('new','filed','dispatched','accepted','handling','hung_up','fed_back','passed')"


class Ticket(Located, Base):
    """工单: the case that answers one or more reports. Everything but `state` is a fact."""

    __tablename__ = "ticket"
    __table_args__ = (
        CheckConstraint("(closed_at IS NOT NULL) = (state IN ('closed','ended'))", name="closed_at"),
        CheckConstraint(
            "state NOT IN ('closed','ended') OR recheck_passed OR answered OR self_handled", name="closed_why"
        ),
        CheckConstraint("(merged_into IS NOT NULL) = (state = 'merged')", name="merged_into"),
        CheckConstraint("state <> 'hung_up' OR wake_at IS NOT NULL", name="wake_at"),
        CheckConstraint("merged_into IS NULL OR merged_into <> id", name="merged_elsewhere"),
        Index("uq_ticket_number", "year", "number", unique=True),
        CheckConstraint(f"(open_sort IS NOT NULL) = ({_OPEN})", name="open_sort"),
        Index("ix_ticket_open", "open_sort", "state", "due", "next_word_by", "id", **only_where(_IS_OPEN)),
        Index("ix_ticket_sort", "sort"),
        Index("ix_ticket_state", "state", "sort"),
        Index("ix_ticket_door", "door_id", "state"),
        Index("ix_ticket_map", *few.ON_A_MAP, **only_where(_IS_OPEN)),
        Index("ix_ticket_compound", "compound_id", "state"),
        Index("ix_ticket_component", "component_id", "sort", **only_where("component_id IS NOT NULL")),
        Index("ix_ticket_unit", "unit_id", "sort"),
        Index("ix_ticket_unit_state", "unit_id", "state", "sort", "id"),
        Index("ix_ticket_unit_open", "unit_id", "open_sort", "state", "due", "assigned_to", "id", **only_where(_IS_OPEN)),
        Index("ix_ticket_due", "management_unit_id", "due", **only_where("due IS NOT NULL")),
        Index("ix_ticket_promise", "promise_climbs_at", **only_where("promise_climbs_at IS NOT NULL")),
        Index("ix_ticket_wake", "wake_at", **only_where("state = 'hung_up'")),
        Index("ix_ticket_parent", "parent_id", **only_where("parent_id IS NOT NULL")),
        Index("ix_ticket_rings", "sort", "id", **only_where(few.indexed(few.RINGS))),
        Index("ix_ticket_asked", "sort", "id", **only_where(few.indexed(few.ASKED))),
        Index("ix_ticket_raised", "sort", "id", **only_where(few.indexed(few.RAISED))),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    year: Mapped[int]
    number: Mapped[str] = mapped_column(String(16))
    sort: Mapped[int] = mapped_column(LONG)
    """Order in lists: reported_at in microseconds with a random tail, so that keyset pages never tie."""
    open_sort: Mapped[int | None] = mapped_column(LONG)
    """`sort` while the ticket is open, else nothing: lists of open tickets never meet the closed ones."""
    state: Mapped[State] = mapped_column(word(State))
    version: Mapped[int] = mapped_column(default=0)
    kind: Mapped[Kind] = mapped_column(word(Kind), default=Kind.FAULT)
    class_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("matter_class.id"))
    matter_class: Mapped[MatterClass | None] = relationship()
    standard_id: Mapped[uuid.UUID | None]
    """The standard of the class that it was filed under; none where the class had none."""
    tier: Mapped[Tier] = mapped_column(word(Tier), default=Tier.ORDINARY)
    limit_value: Mapped[int] = mapped_column(default=7)
    limit_unit: Mapped[LimitUnit] = mapped_column(word(LimitUnit), default=LimitUnit.CALENDAR_DAY)
    summary: Mapped[str] = mapped_column(String(80), default="", info={"personal": True})
    """The first words of the report, for lists of those who may read it."""

    door_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("door.id"))
    compound_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("compound.id"))
    management_unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("management_unit.id"))
    community_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("community.id"))
    street_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("street.id"))
    component_id: Mapped[uuid.UUID | None]
    """城市部件 that it is about. No foreign key: components are never removed, and a key would write SQLite's tickets anew."""
    component: Mapped[Component | None] = relationship(primaryjoin="foreign(Ticket.component_id) == Component.id", viewonly=True)  # fmt: skip
    place_words: Mapped[str] = mapped_column(String(160), default="", info={"personal": True})
    coarse_words: Mapped[str] = mapped_column(String(80), default="")
    """The compound only, for units that may not know the door (safety.md 4)."""
    place_doubt: Mapped[PlaceDoubt | None] = mapped_column(word(PlaceDoubt))
    """Why the position, kept as it was sent, may be wrong."""

    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    """The unit that handles now."""
    unit: Mapped[Unit | None] = relationship()
    handler_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """Who fed back last; may neither recheck nor call back."""
    assigned_to: Mapped[str | None] = mapped_column(String(40))
    finder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))

    urgent: Mapped[bool] = mapped_column(default=False)
    confidential: Mapped[bool] = mapped_column(default=False)
    about_unit: Mapped[bool] = mapped_column(default=False)
    resident_reported: Mapped[bool] = mapped_column(default=False)
    level: Mapped[Level] = mapped_column(word(Level), default=Level.UNIT)
    meeting_gate: Mapped[Gate] = mapped_column(word(Gate), default=Gate.NONE)
    returns: Mapped[int] = mapped_column(default=0)
    extensions: Mapped[int] = mapped_column(default=0)
    hang_ups: Mapped[int] = mapped_column(default=0)
    objections: Mapped[int] = mapped_column(default=0)
    reworked: Mapped[int] = mapped_column(default=0)
    reopened: Mapped[int] = mapped_column(default=0)
    joins: Mapped[int] = mapped_column(default=0)
    noticed: Mapped[bool] = mapped_column(default=False)
    recheck_passed: Mapped[bool] = mapped_column(default=False)
    answered: Mapped[bool] = mapped_column(default=False)
    self_handled: Mapped[bool] = mapped_column(default=False)
    reporters_open: Mapped[int | None]
    """Reporters not yet settled after closing (lifecycle.md, end); the callback desk keeps it."""
    asked: Mapped[str | None] = mapped_column(String(24))
    """The action that somebody asked a higher desk for (extend, hang_up)."""
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime | None]

    reported_at: Mapped[datetime]
    filed_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    due: Mapped[datetime | None]
    counted_from: Mapped[datetime | None]
    """When handling began, moved on by what its clock stood still: with `due` it makes the lamp."""
    next_word_by: Mapped[datetime | None]
    promise_level: Mapped[int] = mapped_column(default=0, server_default="0")
    """How far the late promise has climbed (ticket.promise.Climb), from 0 at each renewal."""
    promise_climbs_at: Mapped[datetime | None]
    """When it climbs next; none while no resident waits, and from the top on."""
    fed_back_at: Mapped[datetime | None]
    in_time: Mapped[bool | None]
    """Whether the feed-back that later passed was not after the deadline."""
    closed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    refused_why: Mapped[str | None] = mapped_column(Text)
    referral: Mapped[str | None] = mapped_column(String(200))
    merged_into: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ticket.id"))
    parent_id: Mapped[uuid.UUID | None]
    """The ticket whose likes were looked for when this one was found (举一反三); each lives alone."""
    order_no: Mapped[str | None] = mapped_column(String(60), index=True)
    external_due: Mapped[datetime | None]

    clocks: Mapped[list["TicketClock"]] = relationship(back_populates="ticket")

    @property
    def is_open(self) -> bool:
        """Whether anything is still to be done before closing."""
        return self.open_sort is not None


class TicketStep(Base):
    """One line of a ticket's history; written by `advance` and `note` alone, never changed."""

    __tablename__ = "ticket_step"
    __audited__: ClassVar[bool] = False  # is itself the record of who did what
    __table_args__ = (Index("uq_ticket_step", "ticket_id", "version", unique=True),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    version: Mapped[int]
    action: Mapped[str] = mapped_column(String(24))
    before: Mapped[State | None] = mapped_column(word(State))
    after: Mapped[State] = mapped_column(word(State))
    at: Mapped[datetime]
    captured_at: Mapped[datetime | None]
    role: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    words: Mapped[str | None] = mapped_column(Text)
    """Words to the resident."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Words among staff."""
    facts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)


class TicketClock(Base):
    """One clock of a ticket as it stands; the history can work it out again."""

    __tablename__ = "ticket_clock"
    __audited__: ClassVar[bool] = False
    __table_args__ = (
        Index("ix_ticket_clock_running", "due_at", **only_where("stopped_at IS NULL AND paused_at IS NULL")),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    ticket: Mapped[Ticket] = relationship(back_populates="clocks")
    kind: Mapped[ClockKind] = mapped_column(word(ClockKind), primary_key=True)
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    crossed_at: Mapped[datetime | None]
    """When the sweep last acted on it for being red."""

    def is_red(self, now: datetime) -> bool:
        """Whether it runs and has run out."""
        return self.stopped_at is None and self.paused_at is None and self.due_at <= now


class Reporter(Base):
    """One report's tie to the ticket that answers it. Moves with a merge; the report itself never changes."""

    __tablename__ = "reporter"
    __table_args__ = (
        Index("ix_reporter_ticket", "ticket_id"),
        Index("uq_reporter_device", "ticket_id", "device_hash", unique=True, **only_where("joined AND device_hash IS NOT NULL AND left_at IS NULL")),
    )  # fmt: skip

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    ticket: Mapped[Ticket] = relationship()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"personal": True})
    device_hash: Mapped[str | None] = mapped_column(String(64), info={"personal": True})
    resident: Mapped[bool] = mapped_column(default=True)
    joined: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime]
    left_at: Mapped[datetime | None]
    brought_from: Mapped[uuid.UUID | None]
    """The ticket whose merge brought it here, the last one; None where it was reported."""


class Contact(Base):
    """A phone number, unverified until answered (safety.md 5). Erasing keeps the case facts."""

    __tablename__ = "contact"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(20), info={"personal": True})
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    erased_why: Mapped[str | None] = mapped_column(String(40))


class PhotoRole(StrEnum):
    """What a picture or recording shows."""

    PROBLEM = "problem"
    BEFORE = "before"
    AFTER = "after"
    VOICE = "voice"


class PhotoState(StrEnum):
    """How far a photo has come: promised by the phone, bytes kept, copies ready, or refused."""

    PROMISED = "promised"
    KEPT = "kept"
    READY = "ready"
    REFUSED = "refused"


class Photo(Base):
    """A photo of a ticket. The bytes as sent stay private; only copies without metadata are served."""

    __tablename__ = "photo"
    __table_args__ = (
        Index("ix_photo_ticket", "ticket_id"),
        Index("ix_photo_report", "report_id"),
        Index("ix_photo_promised", "ticket_id", **only_where("state = 'promised'")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    sent_as: Mapped[uuid.UUID | None]
    """The phone's own id, when an earlier report had taken it: what is edited and sent as new keeps its photos."""
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    report_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("report.id"))
    step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ticket_step.id"))
    role: Mapped[PhotoRole] = mapped_column(word(PhotoRole), default=PhotoRole.PROBLEM)
    state: Mapped[PhotoState] = mapped_column(word(PhotoState), default=PhotoState.KEPT)
    place_in_order: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    original_key: Mapped[str | None] = mapped_column(String(120))
    large_key: Mapped[str | None] = mapped_column(String(120))
    small_key: Mapped[str | None] = mapped_column(String(120))
    width: Mapped[int | None]
    height: Mapped[int | None]
    taken_at: Mapped[datetime | None]
    place: Mapped[dict[str, Any] | None] = mapped_column(Document, info={"personal": True})
    refused_why: Mapped[str | None] = mapped_column(String(120))
    received_at: Mapped[datetime | None]

    @property
    def known_as(self) -> uuid.UUID:
        """The id by which its sender knows it."""
        return self.sent_as or self.id

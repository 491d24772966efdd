"""Invitations to meet, with where, when and what came of it, and the calls that were tried."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Double, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id, only_where, word
from webapp.meeting.lifecycle import InvitationState
from webapp.meeting.words import PlaceKind, Side

_LIVE = "state IN ('sent','accepted','proposed')"


class Invitation(Base):
    """见面邀约: one live at a time for a ticket; all its reporters are invited, any may answer."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("uq_invitation_live", "ticket_id", unique=True, **only_where(_LIVE)),
        Index("ix_invitation_wait", "state", "wait_until"),
        Index("ix_invitation_host_waits", "host_id", "state", "wait_until"),
        Index("ix_invitation_host_meets", "host_id", "meet_at"),
        Index("ix_invitation_meets", "state", "meet_at"),
        Index("ix_invitation_climbs", "climbs_at", **only_where("climbs_at IS NOT NULL")),
        Index("ix_invitation_disputed", "ticket_id", **only_where("disputed IS NOT NULL")),
        UniqueConstraint("ticket_id", "series", "round"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    series: Mapped[int] = mapped_column(default=0)
    """Rises with each reopening: the gate stands anew."""
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[InvitationState] = mapped_column(word(InvitationState), default=InvitationState.SENT)
    host_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    """The unit whose people come; its calendar holds the time."""
    place_kind: Mapped[PlaceKind] = mapped_column(
        word(PlaceKind), default=PlaceKind.DOOR, server_default="door"
    )
    place_words: Mapped[str] = mapped_column(String(120))
    times: Mapped[list[Any]]
    """Two or three moments as ISO text with offset."""
    sent_at: Mapped[datetime]
    wait_until: Mapped[datetime]
    meet_at: Mapped[datetime | None]
    arranged_at: Mapped[datetime | None]
    """When `meet_at` was settled: a reminder whose time was past by then is never due."""
    climb_level: Mapped[int] = mapped_column(default=0, server_default="0")
    """Who has been reminded that the result of the settled time is not written (ticket.promise.Climb)."""
    climbs_at: Mapped[datetime | None]
    """When the next one is; none before a time is settled, and once its result is written."""
    stand_in: Mapped[str | None] = mapped_column(String(40), info={"personal": True})
    """Who comes in the resident's place, as they call them."""
    called_off: Mapped[str | None] = mapped_column(String(200))
    """Why the handler took a settled time back; residents read it."""
    missed_by: Mapped[Side | None] = mapped_column(word(Side))
    """Who did not come to a settled time."""
    proposal: Mapped[str | None] = mapped_column(String(200), info={"personal": True})
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("report.id"))
    answer_words: Mapped[str | None] = mapped_column(String(200), info={"personal": True})
    said_no: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the reports whose senders said that they need no meeting, as text."""
    held_at: Mapped[datetime | None]
    minutes: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    agreed: Mapped[str | None] = mapped_column(Text)
    promises: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What was agreed, line by line: {what, who, until}, `until` an ISO day or nothing."""
    met_with: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """Ids of the reports whose senders were there, as text: they read the minutes and may dispute them."""
    asked: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    offered: Mapped[str | None] = mapped_column(Text)
    why: Mapped[str | None] = mapped_column(Text)
    """A wish that is not met as asked: what was asked, what was offered, why (lifecycle.md, Settled)."""
    by_phone: Mapped[bool] = mapped_column(default=False)
    """The resident said by phone that no meeting is needed; their word is in `answer_words`."""
    held_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    disputed: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    """What a resident says is wrong in the minutes, until the handler has put them right."""


class MinutesAnswer(Base):
    """What one of those who were there said about the minutes; the last word counts."""

    __tablename__ = "minutes_answer"
    __table_args__ = (UniqueConstraint("invitation_id", "report_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"))
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"))
    agrees: Mapped[bool]
    words: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    at: Mapped[datetime]


class MeetingReminder(Base):
    """A reminder that was raised: once for a settled time and how far ahead. A moved time has its own."""

    __tablename__ = "meeting_reminder"

    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"), primary_key=True)
    meet_at: Mapped[datetime] = mapped_column(primary_key=True)
    hours: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class MeetingPresence(Base):
    """签到: one side was on the spot. Evidence, not proof (safety.md 9); the position is kept 90 days."""

    __tablename__ = "meeting_presence"
    __table_args__ = (
        UniqueConstraint("invitation_id", "side"),
        Index("ix_meeting_presence_placed", "at", **only_where("lng IS NOT NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    invitation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invitation.id"))
    side: Mapped[Side] = mapped_column(word(Side))
    at: Mapped[datetime]
    late_minutes: Mapped[int | None]
    """Minutes after the settled time, 0 when in time; none when no time was settled."""
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    report_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("report.id"))
    scanned: Mapped[bool]
    """Whether the other side's code was read there; else only a button was pressed."""
    lng: Mapped[float | None] = mapped_column(Double, info={"personal": True})
    lat: Mapped[float | None] = mapped_column(Double, info={"personal": True})
    metres: Mapped[int | None]
    """How far from the ticket's place; none without a position."""


class CalendarAddress(Base):
    """A private address under which a person's calendar program reads the unit's meetings; kept as a digest."""

    __tablename__ = "calendar_address"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class CallOutcome(StrEnum):
    """How a call to a resident went."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    NOT_THE_PERSON = "not_the_person"
    DEAD_NUMBER = "dead_number"
    REFUSED = "refused"


class MeetingCall(Base):
    """A call that was tried to arrange or replace a meeting."""

    __tablename__ = "meeting_call"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    report_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("report.id"))
    """Whose phone was called; None when it was not said."""
    series: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    outcome: Mapped[CallOutcome] = mapped_column(word(CallOutcome))
    words: Mapped[str | None] = mapped_column(Text, info={"personal": True})

"""Invitations to meet, and the calls that were tried."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id, only_where, word
from webapp.meeting.lifecycle import InvitationState

_LIVE = "state IN ('sent','accepted','proposed')"


class Invitation(Base):
    """见面邀约: one live at a time for a ticket; all its reporters are invited, any may answer."""

    __tablename__ = "invitation"
    __table_args__ = (
        Index("uq_invitation_live", "ticket_id", unique=True, **only_where(_LIVE)),
        Index("ix_invitation_wait", "state", "wait_until"),
        UniqueConstraint("ticket_id", "series", "round"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    series: Mapped[int] = mapped_column(default=0)
    """Rises with each reopening: the gate stands anew."""
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[InvitationState] = mapped_column(word(InvitationState), default=InvitationState.SENT)
    place_words: Mapped[str] = mapped_column(String(120))
    times: Mapped[list[Any]]
    """Two or three moments as ISO text with offset."""
    sent_at: Mapped[datetime]
    wait_until: Mapped[datetime]
    meet_at: Mapped[datetime | None]
    proposal: Mapped[str | None] = mapped_column(String(200), info={"personal": True})
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("report.id"))
    answer_words: Mapped[str | None] = mapped_column(String(200), info={"personal": True})
    said_no: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the reports whose senders said that they need no meeting, as text."""
    held_at: Mapped[datetime | None]
    minutes: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    agreed: Mapped[str | None] = mapped_column(Text)
    by_phone: Mapped[bool] = mapped_column(default=False)
    """The resident said by phone that no meeting is needed; their word is in `answer_words`."""
    held_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    disputed: Mapped[str | None] = mapped_column(Text, info={"personal": True})


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

"""Callbacks: one task for every resident who reported, their calls, the last word, and what is checked of it."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.on_screen import Opened
from webapp.base.database import Base, new_id, only_where, word
from webapp.callback.lifecycle import CallbackState, CheckState, LeaveOutState
from webapp.ticket.words import Gate

_STANDS = "state IN ('proposed','approved')"


class CallbackKind(StrEnum):
    """回访 at closing, 追访 some days after the end."""

    CALLBACK = "callback"
    FOLLOW_UP = "follow_up"


class Solved(StrEnum):
    """Is it solved; partly counts as not solved and goes to the street (lifecycle.md, Settled)."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Satisfied(StrEnum):
    """满意 / 基本满意 / 不满意."""

    YES = "yes"
    BASICALLY = "basically"
    NO = "no"


class AttemptOutcome(StrEnum):
    """How one call went."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    NOT_THE_PERSON = "not_the_person"
    DEAD_NUMBER = "dead_number"
    REFUSED = "refused"


class CallbackTask(Base):
    """回访: made at close for every resident who reported (none for praise)."""

    __tablename__ = "callback_task"
    __table_args__ = (
        UniqueConstraint("ticket_id", "report_id", "series", "kind"),
        Index("ix_callback_task_waiting", "state", "due_at"),
        Index("ix_callback_task_ticket", "ticket_id"),
        Index("ix_callback_task_next", "caller_unit_id", "state", "due_at", "id"),
        Index("ix_callback_task_flagged", "done_at", "id", **only_where("flagged IS NOT NULL")),
        Index("ix_callback_task_done", "done_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"))
    series: Mapped[int] = mapped_column(default=0)
    """The ticket's count of reopenings when it was closed."""
    kind: Mapped[CallbackKind] = mapped_column(word(CallbackKind), default=CallbackKind.CALLBACK)
    state: Mapped[CallbackState] = mapped_column(word(CallbackState), default=CallbackState.WAITING)
    unit_id: Mapped[uuid.UUID | None]
    """The unit that had handled the ticket when it was closed; the ticket itself may go to another later."""
    gate: Mapped[Gate | None] = mapped_column(word(Gate))
    """How the meeting stood at closing; a reopening shuts the ticket's own gate again."""
    caller_unit_id: Mapped[uuid.UUID | None]
    """The unit of the street office whose people call; none where the place has no street, and any office in scope may."""
    has_phone: Mapped[bool]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Not before this moment; moved on after an unanswered call."""
    tries: Mapped[int] = mapped_column(default=0)
    contacted: Mapped[bool | None]
    """Whether the handling unit had been in touch, as the resident says; none when they were not asked."""
    solved: Mapped[Solved | None] = mapped_column(word(Solved))
    satisfied: Mapped[Satisfied | None] = mapped_column(word(Satisfied))
    verbatim: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    by_resident: Mapped[bool] = mapped_column(default=False)
    """The resident's own answer by link; never overwritten."""
    device_hash: Mapped[str | None] = mapped_column(String(64), info={"personal": True})
    flagged: Mapped[str | None] = mapped_column(String(60))
    """Why the street should look again: partly solved, low marks, many verdicts of one device."""
    left_out: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Not counted in the rates: proposed by one and approved by another (`LeaveOut`)."""
    done_at: Mapped[datetime | None]
    clerk_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))


class CallbackAttempt(Base):
    """One call of a callback."""

    __tablename__ = "callback_attempt"
    __table_args__ = (
        Index("ix_callback_attempt_task", "task_id", "at"),
        Index("ix_callback_attempt_person", "person_id", "at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("callback_task.id"))
    at: Mapped[datetime]
    half_day: Mapped[str] = mapped_column(String(12))
    """Three tries count only in three different half days (lifecycle.md, Defaults)."""
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[AttemptOutcome] = mapped_column(word(AttemptOutcome))


class OpenedCallback(Opened):
    """A callback on a caller's screen; nobody else is given it, sees its number or writes it down before `until`."""

    __tablename__ = "opened_callback"
    __table_args__ = (Index("ix_opened_callback_person", "person_id"),)

    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("callback_task.id"), primary_key=True)


class LeaveOut(Base):
    """不计入: one proposes with a reason that a callback shall not count, another decides."""

    __tablename__ = "callback_leave_out"
    __table_args__ = (
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="two_people"),
        Index("uq_callback_leave_out_stands", "task_id", unique=True, **only_where(_STANDS)),
        Index("ix_callback_leave_out_state", "state", "proposed_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("callback_task.id"))
    state: Mapped[LeaveOutState] = mapped_column(word(LeaveOutState), default=LeaveOutState.PROPOSED)
    reason: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    decided_words: Mapped[str | None] = mapped_column(Text)


class CallbackCheck(Base):
    """A call drawn for quality control; somebody else than the caller looks whether it was written down truly."""

    __tablename__ = "callback_check"
    __table_args__ = (
        UniqueConstraint("task_id"),
        CheckConstraint("reviewed_by IS NULL OR reviewed_by <> clerk_id", name="two_people"),
        Index("ix_callback_check_state", "state", "drawn_at", "id"),
        Index("ix_callback_check_day", "day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("callback_task.id"))
    state: Mapped[CheckState] = mapped_column(word(CheckState), default=CheckState.DRAWN)
    day: Mapped[date]
    """The day whose calls it was drawn from, by Chinese time."""
    drawn_at: Mapped[datetime]
    clerk_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    reviewed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    reviewed_at: Mapped[datetime | None]
    words: Mapped[str | None] = mapped_column(Text)

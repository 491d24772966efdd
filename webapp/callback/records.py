"""Callbacks: one task for every resident who reported, their attempts, and the last word."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id, word


class CallbackKind(StrEnum):
    """回访 at closing, 追访 some days after the end."""

    CALLBACK = "callback"
    FOLLOW_UP = "follow_up"


class CallbackState(StrEnum):
    """Where a callback stands; all but `waiting` settle the reporter (lifecycle.md, end)."""

    WAITING = "waiting"
    ANSWERED = "answered"
    REACHED = "reached"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NO_PHONE = "no_phone"
    VOID = "void"


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
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"))
    series: Mapped[int] = mapped_column(default=0)
    """The ticket's count of reopenings when it was closed."""
    kind: Mapped[CallbackKind] = mapped_column(word(CallbackKind), default=CallbackKind.CALLBACK)
    state: Mapped[CallbackState] = mapped_column(word(CallbackState), default=CallbackState.WAITING)
    has_phone: Mapped[bool]
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """Not before this moment; moved on after an unanswered call."""
    tries: Mapped[int] = mapped_column(default=0)
    solved: Mapped[Solved | None] = mapped_column(word(Solved))
    satisfied: Mapped[Satisfied | None] = mapped_column(word(Satisfied))
    verbatim: Mapped[str | None] = mapped_column(Text, info={"personal": True})
    by_resident: Mapped[bool] = mapped_column(default=False)
    """The resident's own answer by link; never overwritten."""
    device_hash: Mapped[str | None] = mapped_column(String(64), info={"personal": True})
    flagged: Mapped[str | None] = mapped_column(String(60))
    """Why the street should look again: partly solved, low marks, many verdicts of one device."""
    done_at: Mapped[datetime | None]
    clerk_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))


class CallbackAttempt(Base):
    """One call of a callback."""

    __tablename__ = "callback_attempt"
    __table_args__ = (Index("ix_callback_attempt_task", "task_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("callback_task.id"))
    at: Mapped[datetime]
    half_day: Mapped[str] = mapped_column(String(12))
    """Three tries count only in three different half days (lifecycle.md, Defaults)."""
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[AttemptOutcome] = mapped_column(word(AttemptOutcome))

"""Who looks again at which ticket."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, Document, new_id, only_where, word
from webapp.ticket.records import PhotoRole


class RecheckState(StrEnum):
    """Where a recheck task stands."""

    WAITING = "waiting"
    PASSED = "passed"
    FAILED = "failed"
    VOID = "void"


_WAITING = "state = 'waiting'"


class RecheckTask(Base):
    """复查: one waiting task a ticket; goes to the finder, else the place's grid worker, else an inspector."""

    __tablename__ = "recheck_task"
    __table_args__ = (
        Index(
            "uq_recheck_task_waiting",
            "ticket_id",
            unique=True,
            **only_where(_WAITING),
        ),
        Index("ix_recheck_task_person", "person_id", "state", "due_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    """None: nobody fits; the desk must name somebody."""
    state: Mapped[RecheckState] = mapped_column(word(RecheckState), default=RecheckState.WAITING)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    sample: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A second look at what a grid worker settled alone (自行处置); the ticket is closed meanwhile."""


class Verdict(StrEnum):
    """What somebody says who looked again."""

    PASS = "pass"  # noqa: S105  a verdict, not a password
    FAIL = "fail"


class Outcome(StrEnum):
    """What came of a verdict from a phone's queue."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class RecheckSent(Base):
    """A verdict as a phone sent it, perhaps hours later. Stored at once; counts when its photos are safe."""

    __tablename__ = "recheck_sent"
    __table_args__ = (
        Index("ix_recheck_sent_ticket", "ticket_id"),
        Index("ix_recheck_sent_outcome", "outcome", "received_at"),
        CheckConstraint("(settled_at IS NULL) = (outcome = 'waiting')", name="settled"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    """The phone's own."""
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    """As sent; a merge since then is followed when it counts."""
    task_id: Mapped[uuid.UUID | None]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    account: Mapped[str | None] = mapped_column(String(40))
    """Whose phone it was, when somebody else brought it as a file."""
    verdict: Mapped[Verdict] = mapped_column(word(Verdict))
    reason: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[dict[str, Any] | None] = mapped_column(Document, info={"personal": True})
    captured_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    looked_at: Mapped[datetime]
    """When it was really done, by our clock (base.captured)."""
    skew_seconds: Mapped[float]
    device_hash: Mapped[str | None] = mapped_column(String(64))
    client: Mapped[str | None] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    outcome: Mapped[Outcome] = mapped_column(word(Outcome), default=Outcome.WAITING)
    why: Mapped[str | None] = mapped_column(String(200))
    """Refused: the sentence that the person and the desk read."""
    settled_at: Mapped[datetime | None]


class RecheckPhoto(Base):
    """A photo that a verdict promised; it becomes a photo of the ticket when the verdict is settled."""

    __tablename__ = "recheck_photo"
    __audited__: ClassVar[bool] = False  # a part of an audited verdict

    recheck_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("recheck_sent.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    """The phone's own; a verdict made anew from an old one brings the same photos under the same ids."""
    place_in_order: Mapped[int]
    role: Mapped[PhotoRole] = mapped_column(word(PhotoRole))
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    taken_at: Mapped[datetime | None]
    place: Mapped[dict[str, Any] | None] = mapped_column(Document, info={"personal": True})
    key: Mapped[str | None] = mapped_column(String(120))
    """Where its bytes are, once they came."""
    received_at: Mapped[datetime | None]
    refused_why: Mapped[str | None] = mapped_column(String(120))
    """The bytes came whole but are no photo; they are kept all the same."""

"""Who looks again at which ticket."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id, only_where, word


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

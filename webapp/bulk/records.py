"""What is to be done with many tickets at once, and how it went with each of them."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id, only_where, word
from webapp.bulk.lifecycle import BulkState, BulkVerb, ItemState


class BulkAct(Base):
    """成批办: one act that somebody asked for on many tickets. Kept as the record of who did it, and to how many."""

    __tablename__ = "bulk_act"
    __table_args__ = (
        Index("ix_bulk_act_open", "due_at", **only_where("state IN ('waiting','applying')")),
        Index("ix_bulk_act_person", "person_id", "asked_at"),
        CheckConstraint("(ended_at IS NOT NULL) = (state IN ('done','dropped'))", name="ended"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    state: Mapped[BulkState] = mapped_column(word(BulkState), default=BulkState.WAITING)
    verb: Mapped[BulkVerb] = mapped_column(word(BulkVerb))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    """Who asked for it; done in their name, with what they may do when it is done."""
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    """To which unit the tickets are dispatched."""
    reason: Mapped[str] = mapped_column(Text, default="")
    target_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ticket.id"))
    """Into which ticket they are merged."""
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """From then on it is done; before, it can be undone."""
    ended_at: Mapped[datetime | None]
    total: Mapped[int]
    failed: Mapped[int] = mapped_column(default=0)


class BulkItem(Base):
    """One of the tickets: not yet tried, done, or not done and why. What was done stands in the ticket's own history."""

    __tablename__ = "bulk_item"
    __audited__: ClassVar[bool] = False  # a part of an audited act
    __table_args__ = (
        Index("ix_bulk_item_waiting", "act_id", "tries", "place", **only_where("state = 'waiting'")),
    )

    act_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("bulk_act.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    """From 1, in the order of the list."""
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    seen: Mapped[int]
    """The ticket's version that the person was looking at."""
    state: Mapped[ItemState] = mapped_column(word(ItemState), default=ItemState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    why: Mapped[str | None] = mapped_column(String(300))
    """Why it was not done, as a sentence for who asked."""

"""What is counted: one fact for every callback that counts, and the sums of facts by half day and by what they share."""

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, word
from webapp.ticket.words import Gate


class Shared:
    """What facts are summed by; none where it is not known."""

    half: Mapped[int]
    """The half day in which it was settled (`rules.half_of`)."""
    office_id: Mapped[uuid.UUID | None]
    """The unit of the street office."""
    unit_id: Mapped[uuid.UUID | None]
    """The unit that had handled it when it was closed."""
    community_id: Mapped[uuid.UUID | None]
    class_id: Mapped[uuid.UUID | None]
    gate: Mapped[Gate] = mapped_column(word(Gate))
    """Met, clearly declined, not answered: as it stood at closing."""


class RateFact(Shared, Base):
    """A callback that counts, as it was last counted."""

    __tablename__ = "rate_fact"
    __audited__ = False  # follows from what is audited
    __table_args__ = (Index("ix_rate_fact_half", "half", "callback_id"),)

    callback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("callback_task.id"), primary_key=True)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    contacted: Mapped[int]
    solved: Mapped[int]
    satisfied: Mapped[int]
    basically: Mapped[int]


class RateSum(Shared, Base):
    """The sum of all facts that share everything they can be asked by. `id` is made from what they share."""

    __tablename__ = "rate_sum"
    __audited__ = False
    __table_args__ = (Index("ix_rate_sum_half", "half"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    valid: Mapped[int]
    contacted: Mapped[int]
    solved: Mapped[int]
    satisfied: Mapped[int]
    basically: Mapped[int]

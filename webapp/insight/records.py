"""What is counted: one fact for every callback that counts, the sums of facts by what they share, published periods."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id, only_where, word
from webapp.base.records import LONG
from webapp.callback.records import Satisfied, Solved
from webapp.insight.rules import PeriodKind
from webapp.insight.table import By
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
    __table_args__ = (
        Index(
            "ix_rate_sum_asked", "half", "office_id", "gate", "unit_id", "community_id", "class_id",
            "valid", "contacted", "solved", "satisfied", "basically",
        ),
    )  # fmt: skip
    # Holds whatever is asked of a sum: a month is read as one stretch of the index and nothing beside it.

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    valid: Mapped[int]
    contacted: Mapped[int]
    solved: Mapped[int]
    satisfied: Mapped[int]
    basically: Mapped[int]


class RateSnapshot(Base):
    """A period as it was published, once: by an office for its own, or for the whole district. Never changed."""

    __tablename__ = "rate_snapshot"
    __audited__ = False  # is itself the record of what was published; the act is in the audit
    __table_args__ = (
        CheckConstraint("first_half < after_half", name="halves"),
        Index("uq_rate_snapshot_office", "kind", "begins", "office_id", unique=True, **only_where("office_id IS NOT NULL")),
        Index("uq_rate_snapshot_district", "kind", "begins", unique=True, **only_where("office_id IS NULL")),
        Index("ix_rate_snapshot_begins", "begins", "id"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[PeriodKind] = mapped_column(word(PeriodKind))
    begins: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    first_half: Mapped[int]
    after_half: Mapped[int]
    office_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    office_name: Mapped[str] = mapped_column(String(80))
    """As it was called then."""
    response: Mapped[int]
    solution: Mapped[int]
    satisfaction: Mapped[int]
    basically: Mapped[int]
    """The weights that were in force, in per cent."""
    published_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    published_name: Mapped[str] = mapped_column(String(60))
    published_at: Mapped[datetime]


class RateSnapshotRow(Base):
    """A line of a published period, or one side of it. Rates are tenths of a per cent, as they were printed."""

    __tablename__ = "rate_snapshot_row"
    __audited__ = False
    __table_args__ = (UniqueConstraint("snapshot_id", "by", "key", "side"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    snapshot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rate_snapshot.id"))
    by: Mapped[By] = mapped_column(word(By))
    key: Mapped[str] = mapped_column(String(40))
    """As on the live page; empty for the pooled total."""
    side: Mapped[str] = mapped_column(String(24))
    """How they met (`table.SIDES`), empty for the whole line."""
    place: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    valid: Mapped[int]
    contacted: Mapped[int]
    solved: Mapped[int]
    satisfied: Mapped[int]
    basically: Mapped[int]
    response: Mapped[int | None]
    solution: Mapped[int | None]
    satisfaction: Mapped[int | None]
    composite: Mapped[int | None]


class RateSnapshotFact(Shared, Base):
    """A callback that a published period was counted from, as it was then. Never changed."""

    __tablename__ = "rate_snapshot_fact"
    __audited__ = False
    __table_args__ = (UniqueConstraint("snapshot_id", "callback_id"),)

    snapshot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rate_snapshot.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    """From 1, the oldest first: the key of a page of them."""
    callback_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("callback_task.id"))
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    at: Mapped[datetime]
    """When it was settled."""
    solved_said: Mapped[Solved | None] = mapped_column(word(Solved))
    satisfied_said: Mapped[Satisfied | None] = mapped_column(word(Satisfied))
    contacted: Mapped[int]
    solved: Mapped[int]
    satisfied: Mapped[int]
    basically: Mapped[int]


class FeeMonth(Base):
    """物业费: what a management unit's property service was owed for a month, and how much of it was paid."""

    __tablename__ = "fee_month"
    __table_args__ = (
        UniqueConstraint("management_unit_id", "month"),
        CheckConstraint("due_cents > 0 AND paid_cents >= 0 AND paid_cents <= due_cents", name="cents"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    management_unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("management_unit.id"))
    month: Mapped[date] = mapped_column(Date)
    """Its first day."""
    due_cents: Mapped[int] = mapped_column(LONG)
    paid_cents: Mapped[int] = mapped_column(LONG)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(60))

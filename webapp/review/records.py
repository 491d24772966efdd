"""Weekly reviews: the week, the tickets picked for it with what was found, the measures with owner and day."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, new_id, only_where, word
from webapp.people.records import Person, Unit
from webapp.review.causes import Cause
from webapp.review.lifecycle import ReviewState


class Review(Base):
    """每周复盘 of one street office and one week; its id is made where the form is drawn."""

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("unit_id", "week"),
        CheckConstraint("(closed_at IS NOT NULL) = (state = 'closed')", name="closed"),
        CheckConstraint("(held_at IS NULL) = (state = 'planned')", name="held"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    """The street office that holds it."""
    unit: Mapped[Unit] = relationship(lazy="joined")
    week: Mapped[date] = mapped_column(Date)
    """Its Monday."""
    state: Mapped[ReviewState] = mapped_column(word(ReviewState), default=ReviewState.PLANNED)
    made_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    held_at: Mapped[datetime | None]
    people: Mapped[str | None] = mapped_column(String(200))
    """Who took part, in words."""
    summary: Mapped[str | None] = mapped_column(Text)
    """What was settled for all cases together."""
    closed_at: Mapped[datetime | None]
    minutes_asked_at: Mapped[datetime | None]
    minutes_key: Mapped[str | None] = mapped_column(String(120))
    minutes_at: Mapped[datetime | None]
    """What the minutes say is as it stood then."""


class ReviewCase(Base):
    """A typical ticket of a review: cause, what went wrong, which rule was changed."""

    __tablename__ = "review_case"
    __table_args__ = (
        UniqueConstraint("review_id", "ticket_id"),
        Index("ix_review_case_ticket", "ticket_id"),
        CheckConstraint("(cause IS NULL) = (noted_at IS NULL)", name="noted"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    sort: Mapped[int] = mapped_column(unique=True)
    """Rises with each that is picked: the order of the library."""
    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"))
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """Who handled it when it was picked."""
    why: Mapped[str | None] = mapped_column(String(200))
    """Why it was picked."""
    picked_at: Mapped[datetime]
    cause: Mapped[Cause | None] = mapped_column(word(Cause))
    wrong: Mapped[str | None] = mapped_column(Text)
    rule: Mapped[str | None] = mapped_column(Text)
    """Which rule was changed, and how; none when none was."""
    noted_at: Mapped[datetime | None]


class ReviewMeasure(Base):
    """措施: what follows from a review, who does it, by which day."""

    __tablename__ = "review_measure"
    __table_args__ = (
        Index("ix_review_measure_review", "review_id"),
        Index("ix_review_measure_owner", "owner_id", "done_at", "due"),
        Index("ix_review_measure_open", "due", **only_where("done_at IS NULL AND late_at IS NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("review.id"))
    what: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    owner: Mapped[Person] = relationship(lazy="joined")
    due: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(60))
    done_words: Mapped[str | None] = mapped_column(String(200))
    late_at: Mapped[datetime | None]
    """When its day was found to be past; told once."""

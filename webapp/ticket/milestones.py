"""Milestones of a long matter: what comes by when, public to those who reported it."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.base.database import Base, new_id
from webapp.ticket.records import Ticket

MOST = 12


class Milestone(Base):
    """节点: one stretch of the road, its planned day, and when it was done."""

    __tablename__ = "milestone"
    __table_args__ = (Index("ix_milestone_ticket", "ticket_id", "planned"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey(Ticket.id))
    name: Mapped[str] = mapped_column(String(40))
    planned: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


def milestones_of(session: Session, ticket_id: uuid.UUID) -> Sequence[Milestone]:
    """The milestones of a ticket, by their planned days."""
    query = select(Milestone).where(Milestone.ticket_id == ticket_id)
    return session.scalars(query.order_by(Milestone.planned, Milestone.made_at)).all()

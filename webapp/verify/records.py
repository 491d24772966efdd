"""What the verifying desk remembers: which ticket is open on whose screen."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base


class OpenedTicket(Base):
    """A ticket on an operator's screen; nobody else is given it as the next one before `until`."""

    __tablename__ = "opened_ticket"
    __audited__: ClassVar[bool] = False  # looking is no act; what follows from it is audited
    __table_args__ = (Index("ix_opened_ticket_person", "person_id"),)

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    until: Mapped[datetime]

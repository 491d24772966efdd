"""What the verifying desk remembers: which ticket is open on whose screen."""

import uuid

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.on_screen import Opened


class OpenedTicket(Opened):
    """A ticket on an operator's screen; nobody else is given it as the next one before `until`."""

    __tablename__ = "opened_ticket"
    __table_args__ = (Index("ix_opened_ticket_person", "person_id"),)

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), primary_key=True)

"""A merged ticket stays as a tombstone: what comes for it later goes on to where it was merged."""

import uuid

from sqlalchemy.orm import Session

from webapp.ticket.records import Ticket


def follow(session: Session, ticket_id: uuid.UUID, lock: bool = True) -> Ticket:
    """The ticket that lives on under this id, locked unless it is only read; NoResultFound for an id that never was."""
    ticket = session.get_one(Ticket, ticket_id, with_for_update=True if lock else None)
    while ticket.merged_into is not None:
        ticket = session.get_one(Ticket, ticket.merged_into, with_for_update=True if lock else None)
    return ticket

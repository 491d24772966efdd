"""Which ticket is open on whose screen: two operators never get the same next ticket."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.work import Work
from webapp.people.records import Person
from webapp.ticket.records import Ticket
from webapp.verify.queries import next_to_verify
from webapp.verify.records import OpenedTicket

KEPT_FOR = timedelta(minutes=3)
"""A ticket that is left lying comes to somebody else after this: the two minutes of the desk, and a little."""


def open_next(work: Work, aside: Collection[uuid.UUID] = ()) -> uuid.UUID | None:
    """The next ticket for this operator alone, which is theirs until `KEPT_FOR` has gone.

    Those put aside come when nothing else is free; None when others have everything that waits.
    """
    return _first_free(work, set(aside)) or (_first_free(work, set()) if aside else None)


def _first_free(work: Work, besides: set[uuid.UUID]) -> uuid.UUID | None:
    free = ~open_elsewhere(work.actor, work.now)
    while (found := next_to_verify(work.session, work.actor, besides, free)) is not None:
        if open_ticket_here(work, found):
            return found
        besides = besides | {found}  # somebody took it between our question and our claim
    return None


def open_ticket_here(work: Work, ticket_id: uuid.UUID) -> bool:
    """Note that this operator has the ticket open, and nothing else; False when another has it."""
    insert = sqlite_insert if work.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    mine = {"person_id": work.actor.person_id, "until": work.now + KEPT_FOR}
    claim = insert(OpenedTicket).values(ticket_id=ticket_id, **mine)
    # One statement that waits for whoever claims at this moment: of two, one gets the row back.
    claimed = work.session.scalar(
        claim.on_conflict_do_update(
            index_elements=[OpenedTicket.ticket_id],
            set_=mine,
            where=(OpenedTicket.person_id == work.actor.person_id) | (OpenedTicket.until <= work.now),
        ).returning(OpenedTicket.ticket_id)
    )
    if claimed is None:
        return False
    leave_others(work, ticket_id)
    return True


def leave_others(work: Work, ticket_id: uuid.UUID | None = None) -> None:
    """Give back what this operator had open, but for one ticket."""
    mine = delete(OpenedTicket).where(OpenedTicket.person_id == work.actor.person_id)
    work.session.execute(mine if ticket_id is None else mine.where(OpenedTicket.ticket_id != ticket_id))


def open_elsewhere(actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Tickets that somebody else has open."""
    return exists().where(
        OpenedTicket.ticket_id == Ticket.id,
        OpenedTicket.person_id != actor.person_id,
        OpenedTicket.until > now,
    )


def who_has_it_open(session: Session, actor: Actor, ticket_id: uuid.UUID, now: datetime) -> str | None:
    """The name of somebody else who has this ticket open."""
    query = (
        select(Person.name)
        .join(OpenedTicket, OpenedTicket.person_id == Person.id)
        .where(
            OpenedTicket.ticket_id == ticket_id,
            OpenedTicket.person_id != actor.person_id,
            OpenedTicket.until > now,
        )
    )
    return session.scalar(query)

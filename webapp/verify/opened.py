"""Which ticket is open on whose screen: two operators never get the same next ticket."""

import uuid
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from webapp.access.on_screen import OnScreen
from webapp.base.work import Work
from webapp.ticket.records import Ticket
from webapp.verify.queries import next_to_verify
from webapp.verify.records import OpenedTicket

TICKETS: Final = OnScreen(OpenedTicket, timedelta(minutes=3))
"""A ticket that is left lying comes to somebody else after this: the two minutes of the desk, and a little."""


def open_next(work: Work, aside: Collection[uuid.UUID] = ()) -> uuid.UUID | None:
    """The next ticket for this operator alone, which is theirs until it has been left lying.

    Those put aside come when nothing else is free; None when others have everything that waits.
    """
    return _first_free(work, set(aside)) or (_first_free(work, set()) if aside else None)


def _first_free(work: Work, aside: set[uuid.UUID]) -> uuid.UUID | None:
    free = ~TICKETS.elsewhere(work.actor, work.now, Ticket.__table__.c.id)
    return TICKETS.open_next(
        work, lambda taken: next_to_verify(work.session, work.actor, aside | taken, free)
    )

"""Timed work on promises: a word that is late climbs from who handles it to who leads, then to the street."""

import uuid

from sqlalchemy import select

from webapp.access.actor import TIMER
from webapp.base.batches import each_alone
from webapp.base.work import Kernel, Work
from webapp.catalogue.calendar import calendar_of
from webapp.ticket.advance import load, note
from webapp.ticket.events import PromiseLate
from webapp.ticket.promise import HEARS, Climb, climbs_next
from webapp.ticket.records import Ticket

BATCH = 100


def climb_late_promises(kernel: Kernel) -> int:
    """Tell the next one of each promise that is late, one level a turn; returns how many climbed."""
    late = select(Ticket.id).where(Ticket.promise_climbs_at <= kernel.clock.now())
    with kernel.read() as session:
        ids = list(session.scalars(late.order_by(Ticket.promise_climbs_at).limit(BATCH)))
    return each_alone(kernel, TIMER, ids, _tell)


def _tell(work: Work, ticket_id: uuid.UUID) -> bool:
    """Looked at again under the lock: a word since then has renewed the promise."""
    ticket = load(work, ticket_id)
    promised = ticket.next_word_by
    if ticket.promise_climbs_at is None or promised is None or ticket.promise_climbs_at > work.now:
        return False
    reached = Climb(ticket.promise_level + 1)
    ticket.promise_level = reached
    ticket.promise_climbs_at = climbs_next(calendar_of(work.session), ticket.tier, reached, work.now)
    level = reached.name.lower()
    note(
        work, ticket, "promise_late", reason=f"该给居民回话了，已告诉{HEARS[reached]}", said={"level": level}
    )
    work.record(
        PromiseLate(ticket_id=ticket.id, level=level, unit_id=ticket.unit_id, promised=promised.isoformat())
    )
    return True

"""An act on many tickets that waits to be done."""

import uuid

from webapp.access.actor import Actor
from webapp.base.work import Kernel
from webapp.bulk.commands import AskBulk, Picked, ask_bulk
from webapp.bulk.lifecycle import BulkVerb


def waiting_bulk(kernel: Kernel, unit: Actor, ticket_id: uuid.UUID) -> uuid.UUID:
    """A unit's wish to give back a ticket that it sees."""
    picked = (Picked(ticket_id=ticket_id, seen=0),)
    with kernel.work(unit) as work:
        return ask_bulk(work, AskBulk(picked=picked, verb=BulkVerb.RETURN, reason="不在我们的路段")).id

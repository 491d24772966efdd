"""An act on many tickets that waits to be done, and a list that was put by."""

import uuid

from webapp.access.actor import Actor
from webapp.base.work import Kernel
from webapp.bulk.commands import AskBulk, Picked, ask_bulk
from webapp.bulk.lifecycle import BulkVerb
from webapp.screen.own_views import KeepView, keep_view


def waiting_bulk(kernel: Kernel, unit: Actor, ticket_id: uuid.UUID) -> uuid.UUID:
    """A unit's wish to give back a ticket that it sees."""
    picked = (Picked(ticket_id=ticket_id, seen=0),)
    with kernel.work(unit) as work:
        return ask_bulk(work, AskBulk(picked=picked, verb=BulkVerb.RETURN, reason="不在我们的路段")).id


def kept_view(kernel: Kernel, actor: Actor) -> uuid.UUID:
    """A list that somebody has put by for themselves."""
    with kernel.work(actor) as work:
        return keep_view(work, KeepView(name="催得急的", query="view=all&mark=urgent")).id

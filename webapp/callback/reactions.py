"""What the callback desk does when something happens elsewhere: closing plans calls, reopening withdraws them."""

from sqlalchemy import select

from webapp.base.work import Work
from webapp.callback.advance import follow
from webapp.callback.lifecycle import CallbackAction, CallbackState
from webapp.callback.records import CallbackTask
from webapp.callback.settling import plan_callbacks, settle, withdraw_callbacks
from webapp.ticket.events import ContactErased, TicketStepped
from webapp.ticket.records import Ticket

LEAVES = ("ticket.reopen", "ticket.merge")
"""After these steps the reporters are asked anew when their ticket, or the one it went into, is closed."""


def plan_at_close(work: Work, event: TicketStepped) -> None:
    """Reaction to `ticket.close`: every resident who reported is to be called."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is not None:
        plan_callbacks(work, ticket)


def withdraw_at_reopening(work: Work, event: TicketStepped) -> None:
    """Reaction to `ticket.reopen` and `ticket.merge`: calls that still wait are not made."""
    ticket = work.session.get(Ticket, event.ticket_id, with_for_update=True)
    if ticket is not None:
        withdraw_callbacks(work, ticket)


def stop_at_erasing(work: Work, event: ContactErased) -> None:
    """Reaction to `contact.erased`: who has no number any more is not called, and given the days of those without."""
    waiting = select(CallbackTask).where(
        CallbackTask.report_id == event.report_id, CallbackTask.state == CallbackState.WAITING
    )
    for task in work.session.scalars(waiting).all():
        ticket = work.session.get_one(Ticket, task.ticket_id, with_for_update=True)
        work.session.refresh(task)  # what we read before the lock may have been done meanwhile
        if task.state is not CallbackState.WAITING:
            continue
        task.has_phone = False
        follow(work, task, CallbackAction.ERASE_NUMBER)
        settle(work, ticket, "callback_stopped", "居民删了电话，不用打")

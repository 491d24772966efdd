"""Phones are kept no longer than they are needed (safety.md 11): some months after the end they are erased."""

import calendar
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from webapp.access.actor import TIMER
from webapp.base.batches import until_none
from webapp.base.clock import CHINA
from webapp.base.work import Kernel
from webapp.catalogue.settings import in_force
from webapp.ticket.contacts import erase_contact
from webapp.ticket.records import Contact, Reporter, Ticket, TicketStep
from webapp.ticket.words import State

BATCH = 200
WHY = "保存期满"


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and hour some calendar months earlier, in China; the last day of a month that is shorter."""
    local = moment.astimezone(CHINA)
    year, month = divmod(local.year * 12 + local.month - 1 - months, 12)
    day = min(local.day, calendar.monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day)


def erase_old_contacts(kernel: Kernel) -> int:
    """Erase the phones of tickets that came to rest long enough ago; returns how many. The case facts stay."""
    return until_none(kernel, _erase_some)


def _erase_some(kernel: Kernel) -> int:
    with kernel.work(TIMER) as work:
        months = int(in_force(work.session, kernel.clock)["keep_contact_months"])
        old = (
            select(Contact.report_id)
            .join(Reporter, Reporter.report_id == Contact.report_id)
            .join(Ticket, Ticket.id == Reporter.ticket_id)
            .where(Contact.erased_at.is_(None), _needed_no_more(months_before(work.now, months)))
            .limit(BATCH)
        )
        found = work.session.scalars(old).all()
        for report_id in found:
            erase_contact(work, report_id, WHY)
        if found:
            work.doing("contact.retention")
        return len(found)


def _needed_no_more(before: datetime) -> ColumnElement[bool]:
    """Ended, left, or refused or withdrawn without another word since: before this moment."""
    said_since = exists().where(TicketStep.ticket_id == Ticket.id, TicketStep.at >= before)
    return or_(
        and_(Ticket.state == State.ENDED, Ticket.ended_at < before),
        and_(Ticket.state.in_((State.REFUSED, State.CANCELLED)), ~said_since),
        Reporter.left_at < before,
    )

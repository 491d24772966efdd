"""The phone a reporter left: masked for everybody, erased when it is somebody else's.

It stands here, below the desks, because the meeting and the callback desk both call and may not know one another.
"""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.work import Work
from webapp.ticket.events import ContactErased
from webapp.ticket.records import Contact, Reporter


def phone_of(session: Session, report_id: uuid.UUID) -> str | None:
    """The number of a report, None when none was left or it was erased. Show it masked, or audit the unmasking."""
    return session.scalar(select(Contact.phone).where(Contact.report_id == report_id))


def has_phone(session: Session, ticket_id: uuid.UUID) -> bool:
    """Whether any resident who still follows the ticket can be called."""
    reachable = (
        select(Contact.report_id)
        .join(Reporter, Reporter.report_id == Contact.report_id)
        .where(
            Reporter.ticket_id == ticket_id, Reporter.resident, Reporter.left_at.is_(None), Contact.phone.is_not(None)
        )
    )  # fmt: skip
    return session.scalar(reachable.limit(1)) is not None


def erase_contact(work: Work, report_id: uuid.UUID, why: str) -> None:
    """Forget a number for good, for example because the person who answered never reported («不是我»)."""
    contact = work.session.get(Contact, report_id, with_for_update=True)
    if contact is None or contact.erased_at is not None:
        return
    contact.phone, contact.erased_at, contact.erased_why = None, work.now, why
    work.record(ContactErased(report_id=report_id))

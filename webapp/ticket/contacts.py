"""The phone a reporter left, in a table of its own: masked for everybody, erased when it is somebody else's.

It stands here, below the desks, because the meeting and the callback desk both call and may not know one another.
"""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from webapp.base.database import Base
from webapp.base.work import Work
from webapp.ticket.records import Reporter


class Contact(Base):
    """A phone number, unverified until answered (safety.md 5). Erasing keeps the case facts."""

    __tablename__ = "contact"

    report_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("report.id"), primary_key=True)
    phone: Mapped[str | None] = mapped_column(String(20), info={"personal": True})
    consent_version: Mapped[str] = mapped_column(String(20))
    consent_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    erased_why: Mapped[str | None] = mapped_column(String(40))


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

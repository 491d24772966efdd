"""Those of a ticket's reporters who are asked about a meeting."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.ticket.records import Reporter


def deciders(session: Session, ticket_id: uuid.UUID) -> set[str]:
    """The reports whose senders decide, as text: who reported; those who only joined, when nobody else is left."""
    rows = session.execute(
        select(Reporter.report_id, Reporter.joined).where(
            Reporter.ticket_id == ticket_id, Reporter.resident, Reporter.left_at.is_(None)
        )
    ).all()
    reported = {str(report_id) for report_id, joined in rows if not joined}
    return reported or {str(report_id) for report_id, _ in rows}

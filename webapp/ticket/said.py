"""What reporters said, in their own words, for desks that may not know the desk that took the report.

Reports are never changed, so their table is read by name: the classes stand a layer above this one.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Uuid, column, select, table
from sqlalchemy.orm import Session

from webapp.base.database import Moment
from webapp.ticket.records import Reporter

REPORT = table("report", column("id", Uuid), column("text"), column("received_at", Moment))


@dataclass(frozen=True)
class Saying:
    """One report's words."""

    report_id: uuid.UUID
    text: str
    at: datetime
    resident: bool


def said(session: Session, ticket_id: uuid.UUID) -> tuple[Saying, ...]:
    """What everybody said who still follows a ticket, the first report first."""
    query = (
        select(REPORT.c.id, REPORT.c.text, REPORT.c.received_at, Reporter.resident)
        .join(Reporter, Reporter.report_id == REPORT.c.id)
        .where(Reporter.ticket_id == ticket_id, Reporter.left_at.is_(None))
        .order_by(REPORT.c.received_at)
    )
    return tuple(Saying(*row) for row in session.execute(query))

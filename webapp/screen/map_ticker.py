"""What just changed, a line each, for the foot of the map: compound at most, no names, nothing that a resident said."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import CHINA
from webapp.catalogue.records import MatterClass
from webapp.ticket.lifecycle import TICKET
from webapp.ticket.queries import readable
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action

MOST = 12
BACK = timedelta(hours=24)
LOOKED_AT, A_DAY = 400, 20_000
"""How many of the district's newest steps are looked at: for the lines, and for the sums of a day (some 5,000 in use)."""
LABELS: Mapping[str, str] = {step.action: step.label for step in TICKET.steps}
QUIET = (Action.JOIN, Action.WORD)
"""Steps that change nothing on a map."""


@dataclass(frozen=True)
class TickerLine:
    """A step that was just taken."""

    ticket_id: uuid.UUID
    at: datetime
    time: str
    """Hour and minute in China."""
    number: str
    class_name: str
    place: str
    what: str


def ticker(session: Session, actor: Actor, now: datetime) -> tuple[TickerLine, ...]:
    """The last steps of the tickets in scope, the newest first, no older than a day."""
    seen = [action for action in LABELS if action not in QUIET]
    query = (
        select(TicketStep.ticket_id, TicketStep.at, Ticket.number, MatterClass.name, Ticket.coarse_words, TicketStep.action)
        .join(Ticket, Ticket.id == TicketStep.ticket_id)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .where(TicketStep.id.in_(_newest(LOOKED_AT)), TicketStep.at >= now - BACK, readable(actor))
        .where(TicketStep.action.in_(seen))
        .order_by(TicketStep.at.desc(), TicketStep.id.desc())
        .limit(MOST)
    )  # fmt: skip
    return tuple(
        TickerLine(row[0], row[1], hour_words(row[1]), row[2], row[3] or "未定类", row[4], LABELS[row[5]])
        for row in session.execute(query)
    )


def _newest(many: int) -> Select[Any]:
    """The ids of the newest steps: ids rise with time (`base.database.new_id`), so that no index more is needed."""
    newest = select(TicketStep.id).order_by(TicketStep.id.desc()).limit(many).subquery()
    return select(newest.c.id)


def hour_words(moment: datetime) -> str:
    """Hour and minute as a clock on the wall has them."""
    return f"{moment.astimezone(CHINA):%H:%M}"


def today(session: Session, actor: Actor, now: datetime) -> dict[str, int]:
    """How many tickets in scope came in today, and how many were closed today (Chinese day)."""
    midnight = now.astimezone(CHINA).replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)
    query = (
        select(TicketStep.action, func.count())
        .join(Ticket, Ticket.id == TicketStep.ticket_id)
        .where(TicketStep.id.in_(_newest(A_DAY)), TicketStep.at >= midnight, readable(actor))
        .where(TicketStep.action.in_([Action.REPORT, Action.CLOSE, Action.SELF_HANDLE]))
        .group_by(TicketStep.action)
    )
    found: dict[str, int] = {row[0]: row[1] for row in session.execute(query)}
    at_once = found.get(Action.SELF_HANDLE, 0)
    return {"came": found.get(Action.REPORT, 0) + at_once, "closed": found.get(Action.CLOSE, 0) + at_once}

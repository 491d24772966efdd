"""Who may look again, and until when (lifecycle.md: pass, Defaults R)."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from webapp.base.clock import CHINA


@dataclass(frozen=True)
class Looker:
    """A person who could look: who they are, and whether they do rechecks at all (role, still active)."""

    person_id: uuid.UUID
    unit_id: uuid.UUID
    rechecks: bool


def look_by(now: datetime) -> datetime:
    """A look is done by the end of the next day: 23:59 of tomorrow, district time (work days come later)."""
    tomorrow = now.astimezone(CHINA).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(23, 59), CHINA).astimezone(UTC)


def may_look(looker: Looker | None, handler_id: uuid.UUID | None, handling_unit: uuid.UUID | None) -> bool:
    """Whether somebody is neither the one who fed back nor of the unit that handled."""
    if looker is None or not looker.rechecks:
        return False
    return looker.person_id != handler_id and looker.unit_id != handling_unit

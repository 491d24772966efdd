"""Who may look again (lifecycle.md: pass)."""

import hashlib
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class Looker:
    """A person who could look: who they are, and whether they do rechecks at all (role, still active)."""

    person_id: uuid.UUID
    unit_id: uuid.UUID
    rechecks: bool


def may_look(looker: Looker | None, handler_id: uuid.UUID | None, handling_unit: uuid.UUID | None) -> bool:
    """Whether somebody is neither the one who fed back nor of the unit that handled."""
    if looker is None or not looker.rechecks:
        return False
    return looker.person_id != handler_id and looker.unit_id != handling_unit


def is_sampled(ticket_id: uuid.UUID, percent: int) -> bool:
    """Whether a ticket settled on the spot is in the sample: by its id, so that asking again answers the same."""
    return int.from_bytes(hashlib.sha256(ticket_id.bytes).digest()[:4], "big") % 100 < percent

"""Which callback is open on whose screen: two callers never ring the same person, and the next comes by itself."""

import uuid
from datetime import timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement

from webapp.access.actor import Actor
from webapp.access.on_screen import OnScreen
from webapp.access.role import Permission
from webapp.base.clock import within_hours
from webapp.base.work import Work
from webapp.callback.records import CallbackTask, OpenedCallback
from webapp.callback.waiting import CALLERS, NOW, next_call
from webapp.catalogue.settings import in_force

CALLS: Final = OnScreen(OpenedCallback, timedelta(minutes=15))
"""As long as a long talk; a callback that is left lying comes to somebody else after this."""


@lru_cache(CALLERS)
def no_other_calls(actor: Actor) -> ColumnElement[bool]:
    """The condition that nobody else has a callback open at `NOW`; the same object for the same caller."""
    return ~CALLS.elsewhere(actor, NOW, CallbackTask.__table__.c.id)


def open_next(work: Work) -> uuid.UUID | None:
    """The next callback for this caller alone, theirs until it has been left lying; None outside the calling hours."""
    work.actor.require(Permission.CALL_BACK)
    hours = in_force(work.session, work.kernel.clock)
    if not within_hours(work.now, hours["callback_opens"], hours["callback_closes"]):
        return None
    free = no_other_calls(work.actor)
    return CALLS.open_next(work, lambda taken: next_call(work.session, work.actor, work.now, free, taken))

"""Which callback is open on whose screen: two callers never ring the same person, and the next comes by itself."""

import uuid
from datetime import timedelta
from typing import Final

from webapp.access.on_screen import OnScreen
from webapp.access.role import Permission
from webapp.base.clock import within_hours
from webapp.base.work import Work
from webapp.callback.records import CallbackTask, OpenedCallback
from webapp.callback.waiting import next_call
from webapp.catalogue.settings import in_force

CALLS: Final = OnScreen(OpenedCallback, timedelta(minutes=15))
"""As long as a long talk; a callback that is left lying comes to somebody else after this."""


def open_next(work: Work) -> uuid.UUID | None:
    """The next callback for this caller alone, theirs until it has been left lying; None outside the calling hours."""
    work.actor.require(Permission.CALL_BACK)
    hours = in_force(work.session, work.kernel.clock)
    if not within_hours(work.now, hours["callback_opens"], hours["callback_closes"]):
        return None
    free = ~CALLS.elsewhere(work.actor, work.now, CallbackTask.__table__.c.id)
    return CALLS.open_next(work, lambda taken: next_call(work.session, work.actor, work.now, free, taken))

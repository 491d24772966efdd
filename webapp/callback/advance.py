"""The only place that sets a callback's state; what is settled leaves as an event for the roll-ups."""

from webapp.base.work import Work
from webapp.callback.events import CallbackSettled
from webapp.callback.lifecycle import CALLBACK, CallbackAction, CallbackState
from webapp.callback.records import CallbackTask

UNSETTLED = frozenset({CallbackState.WAITING, CallbackState.VOID})


def move(work: Work, task: CallbackTask, action: CallbackAction) -> None:
    """Take a step of the table; `NotNow` when it does not lead on from here. The ticket's row must be locked."""
    work.actor.require(CALLBACK.step(action).permission)
    follow(work, task, action)


def follow(work: Work, task: CallbackTask, action: CallbackAction) -> None:
    """`move` as a consequence of another act, which has been allowed already (closing, reopening, erasing)."""
    task.state = CALLBACK.target(action, task.state)
    if task.state is not CallbackState.WAITING:
        task.done_at = work.now
    if task.state not in UNSETTLED:
        tell_settled(work, task)


def tell_settled(work: Work, task: CallbackTask) -> None:
    """What counts of this callback has changed."""
    work.record(CallbackSettled(callback_id=task.id, ticket_id=task.ticket_id))

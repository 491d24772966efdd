"""Mark what became of a batch, as far as it is still in our hand, and how its channel fares."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import update

from webapp.base.work import Work
from webapp.message.channels import ChannelTrouble, Outcome
from webapp.message.claiming import AS_IT_IS, Load, state_of
from webapp.message.records import MessageDelivery
from webapp.message.rules import MOST_TRIES, wait_after
from webapp.message.words import Fate

GAVE_UP = "试了很多次还是不行，先放下了。"


def mark(
    work: Work, channel_id: uuid.UUID, holder: uuid.UUID, load: Load, outcomes: Sequence[Outcome],
    dropped: Sequence[uuid.UUID], trouble: ChannelTrouble | None,
) -> int:  # fmt: skip
    """Mark a batch; returns how many found their end.

    What nothing is known of stays in our hand until its lease runs out: whoever takes it then asks the channel first.
    """
    tries = {delivery.id: delivery.tries for delivery, _ in load.held}
    sent = [one.delivery_id for one in outcomes if not one.error]
    _set(work, holder, sent, state=Fate.SENT, sent_at=work.now, error=None)
    _set(work, holder, list(dropped), state=Fate.DROPPED)
    refused = [one for one in outcomes if one.error]
    ended = sum(_refused(work, holder, one, tries[one.delivery_id] + 1) for one in refused)
    _note_trouble(work, channel_id, trouble, went=bool(sent))
    return len(sent) + len(dropped) + ended


def _refused(work: Work, holder: uuid.UUID, outcome: Outcome, tries: int) -> int:
    if outcome.again and tries < MOST_TRIES:
        later = work.now + wait_after(tries)
        _set(work, holder, [outcome.delivery_id], tries=tries, error=outcome.error, next_try_at=later)
        return 0
    fate = Fate.PARKED if outcome.again else Fate.FAILED
    _set(work, holder, [outcome.delivery_id], tries=tries, error=outcome.error, state=fate)
    return 1


def _set(work: Work, holder: uuid.UUID, ids: Sequence[uuid.UUID], **values: Any) -> None:
    """Only what we still hold: who came too late leaves it to who has it now."""
    if ids:
        work.session.execute(
            update(MessageDelivery)
            .where(MessageDelivery.id.in_(ids), MessageDelivery.holder == holder)
            .values(holder=None, leased_until=None, **values),
            execution_options=AS_IT_IS,
        )


def _note_trouble(work: Work, channel_id: uuid.UUID, trouble: ChannelTrouble | None, *, went: bool) -> None:
    state = state_of(work, channel_id)
    if trouble is None:
        if went and state.troubles:
            state.troubles, state.trouble, state.rests_until = 0, "", None
        return
    state.trouble = trouble.sentence
    if trouble.rest is None:
        state.troubles += 1
        state.rests_until = _later(work.now, state.troubles)
    else:
        state.rests_until = work.now + trouble.rest


def _later(now: datetime, troubles: int) -> datetime:
    return now + wait_after(troubles)

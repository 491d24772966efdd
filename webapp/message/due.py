"""Timed work of the message desk: give up what is too old to be news, forget what was read long ago."""

from datetime import timedelta

from sqlalchemy import delete, literal, select, update

from webapp.access.actor import TIMER
from webapp.base.batches import until_none
from webapp.base.work import Kernel
from webapp.message.claiming import AS_IT_IS
from webapp.message.marking import GAVE_UP
from webapp.message.records import Message, MessageDelivery
from webapp.message.rules import GIVE_UP
from webapp.message.sending import forget_sent
from webapp.message.words import Fate

KEEP = timedelta(days=90)
KEEP_NOTES = timedelta(days=14)
BATCH = 1000


def park_old(kernel: Kernel) -> int:
    """Give up what could not be sent for three days; returns how many."""
    with kernel.work(TIMER) as work:
        old = (
            MessageDelivery.state == Fate.QUEUED, MessageDelivery.holder.is_(None),
            MessageDelivery.next_try_at < work.now - GIVE_UP,
        )  # fmt: skip
        parked = update(MessageDelivery).where(*old).values(state=Fate.PARKED, error=GAVE_UP)
        return len(work.session.execute(parked.returning(literal(1)), execution_options=AS_IT_IS).all())


def forget_messages(kernel: Kernel) -> int:
    """Forget messages after 90 days, read or not, and senders' notes after two weeks; returns how many messages."""
    forget_sent(kernel, kernel.clock.now() - KEEP_NOTES)
    return until_none(kernel, _forget_some)


def _forget_some(kernel: Kernel) -> int:
    with kernel.work(TIMER) as work:
        old = select(Message.id).where(Message.made_at < work.now - KEEP).limit(BATCH)
        gone = delete(Message).where(Message.id.in_(old)).returning(literal(1))
        return len(work.session.execute(gone, execution_options=AS_IT_IS).all())

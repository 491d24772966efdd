"""What the foundation does from time to time: seal the audit, forget keys and deliveries that nobody needs."""

from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, literal, select

from webapp.base import audit
from webapp.base.batches import until_none
from webapp.base.records import OnceKey, OutboxDelivery, OutboxEvent
from webapp.base.work import Kernel, Work

SEAL_AFTER = timedelta(minutes=10)
"""Older than any act that may still be running, so that no row slips in under a seal."""
KEEP_KEYS = timedelta(days=60)
"""A phone may send for 30 days after its sign-in (contract, Addresses); twice that is safe."""
KEEP_DELIVERED = timedelta(days=14)
BATCH = 1000


def seal_audit(kernel: Kernel) -> int:
    """Chain the audit's newest rows under a seal; returns how many."""
    return until_none(kernel, _seal)


def _seal(kernel: Kernel) -> int:
    with kernel.work(kernel.worker) as work:
        return audit.seal(work.session, work.now, work.now - SEAL_AFTER)


def forget_once_keys(kernel: Kernel) -> int:
    """Drop answers kept for repeats that no client can send any more."""
    old = select(OnceKey.key).where(OnceKey.at < kernel.clock.now() - KEEP_KEYS).limit(BATCH)
    with kernel.work(kernel.worker) as work:
        return _dropped(work, delete(OnceKey).where(OnceKey.key.in_(old)))


def forget_delivered(kernel: Kernel) -> int:
    """Drop events that every reaction has had for two weeks; one that still waits keeps its event."""
    with kernel.work(kernel.worker) as work:
        before = work.now - KEEP_DELIVERED
        return _forget_deliveries(work, before) + _forget_events(work, before)


def _forget_deliveries(work: Work, before: datetime) -> int:
    done = select(OutboxDelivery.id).where(OutboxDelivery.done_at < before).limit(BATCH)
    return _dropped(work, delete(OutboxDelivery).where(OutboxDelivery.id.in_(done)))


def _forget_events(work: Work, before: datetime) -> int:
    delivered = ~select(OutboxDelivery.id).where(OutboxDelivery.event_id == OutboxEvent.id).exists()
    old = select(OutboxEvent.id).where(OutboxEvent.at < before, delivered).limit(BATCH)
    return _dropped(work, delete(OutboxEvent).where(OutboxEvent.id.in_(old)))


def _dropped(work: Work, statement: Delete) -> int:
    return len(work.session.execute(statement.returning(literal(1))).all())

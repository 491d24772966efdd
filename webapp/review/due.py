"""Timed work of the review desk: a measure whose day is past is told once."""

import uuid

from sqlalchemy import select

from webapp.access.actor import TIMER
from webapp.base.batches import each_alone
from webapp.base.clock import CHINA
from webapp.base.work import Kernel, Work
from webapp.review import advance
from webapp.review.events import MeasureLate
from webapp.review.lifecycle import ReviewAction
from webapp.review.records import ReviewMeasure
from webapp.review.rules import Brought

BATCH = 100


def tell_late_measures(kernel: Kernel) -> int:
    """Tell of each measure whose day is past, once; returns how many."""
    today = kernel.clock.now().astimezone(CHINA).date()
    late = select(ReviewMeasure.id).where(
        ReviewMeasure.due < today, ReviewMeasure.done_at.is_(None), ReviewMeasure.late_at.is_(None)
    )
    with kernel.read() as session:
        found = list(session.scalars(late.order_by(ReviewMeasure.due).limit(BATCH)))
    return each_alone(kernel, TIMER, found, _tell)


def _tell(work: Work, measure_id: uuid.UUID) -> bool:
    hand, measure = advance.take_measure(work, measure_id)
    if measure.late_at is not None:
        return False
    advance.move(work, hand, ReviewAction.FALL_LATE, Brought(measure=measure))
    measure.late_at = work.now
    work.record(
        MeasureLate(
            review_id=hand.review.id, measure_id=measure.id, person_id=measure.owner_id,
            street_id=hand.review.unit_id, due=measure.due.isoformat(),
        )
    )  # fmt: skip
    return True

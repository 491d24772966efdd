"""Timed work of the patrol desk: the plan of the morning, what was missed, rounds left open, old positions."""

from datetime import timedelta

from sqlalchemy import or_, select

from webapp.access.actor import TIMER
from webapp.base.batches import until_none
from webapp.base.clock import CHINA, local_day
from webapp.base.work import Kernel, Work
from webapp.catalogue.settings import in_force
from webapp.patrol.planning import mark_missed, plan_today
from webapp.patrol.records import Visit, VisitPhoto
from webapp.patrol.rounds import end_forgotten

PLANS_FROM = 4
"""The hour of the morning from which the day is planned: before the first round, after the last late send."""
BATCH = 500


def plan_the_day(kernel: Kernel) -> int:
    """Plan today once, after the days before were settled; returns how many stops."""
    if kernel.clock.now().astimezone(CHINA).hour < PLANS_FROM:
        return 0
    with kernel.work(TIMER) as work:
        done = work.once(f"patrol.plan:{local_day(work.now)}", lambda: {"stops": plan_today(work)})
        return int(done["stops"]) if work.is_first else 0


def settle_missed(kernel: Kernel) -> int:
    """Mark what nobody did on a day that is over; returns how many."""
    return until_none(kernel, _settle_some)


def _settle_some(kernel: Kernel) -> int:
    with kernel.work(TIMER) as work:
        return mark_missed(work)


def end_forgotten_rounds(kernel: Kernel) -> int:
    """End rounds that nobody ended; returns how many."""
    with kernel.work(TIMER) as work:
        return end_forgotten(work)


def forget_positions(kernel: Kernel) -> int:
    """Erase where people were when that is no longer needed (safety.md 9: 90 days); returns how many visits."""
    return until_none(kernel, _forget_some)


def _forget_some(kernel: Kernel) -> int:
    with kernel.work(TIMER) as work:
        days = int(in_force(work.session, kernel.clock)["keep_positions_days"])
        before = work.now - timedelta(days=days)
        placed = select(VisitPhoto.visit_id).where(VisitPhoto.place.is_not(None))
        old = select(Visit).where(
            Visit.received_at < before,
            or_(Visit.place.is_not(None), Visit.lng.is_not(None), Visit.id.in_(placed)),
        )
        rows = work.session.scalars(old.limit(BATCH)).all()
        for visit in rows:
            visit.place = visit.lng = visit.lat = None
            _forget_photos(work, visit)
        if rows:
            work.doing("patrol.forget_positions")
        return len(rows)


def _forget_photos(work: Work, visit: Visit) -> None:
    for photo in work.session.scalars(select(VisitPhoto).where(VisitPhoto.visit_id == visit.id)):
        photo.place = None

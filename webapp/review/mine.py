"""A person's own measures, whatever unit they belong to: what is to be done, and what was done lately."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.review.queries import MeasureView, measure_view
from webapp.review.records import Review, ReviewMeasure
from webapp.review.rules import week_words
from webapp.review.scope import within_reach

MOST = 100
RECENT = timedelta(days=60)


@dataclass(frozen=True)
class OwnMeasure:
    """A measure of the reader, with the review it comes from: its id only for who may open it."""

    measure: MeasureView
    street: str
    week: str
    review_id: uuid.UUID | None


@dataclass(frozen=True)
class Own:
    """What this person has to do, the soonest first, and what they did in the last two months."""

    open: tuple[OwnMeasure, ...]
    done: tuple[OwnMeasure, ...]


def own_measures(session: Session, actor: Actor, now: datetime) -> Own:
    """The measures of the one who asks."""
    mine = (
        select(ReviewMeasure, Review, within_reach(actor))
        .join(Review, Review.id == ReviewMeasure.review_id)
        .where(ReviewMeasure.owner_id == actor.person_id)
    )
    waiting = mine.where(ReviewMeasure.done_at.is_(None)).order_by(ReviewMeasure.due, ReviewMeasure.id)
    done = mine.where(ReviewMeasure.done_at > now - RECENT).order_by(ReviewMeasure.done_at.desc())
    return Own(
        *(
            tuple(
                _own(row, review, bool(reach), now) for row, review, reach in session.execute(q.limit(MOST))
            )
            for q in (waiting, done)
        )
    )


def _own(row: ReviewMeasure, review: Review, reach: bool, now: datetime) -> OwnMeasure:
    shown = review.id if reach else None
    return OwnMeasure(measure_view(row, now), review.unit.name, week_words(review.week), shown)


def measures_in_reach(
    session: Session, actor: Actor, ids: Collection[uuid.UUID]
) -> list[tuple[ReviewMeasure, date]]:
    """Those of these measures that this actor owns or may read in their review, each with the Monday of its week."""
    if not ids:
        return []
    query = select(ReviewMeasure, Review.week).join(Review, Review.id == ReviewMeasure.review_id)
    mine = or_(ReviewMeasure.owner_id == actor.person_id, within_reach(actor))
    return [(row, week) for row, week in session.execute(query.where(ReviewMeasure.id.in_(ids), mine))]

"""The only place that sets a review's state: its rows locked, the table asked, the event recorded."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from webapp.base.errors import NotFound
from webapp.base.lifecycle import refuse, unmet
from webapp.base.work import Work
from webapp.place.records import Street
from webapp.review.events import ReviewMoved
from webapp.review.lifecycle import REVIEW, ReviewAction, ReviewNeed
from webapp.review.records import Review, ReviewCase, ReviewMeasure
from webapp.review.rules import RULES, Brought, Case
from webapp.review.scope import within_reach

GONE = "没有这次复盘，或者它不归您这里开。"
NO_MEASURE = "没有这一条措施，或者它不归您办。"
NOTHING = Brought()
NOT_YOURS = frozenset({ReviewNeed.STREET, ReviewNeed.HOLDER, ReviewNeed.OWN_MEASURE})
NOT_NOW = frozenset(
    {
        ReviewNeed.A_CASE,
        ReviewNeed.NOT_DONE,
        ReviewNeed.PAST_ITS_DAY,
        ReviewNeed.ALL_NOTED,
        ReviewNeed.ALL_DONE,
    }
)


@dataclass
class Hand:
    """A review in hand: its row locked for this work, with all that belongs to it."""

    review: Review
    cases: list[ReviewCase]
    measures: list[ReviewMeasure]

    def case(self, case_id: uuid.UUID) -> ReviewCase | None:
        """One of its cases."""
        return next((case for case in self.cases if case.id == case_id), None)


def take_in_hand(work: Work, review_id: uuid.UUID) -> Hand:
    """The review's row, locked, with what belongs to it; out of scope means not found."""
    return _locked(work, GONE, Review.id == review_id, within_reach(work.actor))


def take_measure(work: Work, measure_id: uuid.UUID) -> tuple[Hand, ReviewMeasure]:
    """A measure with its review, for its owner and for who reaches the review."""
    measure = work.session.get(ReviewMeasure, measure_id)
    if measure is None:
        raise NotFound(NO_MEASURE)
    theirs = measure.owner_id == work.actor.person_id
    reach = () if theirs else (within_reach(work.actor),)
    hand = _locked(work, NO_MEASURE, Review.id == measure.review_id, *reach)
    return hand, next(one for one in hand.measures if one.id == measure_id)


def _locked(work: Work, gone: str, *where: ColumnElement[bool]) -> Hand:
    fresh = {"populate_existing": True}
    locked = select(Review).where(*where).with_for_update(of=Review).execution_options(**fresh)
    review = work.session.scalars(locked).first()
    if review is None:
        raise NotFound(gone)
    cases = select(ReviewCase).where(ReviewCase.review_id == review.id).order_by(ReviewCase.sort)
    measures = select(ReviewMeasure).where(ReviewMeasure.review_id == review.id)
    ordered = measures.order_by(ReviewMeasure.made_at, ReviewMeasure.id).execution_options(**fresh)
    return Hand(
        review,
        list(work.session.scalars(cases.execution_options(**fresh))),
        list(work.session.scalars(ordered)),
    )


def check_new(work: Work, brought: Brought) -> None:
    """Whether such a review may be planned; else `Forbidden` or `Invalid` by field."""
    row = REVIEW.step(ReviewAction.PLAN)
    work.actor.require(row.permission)
    refuse(unmet(RULES, row.needs, Case(None, work.actor, work.now, brought=brought)), NOT_NOW, NOT_YOURS)


def is_street(work: Work) -> bool:
    """Whether the actor's unit is the office of a street."""
    return work.session.scalar(select(Street.id).where(Street.unit_id == work.actor.unit_id)) is not None


def move(work: Work, hand: Hand, action: ReviewAction, brought: Brought = NOTHING) -> Review:
    """Take a step of the table and record its event. Facts are the caller's, set after this."""
    row = REVIEW.step(action)
    work.actor.require(row.permission)
    after = REVIEW.target(action, hand.review.state)
    case = Case(hand.review, work.actor, work.now, hand.cases, hand.measures, brought)
    refuse(unmet(RULES, row.needs, case), NOT_NOW, NOT_YOURS)
    hand.review.state = after
    tell(work, hand.review, action)
    return hand.review


def tell(work: Work, review: Review, action: ReviewAction) -> None:
    """Record the event of a step."""
    work.record(
        ReviewMoved(
            review_id=review.id, unit_id=review.unit_id, action=action.value, after=review.state.value
        )
    )

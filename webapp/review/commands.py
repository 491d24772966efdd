"""Planning a week's review, picking its tickets, noting what was found, holding and closing it.

What is made has the id that the form brought: sent again, it is the same thing and not a second one.
"""

import uuid
from datetime import date
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select

from webapp.base.errors import Differs, NotNow
from webapp.base.fields import Command, MaybeWords, Plain, Words
from webapp.base.work import Work
from webapp.people.records import Unit
from webapp.review import advance
from webapp.review.causes import Cause
from webapp.review.lifecycle import ReviewAction, ReviewState
from webapp.review.records import Review, ReviewCase
from webapp.review.rules import Brought, monday_of, week_words
from webapp.ticket.advance import load, note
from webapp.ticket.queries import find_by_number

OTHER = "这张表已经用来做了别的事。请刷新这一页，再写一次。"
Brief = Annotated[Words, StringConstraints(max_length=200)]


class PlanReview(Command):
    """准备复盘 of the week of a day."""

    id: uuid.UUID
    week: date


class PickTicket(Command):
    """挑一件: into a review, by its case number."""

    id: uuid.UUID
    review_id: uuid.UUID
    number: Plain
    why: Brief | None = None


class DropCase(Command):
    """不要这件."""

    review_id: uuid.UUID
    case: uuid.UUID


class NoteCase(Command):
    """写原因: cause, what went wrong, which rule was changed. Written again it replaces what stood there."""

    review_id: uuid.UUID
    case: uuid.UUID
    cause: Cause | None = None
    wrong: Words | None = None
    rule: MaybeWords = ""


class HoldReview(Command):
    """开过了: who was there, what was settled."""

    review_id: uuid.UUID
    people: Brief | None = None
    summary: Words | None = None


class CloseReview(Command):
    """收尾: every case has its cause, every measure is done."""

    review_id: uuid.UUID


def plan_review(work: Work, order: PlanReview) -> Review:
    """The review of a week; `NotNow` when this street has one of that week already."""
    week, known = monday_of(order.week), work.session.get(Review, order.id)
    advance.check_new(work, Brought(week=week, is_street=advance.is_street(work)))
    if known is not None:
        if (known.unit_id, known.week) != (work.actor.unit_id, week):
            raise Differs(OTHER)
        return known
    found = review_of_week(work, week)
    if found is not None and found.id != order.id:
        raise NotNow(f"{week_words(week)}的复盘已经有了。")
    return found or _planned(work, order.id, week)


def review_of_week(work: Work, week: date) -> Review | None:
    """The one of this street and week; the office's row is locked, so that of two who ask the second sees the first's."""
    work.session.execute(select(Unit.id).where(Unit.id == work.actor.unit_id).with_for_update(key_share=True))
    mine = select(Review).where(Review.unit_id == work.actor.unit_id, Review.week == week)
    return work.session.scalars(mine).first()


def _planned(work: Work, review_id: uuid.UUID, week: date) -> Review:
    assert work.actor.unit_id is not None  # noqa: S101  the table's needs ask for a street office
    review = Review(
        id=review_id, unit_id=work.actor.unit_id, week=week, state=ReviewState.PLANNED, made_at=work.now,
        made_by=work.actor.person_id,
    )  # fmt: skip
    work.session.add(review)
    advance.tell(work, review, ReviewAction.PLAN)
    return review


def pick_ticket(work: Work, order: PickTicket) -> ReviewCase:
    """Put a ticket in scope into a review; the ticket's history says so."""
    hand = advance.take_in_hand(work, order.review_id)
    ticket_id = find_by_number(work.session, work.actor, order.number) if order.number else None
    known = work.session.get(ReviewCase, order.id)
    if known is not None:
        if (known.review_id, known.ticket_id) != (order.review_id, ticket_id):
            raise Differs(OTHER)
        return known
    ticket = load(work, ticket_id) if ticket_id else None
    review = advance.move(work, hand, ReviewAction.PICK, Brought(ticket=ticket))
    assert ticket is not None  # noqa: S101  the table's needs ask for it
    case = ReviewCase(
        id=order.id, sort=work.next_number("review_case"), review_id=review.id, ticket_id=ticket.id,
        unit_id=ticket.unit_id, why=order.why, picked_at=work.now,
    )  # fmt: skip
    work.session.add(case)
    note(work, ticket, "review.pick", reason=f"挑进{week_words(review.week)}的复盘。")
    return case


def drop_case(work: Work, order: DropCase) -> Review:
    """Take a ticket out again, while the review is being prepared."""
    hand = advance.take_in_hand(work, order.review_id)
    case = hand.case(order.case)
    review = advance.move(work, hand, ReviewAction.DROP, Brought(case=case))
    work.session.delete(case)
    return review


def note_case(work: Work, order: NoteCase) -> ReviewCase:
    """What was found about a case; from now on it stands in the library."""
    hand = advance.take_in_hand(work, order.review_id)
    case = hand.case(order.case)
    advance.move(work, hand, ReviewAction.NOTE, Brought(case=case, cause=order.cause, wrong=order.wrong))
    assert case is not None  # noqa: S101  the table's needs ask for it
    case.cause, case.wrong, case.rule, case.noted_at = order.cause, order.wrong, order.rule or None, work.now
    return case


def hold_review(work: Work, order: HoldReview) -> Review:
    """The review was held."""
    hand = advance.take_in_hand(work, order.review_id)
    review = advance.move(work, hand, ReviewAction.HOLD, Brought(summary=order.summary))
    review.held_at, review.people, review.summary = work.now, order.people, order.summary
    return review


def close_review(work: Work, order: CloseReview) -> Review:
    """Nothing is left to do."""
    hand = advance.take_in_hand(work, order.review_id)
    review = advance.move(work, hand, ReviewAction.CLOSE)
    review.closed_at = work.now
    return review

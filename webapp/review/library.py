"""The library: every case with its cause, found by words, class, cause and unit, page by page."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.paging import Page, page_of
from webapp.catalogue.records import MatterClass
from webapp.people.records import Unit
from webapp.review.causes import Cause
from webapp.review.queries import CaseView, case_view
from webapp.review.records import Review, ReviewCase
from webapp.review.rules import week_words
from webapp.review.scope import within_reach
from webapp.ticket.queries import case_number
from webapp.ticket.records import Ticket
from webapp.ticket.search import contains

MOST_PARTS = 8


@dataclass(frozen=True)
class Asked:
    """What is looked for; what is empty is not asked."""

    words: str = ""
    cause: Cause | None = None
    class_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Found:
    """A case of the library with the review it comes from."""

    review_id: uuid.UUID
    week: str
    street: str
    case: CaseView


def library(
    session: Session, actor: Actor, asked: Asked, after: int | None = None, before: int | None = None
) -> Page[Found]:
    """One page of what was found, the newest first; only cases whose cause is noted."""
    query = (
        select(ReviewCase, Ticket, MatterClass.name, Unit.name, Review)
        .join(Review, Review.id == ReviewCase.review_id)
        .join(Ticket, Ticket.id == ReviewCase.ticket_id)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .outerjoin(Unit, Unit.id == ReviewCase.unit_id)
        .where(within_reach(actor), ReviewCase.cause.is_not(None), *_filters(session, asked))
    )
    page = page_of(session, query, ReviewCase.sort, after=after, before=before)
    return Page(tuple(_found(*row) for row in page.rows), page.older, page.newer)


def _filters(session: Session, asked: Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.cause is not None:
        found.append(ReviewCase.cause == asked.cause)
    if asked.class_id is not None:
        found.append(Ticket.class_id == asked.class_id)
    if asked.unit_id is not None:
        found.append(ReviewCase.unit_id == asked.unit_id)
    words = _words(session, asked.words)
    return found if words is None else [*found, words]


def _words(session: Session, words: str) -> ColumnElement[bool] | None:
    """All of the words in what was noted; or in the ticket's own text, by the index of characters and pairs."""
    parts = words.split()[:MOST_PARTS]
    if not parts:
        return None
    columns = (ReviewCase.wrong, ReviewCase.rule, ReviewCase.why, MatterClass.name)
    noted = and_(*(or_(*(column.contains(part, autoescape=True) for column in columns)) for part in parts))
    of_ticket = contains(session, words)
    by_number = Ticket.number == case_number(words)
    return or_(noted, by_number) if of_ticket is None else or_(noted, by_number, of_ticket)


def _found(
    row: ReviewCase, ticket: Ticket, class_name: str | None, unit: str | None, review: Review
) -> Found:
    return Found(
        review.id, week_words(review.week), review.unit.name, case_view(row, ticket, class_name, unit)
    )


def choices(session: Session, actor: Actor) -> Mapping[str, list[tuple[str, str]]]:
    """The classes and units that occur in the library, for its filters."""
    mine = [ReviewCase.cause.is_not(None), within_reach(actor)]
    classes = (
        select(MatterClass.id, MatterClass.name)
        .join(Ticket, Ticket.class_id == MatterClass.id)
        .join(ReviewCase, ReviewCase.ticket_id == Ticket.id)
    )
    units = select(Unit.id, Unit.name).join(ReviewCase, ReviewCase.unit_id == Unit.id)
    return {"classes": _named(session, classes, mine), "units": _named(session, units, mine)}


def _named(session: Session, query: Any, where: list[ColumnElement[bool]]) -> list[tuple[str, str]]:
    joined = query.join(Review, Review.id == ReviewCase.review_id).where(*where).distinct()
    return sorted(((str(one), name) for one, name in session.execute(joined)), key=lambda pair: pair[1])

"""Measures: who does what by which day, and saying that it is done. Their owners need not belong to the street."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.role import MAY, Permission
from webapp.base.errors import Differs
from webapp.base.fields import Command, MaybeWords
from webapp.base.work import Work
from webapp.people.records import Person
from webapp.review import advance
from webapp.review.commands import OTHER, Brief
from webapp.review.lifecycle import ReviewAction
from webapp.review.records import Review, ReviewMeasure
from webapp.review.rules import Brought

OWNS = frozenset(str(role) for role, may in MAY.items() if Permission.FULFIL_MEASURE in may)


class AddMeasure(Command):
    """加一条措施."""

    id: uuid.UUID
    review_id: uuid.UUID
    what: Brief
    owner: uuid.UUID | None = None
    due: date | None = None


class FulfilMeasure(Command):
    """办到了, with a word how."""

    measure_id: uuid.UUID
    words: Annotated[MaybeWords, StringConstraints(max_length=200)] = ""


def possible_owners(
    session: Session, review: Review, cases: Iterable[uuid.UUID | None]
) -> dict[uuid.UUID, Person]:
    """Who can be given a measure: people of the street office and of the units that handled the picked tickets."""
    units = {review.unit_id, *(unit_id for unit_id in cases if unit_id is not None)}
    query = select(Person).where(Person.unit_id.in_(units), Person.active, Person.role.in_(OWNS))
    found = session.scalars(query.order_by(Person.unit_id, Person.name))
    return {person.id: person for person in found}


def add_measure(work: Work, order: AddMeasure) -> ReviewMeasure:
    """A measure for one person, with its day."""
    hand = advance.take_in_hand(work, order.review_id)
    known = work.session.get(ReviewMeasure, order.id)
    if known is not None:
        if known.review_id != order.review_id:
            raise Differs(OTHER)
        return known
    people = possible_owners(work.session, hand.review, (case.unit_id for case in hand.cases))
    owner = people.get(order.owner) if order.owner else None
    advance.move(work, hand, ReviewAction.MEASURE, Brought(owner=owner, due=order.due))
    assert owner is not None  # noqa: S101  the table's needs ask for both
    assert order.due is not None  # noqa: S101  as above
    measure = ReviewMeasure(
        id=order.id, review_id=order.review_id, what=order.what, owner_id=owner.id, due=order.due,
        made_at=work.now,
    )  # fmt: skip
    work.session.add(measure)
    return measure


def fulfil(work: Work, order: FulfilMeasure) -> ReviewMeasure:
    """A measure is done: said by its owner, or by the street for them."""
    hand, measure = advance.take_measure(work, order.measure_id)
    advance.move(work, hand, ReviewAction.FULFIL, Brought(measure=measure))
    measure.done_at, measure.done_by, measure.done_words = work.now, work.actor.name, order.words or None
    return measure

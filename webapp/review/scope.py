"""Row access of reviews, written once: the street office that holds one; the district reads all."""

import uuid

from sqlalchemy import ColumnElement, false, select, true
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.review.records import Review

SEES_ALL = frozenset({Role.DISTRICT, Role.RULE, Role.TIMER})


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The predicate on a review's row; out of scope means not found."""
    if actor.role in SEES_ALL:
        return true()
    if actor.unit_id is None or not actor.may(Permission.READ_REVIEWS):
        return false()
    return Review.unit_id == actor.unit_id


def get_review(session: Session, actor: Actor, review_id: uuid.UUID) -> Review | None:
    """One review in scope, else None."""
    return session.scalars(select(Review).where(Review.id == review_id, within_reach(actor))).first()

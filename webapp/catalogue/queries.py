"""Classes as desks and pages ask for them."""

import uuid
from collections.abc import Sequence
from dataclasses import fields

from sqlalchemy import and_, bindparam, case, or_, select
from sqlalchemy.orm import Session

from webapp.base.remembered import remembered
from webapp.catalogue.records import MatterClass, Standard
from webapp.catalogue.terms import ClassTerms, StandardTerms
from webapp.catalogue.words import SCHEMES, Kind

# Made once: to put a statement together costs more than to run it.
_TERMS = [getattr(MatterClass, each.name) for each in fields(ClassTerms) if each.name != "standards"]
_FILED_UNDER = and_(MatterClass.kind != Kind.COMPONENT, ~MatterClass.is_group)
_RANK = case(
    {scheme: place for place, scheme in enumerate(SCHEMES)}, value=MatterClass.scheme, else_=len(SCHEMES)
)
_OF_CODE = (
    select(MatterClass.id, MatterClass.live, MatterClass.same_as_id)
    .where(
        MatterClass.code == bindparam("code"), _FILED_UNDER,
        or_(MatterClass.live, MatterClass.same_as_id.is_not(None)),
    )
    .order_by(~MatterClass.live, _RANK)
    .limit(1)
)  # fmt: skip
_OF_ID = select(*_TERMS).where(MatterClass.id == bindparam("id"))
_STANDARDS = (
    select(*(getattr(Standard, each.name) for each in fields(StandardTerms)))
    .where(Standard.class_id == bindparam("id"))
    .order_by(Standard.condition, Standard.valid_from)
)


def tiles(session: Session) -> Sequence[MatterClass]:
    """The big tiles of the door page, in their order."""
    query = select(MatterClass).where(MatterClass.tile.is_not(None), MatterClass.live)
    return session.scalars(query.order_by(MatterClass.tile_order)).all()


def live_classes(session: Session) -> Sequence[MatterClass]:
    """All classes in use under which a ticket can be filed, tiles first."""
    query = select(MatterClass).where(MatterClass.live, _FILED_UNDER)
    return session.scalars(
        query.order_by(MatterClass.tile_order == 0, MatterClass.tile_order, _RANK, MatterClass.code)
    ).all()


def class_of_code(session: Session, code: str) -> ClassTerms | None:
    """What the class says that a report names by its code, our own scheme first; of an older number, that of today."""
    return remembered(session, (ClassTerms, code), lambda: _of_code(session, code))


def terms_of(session: Session, class_id: uuid.UUID) -> ClassTerms | None:
    """What a class says, in use or not; None when there is no such class."""
    return remembered(session, (ClassTerms, class_id), lambda: _of_id(session, class_id))


def _of_code(session: Session, code: str) -> ClassTerms | None:
    row = session.execute(_OF_CODE, {"code": code}).first()
    if row is None:
        return None
    found = terms_of(session, row.id if row.live else row.same_as_id)
    return found if found is not None and found.live else None


def _of_id(session: Session, class_id: uuid.UUID) -> ClassTerms | None:
    row = session.execute(_OF_ID, {"id": class_id}).first()
    if row is None:
        return None
    standards = tuple(StandardTerms(*one) for one in session.execute(_STANDARDS, {"id": class_id}))
    return ClassTerms(**row._mapping, standards=standards)

"""Classes as desks and pages ask for them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from webapp.base.clock import LimitUnit
from webapp.base.remembered import remembered
from webapp.catalogue.records import MatterClass, Tier


@dataclass(frozen=True)
class ClassTerms:
    """What a class says about the tickets in it; the names are those of its record."""

    id: uuid.UUID
    tier: Tier
    limit_value: int
    limit_unit: LimitUnit
    danger: bool
    self_handled: bool


# Made once: to put a statement together costs more than to run it.
_OF_CODE = (
    select(*(getattr(MatterClass, each.name) for each in fields(ClassTerms)))
    .where(MatterClass.code == bindparam("code"), MatterClass.live)
    .order_by(MatterClass.scheme != "own")
    .limit(1)
)


def tiles(session: Session) -> Sequence[MatterClass]:
    """The big tiles of the door page, in their order."""
    query = select(MatterClass).where(MatterClass.tile.is_not(None), MatterClass.live)
    return session.scalars(query.order_by(MatterClass.tile_order)).all()


def live_classes(session: Session) -> Sequence[MatterClass]:
    """All classes in use, tiles first."""
    query = select(MatterClass).where(MatterClass.live)
    return session.scalars(
        query.order_by(MatterClass.tile_order == 0, MatterClass.tile_order, MatterClass.code)
    ).all()


def class_of_code(session: Session, code: str) -> ClassTerms | None:
    """What the class says that a report names by its code; our own scheme first."""
    return remembered(session, (ClassTerms, code), lambda: _read(session, code))


def _read(session: Session, code: str) -> ClassTerms | None:
    row = session.execute(_OF_CODE, {"code": code}).first()
    return ClassTerms(*row) if row else None

"""Classes as desks and pages ask for them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.catalogue.records import MatterClass


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


def class_of_code(session: Session, code: str) -> MatterClass | None:
    """The class that a report names by its code; our own scheme first."""
    query = select(MatterClass).where(MatterClass.code == code, MatterClass.live)
    return session.scalars(query.order_by(MatterClass.scheme != "own").limit(1)).first()

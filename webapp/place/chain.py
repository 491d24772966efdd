"""A door with all that stands above it, in one row: what a report needs of its place, without eight records."""

import uuid
from dataclasses import dataclass

from sqlalchemy import Executable, bindparam, select
from sqlalchemy.orm import Session

from webapp.base.remembered import remembered
from webapp.place.codes import normal_code
from webapp.place.records import Building, Community, Compound, Door, DoorCode, ManagementUnit, Street


@dataclass(frozen=True)
class DoorChain:
    """A door as a ticket copies it."""

    id: uuid.UUID
    words: str
    door_lng: float | None
    door_lat: float | None
    compound_id: uuid.UUID
    compound_name: str
    compound_lng: float | None
    compound_lat: float | None
    management_unit_id: uuid.UUID
    community_id: uuid.UUID
    community_unit_id: uuid.UUID
    street_id: uuid.UUID
    street_unit_id: uuid.UUID

    @property
    def position(self) -> tuple[float | None, float | None]:
        """The door's own position, or its compound's where nobody measured the door; WGS-84 in degrees."""
        if self.door_lng is not None:
            return self.door_lng, self.door_lat
        return self.compound_lng, self.compound_lat

    @property
    def offices(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The units of the community's and the street's office."""
        return self.community_unit_id, self.street_unit_id


# Made once: to put a statement together costs more than to run it.
_CHAIN = (
    select(
        Door.id, Door.words, Door.lng, Door.lat, Compound.id, Compound.name, Compound.lng, Compound.lat,
        ManagementUnit.id, Community.id, Community.unit_id, Street.id, Street.unit_id,
    )
    .join(Building, Building.id == Door.building_id)
    .join(Compound, Compound.id == Building.compound_id)
    .join(ManagementUnit, ManagementUnit.id == Compound.management_unit_id)
    .join(Community, Community.id == ManagementUnit.community_id)
    .join(Street, Street.id == Community.street_id)
)  # fmt: skip
_OF_DOOR = _CHAIN.where(Door.id == bindparam("door"))
_OF_CODE = _CHAIN.join(DoorCode, DoorCode.door_id == Door.id).where(DoorCode.code == bindparam("code"))


def chain_of_door(session: Session, door_id: uuid.UUID) -> DoorChain | None:
    """The door of this id; None when there is none."""
    return remembered(session, (DoorChain, door_id), lambda: _read(session, _OF_DOOR, door=door_id))


def chain_of_code(session: Session, code: str) -> DoorChain | None:
    """The door that a code leads to, also a revoked one; None when the code was never ours."""
    known = normal_code(code)
    return remembered(session, (DoorChain, known), lambda: _read(session, _OF_CODE, code=known))


def _read(session: Session, query: Executable, **of: object) -> DoorChain | None:
    row = session.execute(query, of).first()
    return DoorChain(*tuple(row)) if row else None

"""What the plate desk shows: management units, sheets that were asked for, doors with their codes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.people.records import Person
from webapp.place.queries import find_doors
from webapp.place.records import Building, Compound, Door, DoorCode, ManagementUnit
from webapp.plate.records import PlateSheet

SHEETS_SHOWN = 20


@dataclass(frozen=True)
class UnitRow:
    """A management unit with the number of plates it needs."""

    id: uuid.UUID
    code: str
    name: str
    doors: int


@dataclass(frozen=True)
class SheetRow:
    """A PDF that was asked for; `done_at` is empty while the job worker has not made it."""

    id: uuid.UUID
    unit_name: str
    form: str
    plates: int
    asked_at: datetime
    asked_by: str
    done_at: datetime | None


@dataclass(frozen=True)
class DoorRow:
    """A door with its live code, if it has one."""

    id: uuid.UUID
    words: str
    number: str
    code: str | None
    made_at: datetime | None


def units_with_doors(session: Session) -> Sequence[UnitRow]:
    """All management units, by code."""
    query = (
        select(ManagementUnit.id, ManagementUnit.code, ManagementUnit.name, func.count(DoorCode.code))
        .select_from(ManagementUnit)
        .outerjoin(Compound, Compound.management_unit_id == ManagementUnit.id)
        .outerjoin(Building, Building.compound_id == Compound.id)
        .outerjoin(Door, Door.building_id == Building.id)
        .outerjoin(DoorCode, (DoorCode.door_id == Door.id) & DoorCode.revoked_at.is_(None))
        .group_by(ManagementUnit.id, ManagementUnit.code, ManagementUnit.name)
        .order_by(ManagementUnit.code)
    )
    return [UnitRow(*row) for row in session.execute(query)]


def unit_of_code(session: Session, code: str) -> ManagementUnit | None:
    """The management unit of a code."""
    return session.scalars(select(ManagementUnit).where(ManagementUnit.code == code)).first()


def newest_sheets(session: Session) -> Sequence[SheetRow]:
    """The sheets that were asked for last."""
    query = (
        select(PlateSheet, ManagementUnit.name, Person.name)
        .join(ManagementUnit, ManagementUnit.id == PlateSheet.management_unit_id)
        .outerjoin(Person, Person.id == PlateSheet.asked_by)
        .order_by(PlateSheet.asked_at.desc())
        .limit(SHEETS_SHOWN)
    )
    return [
        SheetRow(s.id, unit, s.form, s.plates, s.asked_at, by or "", s.done_at)
        for s, unit, by in session.execute(query)
    ]


def doors_found(session: Session, typed: str) -> Sequence[DoorRow]:
    """Doors by a few letters, each with the code its plate should carry."""
    doors = find_doors(session, typed)
    live = select(DoorCode).where(
        DoorCode.door_id.in_([door.id for door in doors]), DoorCode.revoked_at.is_(None)
    )
    codes = {code.door_id: code for code in session.scalars(live)} if doors else {}
    return [_door_row(door, codes.get(door.id)) for door in doors]


def _door_row(door: Door, code: DoorCode | None) -> DoorRow:
    return DoorRow(
        door.id, door.words, door.code, code.code if code else None, code.made_at if code else None
    )

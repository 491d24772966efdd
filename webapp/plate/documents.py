"""Plates as a PDF: the doors of a management unit, in the order in which somebody walks past them."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from qr.door_plate import Plate
from qr.sheet import draw_board_a5, draw_sheet_a4
from webapp.base.work import Kernel
from webapp.catalogue.settings import in_force
from webapp.place.records import Building, Compound, Door, DoorCode

DRAW: Mapping[str, Callable[[Iterable[Plate], BinaryIO], int]] = {"a4": draw_sheet_a4, "a5": draw_board_a5}
"""By the form's word: A4 sheets of eight, or one A5 board a door."""


def plates_of(kernel: Kernel, session: Session, management_unit_id: uuid.UUID) -> Sequence[Plate]:
    """A plate for every door of the unit that has a live code."""
    hotline = str(in_force(session, kernel.clock)["hotline"])
    query = (
        select(Door.words, DoorCode.code)
        .join(DoorCode, DoorCode.door_id == Door.id)
        .join(Building, Building.id == Door.building_id)
        .join(Compound, Compound.id == Building.compound_id)
        .where(Compound.management_unit_id == management_unit_id, DoorCode.revoked_at.is_(None))
    )
    rows = sorted(session.execute(query).all(), key=lambda row: walking_order(row[0]))
    return [plate_of(kernel.settings.base_url, hotline, words, code) for words, code in rows]


def plate_of(base_url: str, hotline: str, words: str, code: str) -> Plate:
    """What the plate of a door says."""
    return Plate(
        url=f"{base_url}/q/{code}", short_code=f"{code[:4]} {code[4:]}", place=words, hotline=hotline,
        domain=base_url.split("://", 1)[-1],
    )  # fmt: skip


def walking_order(words: str) -> tuple[tuple[int, str], ...]:
    """Sorts 2号楼 before 10号楼: numbers by their value, the rest as written."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", words))

"""Codes of doors taken back or renewed, and sheets of plates asked for (safety.md 2)."""

import uuid
from typing import Literal

from webapp.access.role import Permission
from webapp.base.database import new_id
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, ShortWords
from webapp.base.work import Work
from webapp.place import codes
from webapp.place.records import Door, ManagementUnit
from webapp.plate.documents import plates_of
from webapp.plate.events import SheetOrdered
from webapp.plate.records import PlateSheet

NO_DOOR = "没有这个单元门，请重新查找。"


class RevokeCode(Command):
    """作废: the door's code ends and gets no follower, for example because the door is gone."""

    door_id: uuid.UUID
    why: ShortWords


class RotateCode(Command):
    """换码: the door gets a new code; a new plate must be printed and hung."""

    door_id: uuid.UUID
    why: ShortWords


class OrderSheet(Command):
    """要一份服务板: A4 sheets of eight or single A5 boards for all doors of a management unit."""

    management_unit_id: uuid.UUID
    form: Literal["a4", "a5"]


def revoke_code(work: Work, order: RevokeCode) -> str:
    """End the live code and return it; its plate is answered kindly from now on. `Invalid` when there is none."""
    door = _door(work, order.door_id)
    ended = codes.live_code(work.session, door.id)
    if ended is None:
        raise Invalid({"why": "这个门现在没有有效的码，不用作废。"})
    work.doing("plate.revoke_code")
    codes.revoke(work.session, door.id, order.why, work.now)
    return ended


def rotate_code(work: Work, order: RotateCode) -> str:
    """End the live code, if any, and give the door a new one, which is returned."""
    door = _door(work, order.door_id)
    work.doing("plate.rotate_code")
    codes.revoke(work.session, door.id, order.why, work.now)
    return codes.make_code(work.session, door.id, work.now)


def order_sheet(work: Work, order: OrderSheet) -> PlateSheet:
    """Ask for the PDF; the job worker makes it. `Invalid` when the unit has no door with a code."""
    work.actor.require(Permission.PRINT_PLATES)
    unit = work.session.get(ManagementUnit, order.management_unit_id)
    if unit is None:
        raise NotFound("没有这个物业管理单元。")
    plates = len(plates_of(work.kernel, work.session, unit.id))
    if not plates:
        raise Invalid({"form": "这个物业管理单元还没有单元门，先导入单元门再印。"})
    sheet = PlateSheet(
        id=new_id(), management_unit_id=unit.id, form=order.form, plates=plates, asked_at=work.now,
        asked_by=work.actor.person_id,
    )  # fmt: skip
    work.session.add(sheet)
    work.record(SheetOrdered(sheet_id=sheet.id))
    return sheet


def _door(work: Work, door_id: uuid.UUID) -> Door:
    work.actor.require(Permission.PRINT_PLATES)
    door = work.session.get(Door, door_id, with_for_update={"of": Door})
    if door is None:
        raise NotFound(NO_DOOR)
    return door

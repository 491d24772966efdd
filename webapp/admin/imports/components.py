"""城市部件: lamp posts, manholes, benches, each with its national code, its owner and its position."""

from sqlalchemy import select

from webapp.admin.imports.position import position_columns, position_of
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough
from webapp.base.work import Work
from webapp.people.records import Unit
from webapp.place.cells import put
from webapp.place.component_code import BadCode, read_code
from webapp.place.records import Component

COLUMNS = (
    Column("code", "部件编码", ("编码", "编号", "部件代码"), required=True, example="11010101009000001"),
    Column("klass", "类别", ("小类", "小类名称", "部件类别"), required=True, example="路灯"),
    Column("name", "名称", ("部件名称",), example="新街灯杆 1 号"),
    Column("unit", "权属单位编号", ("权属单位", "主管单位编号", "单位编号"), example="BM1"),
    *position_columns(required=True),
)


def take_component(work: Work, row: Row) -> tuple[Outcome, str]:
    """Add or change one component, known by its code."""
    needed(row, code="部件编码", klass="类别", lng="经度", lat="纬度")
    short_enough(row, klass=40, name=80)
    try:
        code = read_code(row["code"]).digits
    except BadCode as wrong:
        raise Refused(str(wrong)) from None
    at = position_of(row)
    owner = _owner(work, row["unit"]) if row["unit"] else None
    found = work.session.scalars(select(Component).where(Component.code == code)).first()
    name = row["name"] or (found.name if found else row["klass"])
    if found is None:
        found = Component(code=code, klass=row["klass"], name=name, unit_id=owner.id if owner else None)
        work.session.add(found)
        put(found, *(at or (None, None)))
        return Outcome.ADDED, name
    changed = differs(found, klass=row["klass"], name=name, **({"unit_id": owner.id} if owner else {}))
    if at is not None and at != (found.lng, found.lat):
        put(found, *at)
        changed = True
    return (Outcome.CHANGED if changed else Outcome.SAME), name


def _owner(work: Work, code: str) -> Unit:
    found = work.session.scalars(select(Unit).where(Unit.code == code)).first()
    if found is None:
        raise Refused(f"没有编号为「{code}」的单位，请先在单位里导入。")
    return found

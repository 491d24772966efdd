"""单元门, with the whole chain above it: a row makes whatever is missing, and every new door gets a code."""

from typing import Any, TypeVar

from sqlalchemy import select

from webapp.admin.imports.position import position_columns, position_of
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough
from webapp.base.database import Base, new_id
from webapp.base.work import Work
from webapp.people.records import Unit, UnitKind
from webapp.place.cells import put
from webapp.place.codes import live_code, make_code
from webapp.place.datum import Point
from webapp.place.letters import letters
from webapp.place.records import Building, Community, Compound, Door, Grid, ManagementUnit, Street

R = TypeVar("R", bound=Base)
COLUMNS = (
    Column("street_code", "街道编号", ("街道代码",), required=True, example="JD01"),
    Column("street", "街道", ("街道名称",), required=True, example="新街街道"),
    Column("community_code", "社区编号", ("社区代码",), required=True, example="SQ01"),
    Column("community", "社区", ("社区名称",), required=True, example="新街社区"),
    Column("unit_code", "物业管理单元编号", ("管理单元编号",), required=True, example="M01"),
    Column(
        "unit", "物业管理单元", ("管理单元", "物业管理单元名称"), required=True, example="新街坊物业管理单元"
    ),
    Column("firm", "物业单位编号", ("物业编号", "物业公司编号"), example="WY01"),
    Column("compound_code", "小区编号", ("小区代码",), required=True, example="X01"),
    Column("compound", "小区", ("小区名称",), required=True, example="新街坊30号院"),
    Column("building", "楼", ("楼号", "楼栋"), required=True, example="5号楼"),
    Column("door", "单元门", ("单元", "门"), required=True, example="2单元"),
    Column("code", "门编号", ("单元门编号", "编号"), example="X01-05-2"),
    Column("grid", "网格编号", ("网格", "网格代码"), example="110101001001001"),
    *position_columns(),
)
NUMBERED = {"building": "号楼", "door": "单元"}
HEADINGS = {column.name: column.heading for column in COLUMNS if column.required}


def take_door(work: Work, given: Row) -> tuple[Outcome, str]:
    """Add or change one door and what is above it. The offices and the firm must be known as units."""
    row = _in_words(given)
    needed(row, **HEADINGS)
    short_enough(
        row, street_code=20, street=40, community_code=20, community=40, unit_code=20, unit=60, compound_code=20,
        compound=60, building=40, door=40, code=40,
    )  # fmt: skip
    words = f"{row['compound']} {row['building']} {row['door']}"
    if len(words) > 120:
        raise Refused("小区、楼和单元门合起来太长，最多 120 个字。")
    at = position_of(row)
    compound, above = _chain(work, row, at)
    building = _building(work, compound, row["building"])
    door = work.session.scalars(
        select(Door).where(Door.building_id == building.id, Door.name == row["door"])
    ).first()
    number = row["code"] or (
        door.code if door else f"{row['compound_code']}-{row['building']}-{row['door']}"[:40]
    )
    if (other := _by_code(work, Door, number)) is not None and (door is None or other.id != door.id):
        raise Refused(f"门编号「{number}」已经是「{other.words}」的，请换一个。")
    if door is None:
        door = Door(
            id=new_id(), code=number, name=row["door"], words=words, letters=letters(words), building_id=building.id
        )  # fmt: skip
        work.session.add(door)
        put(door, *(at or (None, None)))
        make_code(work.session, door.id, work.now)
        return Outcome.ADDED, words
    changed = differs(door, code=number, words=words, letters=letters(words))
    if at is not None and at != (door.lng, door.lat):
        put(door, *at)
        changed = True
    if live_code(work.session, door.id) is None and not door.codes:
        make_code(work.session, door.id, work.now)
        changed = True
    return (Outcome.CHANGED if changed or above else Outcome.SAME), words


def _in_words(row: Row) -> Row:
    """Spreadsheets write 5 and 2 where the plate must read 5号楼 2单元; what has words keeps them."""
    said = {name: f"{row[name]}{word}" for name, word in NUMBERED.items() if row[name].isdigit()}
    return Row(row.number, {**row.cells, **said})


def _chain(work: Work, row: Row, at: Point | None) -> tuple[Compound, bool]:
    """The compound of a row; whether anything at or above it had to change. Its first door says where it is."""
    street_office = _unit(work, row["street_code"], UnitKind.STREET, "街道")
    community_office = _unit(work, row["community_code"], UnitKind.COMMUNITY, "社区")
    firm = _unit(work, row["firm"], UnitKind.PROPERTY, "物业单位") if row["firm"] else None
    street, one = _kept(work, Street, row["street_code"], name=row["street"], unit_id=street_office.id)
    community, two = _kept(
        work, Community, row["community_code"],
        name=row["community"], street_id=street.id, unit_id=community_office.id,
    )  # fmt: skip
    served = {"firm_id": firm.id} if firm is not None else {}
    unit, three = _kept(
        work, ManagementUnit, row["unit_code"], name=row["unit"], community_id=community.id, **served
    )
    more: dict[str, Any] = {"grid_id": _grid(work, row["grid"], community).id} if row["grid"] else {}
    before = _by_code(work, Compound, row["compound_code"])
    if at is not None and (before is None or before.lng is None):
        more |= {"lng": at[0], "lat": at[1]}
    renamed = before is not None and before.name != row["compound"]
    compound, four = _kept(
        work, Compound, row["compound_code"], name=row["compound"], management_unit_id=unit.id, **more
    )
    if renamed:
        _rename_doors(work, compound)
    return compound, one or two or three or four


def _kept(work: Work, kind: type[R], code: str, **values: Any) -> tuple[R, bool]:
    """The record of a code with these values; made when missing, which is no change of what was there."""
    found = _by_code(work, kind, code)
    if found is not None:
        return found, differs(found, **values)
    made = kind(id=new_id(), code=code, **values)
    work.session.add(made)
    return made, False


def _by_code(work: Work, kind: type[R], code: str) -> R | None:
    column: Any = kind.code  # type: ignore[attr-defined]  # all places have one
    return work.session.scalars(select(kind).where(column == code)).first()


def _building(work: Work, compound: Compound, name: str) -> Building:
    wanted = select(Building).where(Building.compound_id == compound.id, Building.name == name)
    found = work.session.scalars(wanted).first()
    if found is None:
        found = Building(id=new_id(), name=name, compound_id=compound.id)
        work.session.add(found)
    return found


def _rename_doors(work: Work, compound: Compound) -> None:
    """A compound's new name is part of the words of all its doors, also of those that the file leaves out."""
    doors = (
        select(Door)
        .join(Building, Building.id == Door.building_id)
        .where(Building.compound_id == compound.id)
    )
    for door in work.session.scalars(doors):
        door.words = f"{compound.name} {door.building.name} {door.name}"
        door.letters = letters(door.words)


def _unit(work: Work, code: str, kind: UnitKind, word: str) -> Unit:
    found = work.session.scalars(select(Unit).where(Unit.code == code)).first()
    if found is None or found.kind is not kind:
        raise Refused(f"没有编号为「{code}」的{word}，请先在单位里导入，编号要一样。")
    return found


def _grid(work: Work, code: str, community: Community) -> Grid:
    if not (code.isdigit() and len(code) == 15):
        raise Refused(f"网格编号「{code}」不对：要 15 位数字。")
    grid = _by_code(work, Grid, code)
    if grid is None:
        grid = Grid(
            id=new_id(), code=code, name=f"{community.name}第{int(code[-3:])}网格", community_id=community.id
        )
        work.session.add(grid)
    return grid

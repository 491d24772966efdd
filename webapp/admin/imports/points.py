"""巡查: point types with their cycles, the checklist of each type, and the points themselves."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from webapp.admin.imports.position import position_columns, position_of
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, Verdict, needed, short_enough, yes
from webapp.base.work import Work
from webapp.patrol.library import put_checklist, put_point, put_type, retire
from webapp.patrol.records import Point, PointType
from webapp.place.letters import letters
from webapp.place.records import Community, Street

MOST_ITEMS = 20
TYPE_COLUMNS = (
    Column("code", "类型编号", ("编号", "代码", "code"), required=True, example="P01"),
    Column("name", "类型名称", ("名称", "类型", "name"), required=True, example="主干道"),
    Column("cycle", "周期", ("周期天数", "cycle_days"), required=True, example="60"),
)
CHECKLIST_COLUMNS = (
    Column("type", "类型", ("点位类型", "类型编号"), required=True, example="P01"),
    *(
        Column(f"item{n}", f"第{n}项", (f"检查项{n}",), required=n == 1, example="路面干净，没有垃圾" if n == 1 else "")
        for n in range(1, MOST_ITEMS + 1)
    ),
)  # fmt: skip
POINT_COLUMNS = (
    Column("code", "点位编号", ("编号", "代码"), required=True, example="D0001"),
    Column("name", "点位名称", ("名称", "点位"), required=True, example="新街路口"),
    Column("type", "类型", ("点位类型", "类型编号"), required=True, example="P04"),
    Column("street", "街道", ("街道编号", "街道名称"), required=True, example="新街街道"),
    Column("community", "社区", ("社区编号", "社区名称"), example="新街社区"),
    Column("words", "地点", ("位置", "地址"), example="新街与东河沿交叉口"),
    *position_columns(),
    Column("live", "在用", ("是否在用", "状态"), example="是"),
)
OUTCOMES = {None: Outcome.ADDED, True: Outcome.CHANGED, False: Outcome.SAME}


def take_type(work: Work, row: Row) -> tuple[Outcome, str]:
    """Add or change one point type."""
    needed(row, code="类型编号", name="类型名称", cycle="周期")
    short_enough(row, code=20, name=40)
    cycle = row["cycle"].removesuffix("天").strip()
    if not (cycle.isascii() and cycle.isdigit()) or not 1 <= int(cycle) <= 366:
        raise Refused(f"周期「{row['cycle']}」要是 1 到 366 的整数，单位是天。")
    return OUTCOMES[put_type(work, row["code"], row["name"], int(cycle))], row["name"]


def take_checklist(work: Work, row: Row) -> tuple[Outcome, str]:
    """The checklist of one type; when it differs from the one in force, it is a new version."""
    needed(row, type="类型", item1="第1项")
    kind = _type(work, row["type"])
    words = [row[f"item{n}"] for n in range(1, MOST_ITEMS + 1)]
    for one in words:
        if len(one) > 120:
            raise Refused(f"「{one[:12]}…」太长，一项最多 120 个字。")
    items = [{"code": str(n), "words": one} for n, one in enumerate(words, start=1) if one]
    return OUTCOMES[put_checklist(work, kind, items)], f"{kind.name} {len(items)} 项"


def take_point(work: Work, row: Row) -> tuple[Outcome, str]:
    """Add or change one point. Empty cells that are not required keep what was there."""
    needed(row, code="点位编号", name="点位名称", type="类型", street="街道")
    short_enough(row, code=40, name=60, words=120)
    kind, street = _type(work, row["type"]), _street(work, row["street"])
    community = _community(work, row["community"], street) if row["community"] else None
    known = work.session.scalars(select(Point).where(Point.code == row["code"])).first()
    words = row["words"] or (known.words if known else "")
    values = {
        "name": row["name"], "street_id": street.id, "words": words, "letters": letters(f"{row['name']}{words}")[:120],
        "community_id": community.id if community else known.community_id if known else None,
    }  # fmt: skip
    active = yes(row["live"], known.active if known else True)
    return OUTCOMES[put_point(work, row["code"], kind, values, position_of(row), active)], row["name"]


def retire_missing(work: Work, rows: Sequence[Row]) -> list[Verdict]:
    """Take points off the plan that the list does not name any more; only when this was asked for."""
    named = {row["code"] for row in rows}
    gone = [
        point
        for point in work.session.scalars(select(Point).where(Point.active).order_by(Point.code))
        if point.code not in named
    ]
    for point in gone:
        retire(work, point)
    return [Verdict(0, Outcome.CHANGED, f"{point.code} {point.name}", "文件里没有，停用") for point in gone]


def _type(work: Work, typed: str) -> PointType:
    either = or_(PointType.code == typed, PointType.name == typed)
    found = work.session.scalars(select(PointType).where(either).order_by(PointType.code != typed)).first()
    if found is None:
        raise Refused(f"没有「{typed}」这种点位类型，请先导入点位类型。")
    return found


def _street(work: Work, typed: str) -> Street:
    either = or_(Street.code == typed, Street.name == typed)
    found = work.session.scalars(select(Street).where(either).order_by(Street.code != typed)).first()
    if found is None:
        raise Refused(f"没有「{typed}」这个街道，请先导入单元门，或核对名称。")
    return found


def _community(work: Work, typed: str, street: Street) -> Community:
    either = or_(Community.code == typed, Community.name == typed)
    query = select(Community).where(either, Community.street_id == street.id)
    found = work.session.scalars(query.order_by(Community.code != typed)).first()
    if found is None:
        raise Refused(f"{street.name}没有「{typed}」这个社区，请核对，或空着。")
    return found

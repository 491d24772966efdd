"""单位: the organisations that answer for tickets."""

from sqlalchemy import select

from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough, yes
from webapp.base.fields import normal_phone
from webapp.base.work import Work
from webapp.people.records import Unit, UnitKind

KIND_WORDS = {
    UnitKind.PROPERTY: "物业",
    UnitKind.DEPARTMENT: "部门",
    UnitKind.COMMUNITY: "社区",
    UnitKind.STREET: "街道",
    UnitKind.DISTRICT: "区级",
    UnitKind.DESK: "受理中心",
}
KINDS = {word: kind for kind, word in KIND_WORDS.items()} | {
    "物业公司": UnitKind.PROPERTY, "责任单位": UnitKind.DEPARTMENT, "委办局": UnitKind.DEPARTMENT,
    "居委会": UnitKind.COMMUNITY, "街道办事处": UnitKind.STREET, "指挥中心": UnitKind.DESK, "坐席": UnitKind.DESK,
}  # fmt: skip
COLUMNS = (
    Column("code", "单位编号", ("编号", "代码", "单位代码"), required=True, example="WY01"),
    Column("name", "单位名称", ("名称", "单位"), required=True, example="新街物业"),
    Column("kind", "类型", ("单位类型", "类别"), required=True, example="物业"),
    Column("post", "对外岗位", ("岗位", "值班岗位"), example="工程部值班"),
    Column("phone", "公开电话", ("电话", "值班电话"), example="01088880000"),
    Column("live", "在用", ("是否在用", "状态"), example="是"),
)


def take_unit(work: Work, row: Row) -> tuple[Outcome, str]:
    """Add or change one unit."""
    needed(row, code="单位编号", name="单位名称", kind="类型")
    short_enough(row, code=40, name=80, post=40)
    kind = KINDS.get(row["kind"])
    if kind is None:
        raise Refused(f"类型「{row['kind']}」没有，可以写：{'、'.join(KIND_WORDS.values())}。")
    phone = _phone(row["phone"])
    unit = work.session.scalars(select(Unit).where(Unit.code == row["code"])).first()
    if unit is None:
        work.session.add(
            Unit(
                code=row["code"], name=row["name"], kind=kind, post=row["post"], bridge_phone=phone,
                live=yes(row["live"], True),
            )
        )  # fmt: skip
        return Outcome.ADDED, row["name"]
    changed = differs(
        unit, name=row["name"], kind=kind, post=row["post"] or unit.post, bridge_phone=phone or unit.bridge_phone,
        live=yes(row["live"], unit.live),
    )  # fmt: skip
    return (Outcome.CHANGED if changed else Outcome.SAME), row["name"]


def _phone(typed: str) -> str | None:
    if not typed:
        return None
    if typed.isdigit() and len(typed) <= 6:
        return typed  # a service number such as 12345
    try:
        return normal_phone(typed)
    except ValueError:
        raise Refused(f"电话「{typed}」不对：手机 11 位，座机带区号。") from None

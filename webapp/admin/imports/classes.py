"""事项类别: tiles, tiers and limits, and what each class is allowed."""

from sqlalchemy import select

from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough, yes
from webapp.base.clock import LimitUnit
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass, Tier

TIERS = {"2小时": Tier.SUDDEN, "24小时": Tier.UTILITY, "7天": Tier.ORDINARY, "15天": Tier.HARD}
UNITS = {
    "紧急小时": LimitUnit.URGENT_HOUR, "小时": LimitUnit.URGENT_HOUR, "工作小时": LimitUnit.WORK_HOUR,
    "工作日": LimitUnit.WORK_DAY, "天": LimitUnit.CALENDAR_DAY, "自然日": LimitUnit.CALENDAR_DAY,
}  # fmt: skip
MARKS = {"direct": "直派", "public": "公共设施", "danger": "危险", "self": "自行处置", "live": "在用"}
COLUMNS = (
    Column("code", "编号", ("类别编号", "代码"), required=True, example="lamp"),
    Column("name", "名称", ("类别", "类别名称"), required=True, example="灯"),
    Column("name_en", "英文名", ("英文",), example="Lights"),
    Column("icon", "图标", ("图标词",), example="bulb"),
    Column("order", "顺序", ("图标顺序",), example="1"),
    Column("tier", "时限档", ("档",), required=True, example="7天"),
    Column("limit", "时限", ("期限",), required=True, example="3"),
    Column("limit_unit", "时限单位", ("单位",), required=True, example="天"),
    *(Column(name, heading, example="是") for name, heading in MARKS.items()),
)


def take_class(work: Work, row: Row) -> tuple[Outcome, str]:
    """Add or change one class of our own scheme. Tickets keep the standard under which they were filed."""
    needed(row, code="编号", name="名称", tier="时限档", limit="时限", limit_unit="时限单位")
    short_enough(row, code=20, name=40, name_en=60, icon=20)
    tier, unit = TIERS.get(row["tier"].replace(" ", "")), UNITS.get(row["limit_unit"])
    if tier is None:
        raise Refused(f"时限档「{row['tier']}」没有，可以写：{'、'.join(TIERS)}。")
    if unit is None:
        raise Refused(f"时限单位「{row['limit_unit']}」没有，可以写：{'、'.join(UNITS)}。")
    limit, order = _number(row["limit"], "时限", 1, 366), _number(row["order"] or "0", "顺序", 0, 99)
    own = (MatterClass.scheme == "own", MatterClass.kind == "matter", MatterClass.code == row["code"])
    found = work.session.scalars(select(MatterClass).where(*own)).first()
    marks = {name: yes(row[name], _as_was(found, name)) for name in MARKS}
    values = {
        "name": row["name"], "name_en": row["name_en"] or (found.name_en if found else row["code"]),
        "tile": row["icon"] or None, "tile_order": order if row["icon"] else 0, "tier": tier,
        "limit_value": limit, "limit_unit": unit, "direct": marks["direct"], "public_facility": marks["public"],
        "danger": marks["danger"], "self_handled": marks["self"], "live": marks["live"],
    }  # fmt: skip
    if found is None:
        work.session.add(MatterClass(scheme="own", kind="matter", code=row["code"], **values))
        return Outcome.ADDED, row["name"]
    return (Outcome.CHANGED if differs(found, **values) else Outcome.SAME), row["name"]


def _as_was(found: MatterClass | None, mark: str) -> bool:
    if found is None:
        return mark == "live"
    named = {"public": "public_facility", "self": "self_handled"}.get(mark, mark)
    return bool(getattr(found, named))


def _number(typed: str, word: str, least: int, most: int) -> int:
    if not typed.isdigit() or not least <= int(typed) <= most:
        raise Refused(f"{word}「{typed}」要是 {least} 到 {most} 的整数。")
    return int(typed)

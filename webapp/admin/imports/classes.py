"""事项类别: whose list, number, tier and limit, what each class is allowed, its standards, what it is called elsewhere.

One row is a class, or one case of a class: a class with three cases has three rows. A list without a column 体系 is
known by its own columns: the old numbers of components, or the leading office of the hotline's list; else it is ours.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from webapp.admin.imports.holidays import day_of
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough, yes
from webapp.base.clock import Limit, LimitUnit
from webapp.base.database import new_id
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass, Standard, Tier
from webapp.catalogue.standards import IN_THE_PAST, Saying, put_standard, standing_on, today_of
from webapp.catalogue.words import (
    HOTLINE,
    KINDS,
    LOCAL,
    NATIONAL,
    OLDER,
    OWN,
    SCHEMES,
    TIER_LIMITS,
    TIER_WORDS,
    UNIT_WORDS,
    Kind,
    checked_limit,
)

TIERS = {words: tier for tier, words in TIER_WORDS.items()}
UNITS = {words: unit for unit, words in UNIT_WORDS.items()} | {
    "小时": LimitUnit.URGENT_HOUR, "自然日": LimitUnit.CALENDAR_DAY, "urgent_hour": LimitUnit.URGENT_HOUR,
    "work_hour": LimitUnit.WORK_HOUR, "work_day": LimitUnit.WORK_DAY, "natural_day": LimitUnit.CALENDAR_DAY,
}  # fmt: skip
SCHEME_OF = {words: scheme for scheme, words in SCHEMES.items()}
KIND_OF = {words: kind for kind, words in KINDS.items()} | {kind.value: kind for kind in Kind}
LOCAL_EXTENSION = "event_local_ext"
MARKS = {"direct": "直派", "public": "公共设施", "danger": "危险", "self": "自行处置", "live": "在用"}
NAMED = {"public": "public_facility", "self": "self_handled"}
STANDARD = ("condition", "closing", "since", "default", "example")
COLUMNS = (
    Column("scheme", "体系", ("scheme", "目录"), example="本区目录"),
    Column("kind", "种类", ("kind",), example="诉求"),
    Column("code", "编号", ("类别编号", "代码", "code"), required=True, example="lamp"),
    Column("name", "名称", ("类别", "类别名称", "name_zh", "name"), required=True, example="灯"),
    Column("level", "级", ("level",), example="2"),
    Column("parent", "上级编号", ("parent", "大类编号")),
    Column("name_en", "英文名", ("英文",), example="Lights"),
    Column("icon", "图标", ("图标词",), example="bulb"),
    Column("order", "顺序", ("图标顺序",), example="1"),
    Column("tier", "时限档", ("档", "tier"), example="7天"),
    Column("limit", "时限", ("期限",), example="3"),
    Column("limit_unit", "时限单位", ("单位",), example="天"),
    Column("condition", "立案条件", ("情形",)),
    Column("closing", "结案条件", ()),
    Column("since", "起用日期", ("从哪天起",)),
    Column("default", "没说情形时按它", ("默认",)),
    Column("example", "示例", ()),
    *(Column(name, heading, example="是") for name, heading in MARKS.items()),
    Column("same_as", "对应国标编号", ("matter_code",)),
    Column("older", "老编号", ("old_code_30428",)),
    Column("older_component", "老部件编号", ("old_code_30428_2_2013_verified",)),
    Column("older_name", "老名称", ("old_name", "old_name_in_local_standard")),
    Column("lead", "主责", ("lead",)),
)


@dataclass(frozen=True)
class _Key:
    """What a class is known by."""

    scheme: str
    kind: str
    code: str


def take_class(work: Work, row: Row) -> tuple[Outcome, str]:
    """Add or change one class and one of its cases. Tickets keep the standard under which they were filed."""
    needed(row, code="编号", name="名称")
    short_enough(row, code=20, name=40, name_en=60, icon=20, condition=80, closing=120)
    key = _key(row)
    found = find_class(work, key.scheme, key.kind, key.code)
    parent = _parent(work, row, key)
    values = _values(row, found, parent)
    if row["same_as"]:
        values["same_as_id"] = _same_as(work, row["same_as"], key)
    outcome = Outcome.SAME
    if found is None:
        found = MatterClass(id=new_id(), scheme=key.scheme, kind=key.kind, code=key.code, **values)
        work.session.add(found)
        outcome = Outcome.ADDED
    elif differs(found, **values):
        outcome = Outcome.CHANGED
    changed = _take_older(work, row, found) | _take_standard(work, row, found)
    return (Outcome.CHANGED if changed and outcome is Outcome.SAME else outcome), row["name"]


def find_class(work: Work, scheme: str, kind: str, code: str) -> MatterClass | None:
    """The class of this number in this list."""
    key = (MatterClass.scheme == scheme, MatterClass.kind == kind, MatterClass.code == code)
    return work.session.scalars(select(MatterClass).where(*key)).first()


def limit_from(value: str, unit: str) -> Limit:
    """A limit from its two cells. `Refused` with a sentence for nothing, a century and a unit that is none."""
    if unit not in UNITS:
        raise Refused(f"时限单位「{unit}」没有，可以写：{'、'.join(UNIT_WORDS.values())}。")
    if not (value.isascii() and value.isdigit()):
        raise Refused(f"时限「{value}」要是整数。")
    try:
        return Limit(checked_limit(int(value)), UNITS[unit])
    except ValueError as wrong:
        raise Refused(str(wrong)) from None


def _key(row: Row) -> _Key:
    if row["kind"] == LOCAL_EXTENSION:
        return _Key(LOCAL, Kind.EVENT, row["code"])
    if "older_component" in row.cells:
        scheme, kind = NATIONAL, Kind.COMPONENT
    else:
        scheme, kind = (HOTLINE if "lead" in row.cells else OWN), Kind.MATTER
    if row["scheme"]:
        scheme = SCHEME_OF.get(row["scheme"], row["scheme"].split("(")[0].split("（")[0].strip())
    if row["kind"]:
        if row["kind"] not in KIND_OF:
            raise Refused(f"种类「{row['kind']}」没有，可以写：{'、'.join(KINDS.values())}。")
        kind = KIND_OF[row["kind"]]
    if len(scheme) > 20:
        raise Refused(f"体系「{scheme[:24]}」太长，最多 20 个字。")
    return _Key(scheme, kind, row["code"])


def _parent(work: Work, row: Row, key: _Key) -> MatterClass | None:
    if not row["parent"]:
        return None
    found = find_class(work, key.scheme, key.kind, row["parent"])
    if found is None and key.scheme == LOCAL:  # what was added to a list stands under the groups of that list
        found = next(
            filter(None, (find_class(work, of, key.kind, row["parent"]) for of in (OLDER, NATIONAL))), None
        )
    if found is None or not found.is_group:
        raise Refused(f"没有编号为「{row['parent']}」的大类，请把大类排在它的小类前面，级写 1。")
    return found


def _values(row: Row, found: MatterClass | None, parent: MatterClass | None) -> dict[str, Any]:
    tier = _tier(row, found, parent)
    key = _key(row)
    marks = {name: yes(row[name], _as_was(found, name, key.scheme)) for name in MARKS}
    values: dict[str, Any] = {
        "name": row["name"], "tier": tier, **{NAMED.get(name, name): is_so for name, is_so in marks.items()},
        "name_en": row["name_en"] or (found.name_en if found else row["code"] if key.scheme == OWN else ""),
    }  # fmt: skip
    if row["level"]:
        values["is_group"] = row["level"] == "1"
    if parent is not None:
        values["parent_id"] = parent.id
    if "icon" in row.cells:
        order = _number(row["order"] or "0", "顺序", 0, 99)
        values |= {"tile": row["icon"] or None, "tile_order": order if row["icon"] else 0}
    if _says_limit(row) and not _says_standard(row):
        limit = limit_from(row["limit"], row["limit_unit"])
    else:
        limit = found.limit if found else TIER_LIMITS[tier]
    return values | {"limit_value": limit.value, "limit_unit": limit.unit}


def _tier(row: Row, found: MatterClass | None, parent: MatterClass | None) -> Tier:
    """The tier as written (7天, 3:7天); where nothing is written as it was, else that of the 大类, else 7 days."""
    typed = row["tier"].replace(" ", "").split(":")[-1]
    if not typed:
        return found.tier if found else parent.tier if parent else Tier.ORDINARY
    if typed not in TIERS:
        raise Refused(f"时限档「{row['tier']}」没有，可以写：{'、'.join(TIERS)}。")
    return TIERS[typed]


def _says_limit(row: Row) -> bool:
    return bool(row["limit"] or row["limit_unit"])


def _says_standard(row: Row) -> bool:
    return any(row[name] for name in STANDARD)


def _take_standard(work: Work, row: Row, of: MatterClass) -> bool:
    """Put the row's case in force; whether that changed anything. A class without cases has its own limit alone."""
    has_some = work.session.scalars(select(Standard.id).where(Standard.class_id == of.id).limit(1)).first()
    if not _says_standard(row) and not (has_some and _says_limit(row)):
        return False
    today = today_of(work)
    since = day_of(row["since"]) if row["since"] else today
    condition = row["condition"]
    standing = standing_on(work.session, of.id, condition, since)
    limit = limit_from(row["limit"], row["limit_unit"]) if _says_limit(row) else of.limit
    closing = row["closing"] or (standing.closing if standing else "")
    saying = Saying(limit, closing, yes(row["example"], standing.example if standing else False))
    is_default = yes(row["default"], standing.is_default if standing else False)
    if standing is not None and is_default == standing.is_default and saying == _said(standing):
        return False
    ever = select(Standard.id).where(Standard.class_id == of.id, Standard.condition == condition)
    if since < today and work.session.scalars(ever.limit(1)).first() is not None:
        raise Refused(IN_THE_PAST)
    put_standard(work.session, of.id, condition, saying, since, is_default)
    return True


def _said(standing: Standard) -> Saying:
    return Saying(Limit(standing.limit_value, standing.limit_unit), standing.closing, standing.example)


def _take_older(work: Work, row: Row, today: MatterClass) -> bool:
    """Keep the older number of a class as a class that is used no more and is called what the new one is called."""
    code = row["older"] or row["older_component"]
    if not code or code == row["code"]:
        return False
    values = {"name": row["older_name"] or row["name"], "same_as_id": today.id, "live": False}
    found = find_class(work, OLDER, today.kind, code)
    if found is not None:
        return differs(found, **values)
    work.session.add(
        MatterClass(
            scheme=OLDER, kind=today.kind, code=code, tier=today.tier, limit_value=today.limit_value,
            limit_unit=today.limit_unit, **values,
        )
    )  # fmt: skip
    return True


def _same_as(work: Work, code: str, key: _Key) -> Any:
    """The national class of this number that tickets are filed under; none where the national list is not here yet."""
    known = select(MatterClass.id).where(MatterClass.scheme == NATIONAL, MatterClass.code == code)
    known = known.where(
        MatterClass.kind == key.kind if key.scheme == OLDER else MatterClass.kind != Kind.COMPONENT
    )
    return work.session.scalars(known.order_by(MatterClass.is_group)).first()


def _as_was(found: MatterClass | None, mark: str, scheme: str) -> bool:
    if found is None:
        return mark == "live" and scheme != OLDER
    return bool(getattr(found, NAMED.get(mark, mark)))


def _number(typed: str, word: str, least: int, most: int) -> int:
    if not typed.isdigit() or not least <= int(typed) <= most:
        raise Refused(f"{word}「{typed}」要是 {least} 到 {most} 的整数。")
    return int(typed)

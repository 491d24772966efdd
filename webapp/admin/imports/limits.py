"""时限表: for each number the fastest, the usual and the slowest limit, with the cases that they were taken from.

The usual one counts where nobody says the case; the others are cases of their own. All are marked 示例 until the
district decides on them.
"""

from webapp.admin.imports.classes import find_class, limit_from
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, needed
from webapp.base.clock import Limit
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass
from webapp.catalogue.standards import Saying, put_standard, standing_on, today_of
from webapp.catalogue.words import LOCAL, NATIONAL, OLDER, Kind

SPEEDS = {"fastest": "最快的情形", "slowest": "最慢的情形"}
HANDLING = {"", "case_dispose", "处置"}
COLUMNS = (
    Column("scope", "环节", ("scope",), example="处置"),
    Column("object", "对象", ("object",), example="事件"),
    Column("older", "老编号", ("code_30428",)),
    Column("code", "编号", ("code_47678",), required=True, example="06010"),
    Column("name", "名称", ("name_zh",), required=True, example="暴露垃圾"),
    Column("usual_value", "通常时限", ("usual_value",), required=True, example="4"),
    Column("usual_unit", "通常单位", ("usual_unit",), required=True, example="工作小时"),
    Column("fastest_value", "最快时限", ("fastest_value",), example="2"),
    Column("fastest_unit", "最快单位", ("fastest_unit",), example="紧急小时"),
    Column("slowest_value", "最慢时限", ("slowest_value",), example="1"),
    Column("slowest_unit", "最慢单位", ("slowest_unit",), example="工作日"),
    Column("note", "情形", ("note",), example="影响通行; 其他"),
)


def take_limits(work: Work, row: Row) -> tuple[Outcome, str]:
    """Put the limits of one number in force from today; what is in force already is left as it is."""
    if row["scope"] not in HANDLING:
        raise Refused("这一行讲的不是处置时限，类别的标准里不收。")
    needed(row, name="名称", usual_value="通常时限", usual_unit="通常单位")
    of = _class_of(work, row)
    if of is None:
        raise Refused(f"没有「{row['code'] or row['older'] or row['name']}」这个类别，请先导入类别。")
    usual = limit_from(row["usual_value"], row["usual_unit"])
    changed = _put(work, of, "", usual, is_default=True)
    for speed, condition in SPEEDS.items():
        if row[f"{speed}_value"]:
            limit = limit_from(row[f"{speed}_value"], row[f"{speed}_unit"])
            if limit != usual:
                changed |= _put(
                    work, of, f"{condition}（{_cases(row)}）" if row["note"] else condition, limit
                )
    return (Outcome.CHANGED if changed else Outcome.SAME), row["name"]


def _put(work: Work, of: MatterClass, condition: str, limit: Limit, is_default: bool = False) -> bool:
    today = today_of(work)
    standing = standing_on(work.session, of.id, condition, today)
    if standing is not None and Limit(standing.limit_value, standing.limit_unit) == limit:
        return False
    put_standard(work.session, of.id, condition, Saying(limit, example=True), today, is_default)
    return True


def _cases(row: Row) -> str:
    return row["note"].replace("; ", "、")[:60]


def _class_of(work: Work, row: Row) -> MatterClass | None:
    """The class that tickets are filed under: of a component its fault; by today's number, else by the older one."""
    kind = Kind.COMPONENT_FAULT if row["object"] == "部件" else Kind.EVENT
    if row["code"]:
        return find_class(work, NATIONAL, kind, row["code"])
    if not row["older"]:
        return None
    local = find_class(work, LOCAL, Kind.EVENT, row["older"]) if kind is Kind.EVENT else None
    older = find_class(work, OLDER, kind, row["older"])
    if older is not None and older.same_as_id is not None:
        return work.session.get(MatterClass, older.same_as_id)
    return local

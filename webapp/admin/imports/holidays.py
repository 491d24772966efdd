"""节假日: the State Council's arrangement of a year, as it is announced each autumn: days off and make-up days."""

import re
from datetime import date, datetime

from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough
from webapp.base.work import Work
from webapp.catalogue.records import DaySource, Holiday

COLUMNS = (
    Column("day", "日期", ("放假日期", "日子"), required=True, example="2027-01-01"),
    Column("works", "上班还是休息", ("类型", "安排", "上班"), required=True, example="休息"),
    Column("name", "名称", ("节日", "节日名称", "说明"), example="元旦"),
)
WORKS = {"上班", "班", "补班", "调休上班", "工作日", "是", "1"}
RESTS = {"休息", "休", "放假", "节假日", "假", "否", "0"}
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0{1,2}:00(?::00)?)?")


def take_holiday(work: Work, row: Row) -> tuple[Outcome, str]:
    """Add or change one day; what an administrator decided for the day by hand goes on counting before it."""
    needed(row, day="日期", works="上班还是休息")
    short_enough(row, name=20)
    day, works = day_of(row["day"]), _works(row["works"])
    about = f"{day} {'上班' if works else '休息'} {row['name']}".rstrip()
    found = work.session.get(Holiday, (day, DaySource.IMPORTED))
    if found is None:
        work.session.add(Holiday(day=day, source=DaySource.IMPORTED, works=works, name=row["name"]))
    elif not differs(found, works=works, name=row["name"]):
        return Outcome.SAME, about
    return (Outcome.ADDED if found is None else Outcome.CHANGED), about


def day_of(typed: str) -> date:
    """A day as people and spreadsheets write it: 2027-01-01, 2027/1/1, 2027年1月1日, or with a midnight behind it."""
    found = _DAY.fullmatch(typed)
    try:
        if found is None:
            return datetime.strptime(typed, "%Y%m%d").date()  # noqa: DTZ007  a day has no zone
        day = date(*map(int, found.groups()))
    except ValueError:
        raise Refused(f"日期「{typed}」看不懂，请写成 2027-01-01 这样。") from None
    return day


def _works(typed: str) -> bool:
    if typed in WORKS | RESTS:
        return typed in WORKS
    raise Refused(f"「{typed}」看不懂，请写「上班」或「休息」。")

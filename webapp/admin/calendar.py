"""The working calendar as an administrator sees and changes it: a year's days, a unit's week."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.role import Permission
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import clean
from webapp.base.work import Work
from webapp.base.worktime import HOLIDAY, Open, WorkCalendar
from webapp.catalogue.calendar import ANNOUNCED, calendar_of, own_week, usual_week
from webapp.catalogue.records import DaySource, Holiday, UnitHours
from webapp.people.records import Unit

FIRST_YEAR, LAST_YEAR = 2000, 2099
LONGEST_NAME = 20
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日", "节假日")
_STRETCH = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")


@dataclass(frozen=True)
class DayShown:
    """A day on the page. `mark` is the word beside the number: 休 or 班, none on a day like any other."""

    day: date
    works: bool
    mark: str
    name: str
    decided: bool
    """An administrator's own word stands on it."""

    @property
    def words(self) -> str:
        """The day as it is read aloud."""
        what = "上班" if self.works else "休息"
        by = "，本区自己定的" if self.decided else ""
        return f"{self.day.month}月{self.day.day}日 {WEEKDAYS[self.day.weekday()]} {what}{' ' + self.name if self.name else ''}{by}"


@dataclass(frozen=True)
class YearShown:
    """A year: twelve months of weeks, each week with None where another month's days would be."""

    year: int
    known: bool
    months: Sequence[Sequence[Sequence[DayShown | None]]]
    work_days: int

    def find(self, day: date) -> DayShown:
        """One of its days."""
        return next(
            d for month in self.months for week in month for d in week if d is not None and d.day == day
        )


def year_shown(session: Session, year: int) -> YearShown:
    """A year as it counts now."""
    calendar = calendar_of(session)
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = session.scalars(select(Holiday).where(Holiday.day.between(first, last)))
    said = {(row.day, row.source): row for row in rows}
    days = [_day(calendar, said, first + timedelta(days=n)) for n in range((last - first).days + 1)]
    months = [_weeks([day for day in days if day.day.month == month]) for month in range(1, 13)]
    return YearShown(year, calendar.knows(year), months, sum(day.works for day in days))


def _day(calendar: WorkCalendar, said: Mapping[Any, Holiday], day: date) -> DayShown:
    works = calendar.is_work_day(day)
    decided, imported = said.get((day, DaySource.DECIDED)), said.get((day, DaySource.IMPORTED))
    row = decided or imported
    name = row.name if row else ANNOUNCED.get(day, (works, ""))[1]
    differs = day in calendar.days and (row is not None or day in ANNOUNCED)
    mark = ("班" if works else "休") if differs else ""
    return DayShown(day, works, mark, name, decided is not None)


def _weeks(days: Sequence[DayShown]) -> list[list[DayShown | None]]:
    cells: list[DayShown | None] = [*[None] * days[0].day.weekday(), *days]
    cells += [None] * (-len(cells) % 7)
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def decide_day(work: Work, day_typed: str, what: str, name_typed: str) -> date:
    """Say of a day that it is worked (`works`) or not (`rests`), with a name, or take that word back (`usual`)."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    day, name = _read_day(day_typed), clean(name_typed)
    if what not in {"works", "rests", "usual"}:
        raise Invalid({"what": "请选上班、休息，或按原来的安排。"})
    if len(name) > LONGEST_NAME:
        raise Invalid({"name": f"最多 {LONGEST_NAME} 个字。"})
    if what != "usual" and not name:
        raise Invalid({"name": "写一句为什么，比如「国庆节」「换暖气停办一天」。"})
    work.doing("calendar.decide_day")
    found = work.session.get(Holiday, (day, DaySource.DECIDED))
    if what == "usual":
        if found is not None:
            work.session.delete(found)
    elif found is None:
        work.session.add(Holiday(day=day, source=DaySource.DECIDED, works=what == "works", name=name))
    else:
        found.works, found.name = what == "works", name
    return day


def _read_day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        raise Invalid({"day": "请在日历上选一天。"}) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Invalid({"day": f"只能定 {FIRST_YEAR} 到 {LAST_YEAR} 年的日子。"})
    return day


@dataclass(frozen=True)
class WeekShown:
    """A unit's week as its form holds it: a line of text a day; `own` when the unit has set one itself."""

    unit: Unit
    own: bool
    lines: Mapping[int, str]


def week_shown(session: Session, unit_id: uuid.UUID) -> WeekShown:
    """The hours of a unit; `NotFound` when there is none of this id."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("没有这个单位。")
    own = own_week(session, unit_id)
    week = own or usual_week(unit.kind)
    return WeekShown(unit, own is not None, {day: as_text(week.get(day, ())) for day in range(8)})


def as_text(stretches: Sequence[Open]) -> str:
    """Hours as they are typed: 9:00-12:00 13:30-17:30; nothing for a closed day."""
    return " ".join(f"{opens.hour}:{opens:%M}-{closes.hour}:{closes:%M}" for opens, closes in stretches)


def set_week(work: Work, unit_id: uuid.UUID, form: Mapping[str, str]) -> Unit:
    """Set a unit's hours from fields `day0` to `day7`; all empty gives it back the usual ones."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    unit = work.session.get(Unit, unit_id)
    if unit is None:
        raise NotFound("没有这个单位。")
    week, wrong = dict[int, list[tuple[int, int]]](), dict[str, str]()
    for day in range(8):
        try:
            week[day] = _stretches(clean(form.get(f"day{day}", "")))
        except ValueError as sentence:
            wrong[f"day{day}"] = str(sentence)
    if any(week.values()) and not any(week.get(day) for day in range(HOLIDAY)):
        wrong.setdefault("day0", "一周里至少要有一天开门。")
    if wrong:
        raise Invalid(wrong)
    wanted = {(day, opens): closes for day, stretches in week.items() for opens, closes in stretches}
    for row in work.session.scalars(select(UnitHours).where(UnitHours.unit_id == unit_id)).all():
        closes = wanted.pop((row.weekday, row.opens), None)
        if closes is None:
            work.session.delete(row)
        else:
            row.closes = closes
    rows = (UnitHours(unit_id=unit_id, weekday=d, opens=o, closes=c) for (d, o), c in wanted.items())
    work.session.add_all(rows)
    work.doing("calendar.set_week")
    return unit


def _stretches(typed: str) -> list[tuple[int, int]]:
    """Minutes of the day, in order and apart; ValueError with the sentence for the page."""
    found = _STRETCH.findall(typed)
    if _STRETCH.sub("", typed).strip(" ,，、;；"):
        raise ValueError("写成 9:00-12:00 13:30-17:30 这样，休息就空着。")
    pairs = sorted((int(a) * 60 + int(b), int(c) * 60 + int(d)) for a, b, c, d in found)
    if any(opens >= closes or closes >= 1440 for opens, closes in pairs):
        raise ValueError("开门要早于关门，最晚到 23:59。")
    if any(later[0] < earlier[1] for earlier, later in pairwise(pairs)):
        raise ValueError("两段时间重叠了。")
    return pairs

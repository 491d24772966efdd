"""The district's working calendar: what was decided, imported or announced for all, and the hours of units.

Of a day counts first what an administrator decided, then what was imported, then the State Council's arrangement as
the package `chinesecalendar` has it, then its weekday. A change is seen from the next unit of work on.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Final

from chinese_calendar import constants
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.remembered import remembered
from webapp.base.worktime import DESK_WEEK, OFFICE_WEEK, Open, Week, WorkCalendar
from webapp.catalogue.records import DaySource, Holiday, UnitHours
from webapp.people.records import Unit, UnitKind

_NAMES: Final = {holiday.value: holiday.chinese for holiday in constants.Holiday}
ANNOUNCED: Final[Mapping[date, tuple[bool, str]]] = MappingProxyType(
    {day: (False, _NAMES.get(name, "")) for day, name in constants.holidays.items()}
    | {day: (True, f"{_NAMES.get(name, '')}调休") for day, name in constants.workdays.items()}
)
"""Holidays and make-up days of the years that the package knows: whether worked, and the name."""
_YEARS: Final = frozenset(day.year for day in ANNOUNCED)


@dataclass(frozen=True)
class _Arrangement:
    """Everything about days and hours, as it stands."""

    days: Mapping[date, bool]
    known: frozenset[int]
    weeks: Mapping[uuid.UUID, Week]
    desk: Week


def calendar_of(session: Session, unit_id: uuid.UUID | None = None) -> WorkCalendar:
    """The calendar with the hours of a unit; without one, or where it has none of its own, the usual hours."""
    all_of_it = _arrangement(session)
    week = all_of_it.weeks.get(unit_id, OFFICE_WEEK) if unit_id else OFFICE_WEEK
    return WorkCalendar(all_of_it.days, week, all_of_it.known)


def desk_calendar(session: Session) -> WorkCalendar:
    """The calendar with the hours in which the dispatching desk is staffed."""
    all_of_it = _arrangement(session)
    return WorkCalendar(all_of_it.days, all_of_it.desk, all_of_it.known)


def usual_week(kind: UnitKind) -> Week:
    """The hours of a unit of this kind that has set none of its own."""
    return DESK_WEEK if kind is UnitKind.DESK else OFFICE_WEEK


def _arrangement(session: Session) -> _Arrangement:
    return remembered(session, _Arrangement, lambda: _read(session))


def _read(session: Session) -> _Arrangement:
    rows = session.connection().execute(select(Holiday.day, Holiday.source, Holiday.works)).all()
    listed = {day: works for day, source, works in rows if source is DaySource.IMPORTED}
    decided = {day: works for day, source, works in rows if source is DaySource.DECIDED}
    days = {day: works for day, (works, _) in ANNOUNCED.items()} | listed | decided
    weeks, desk = _weeks(session)
    return _Arrangement(days, _YEARS | {day.year for day in listed}, weeks, desk)


def _weeks(session: Session) -> tuple[dict[uuid.UUID, Week], Week]:
    """The weeks of the units that have set one, and that of the desk: the first by its id that has set one."""
    query = (
        select(UnitHours.unit_id, UnitHours.weekday, UnitHours.opens, UnitHours.closes, Unit.kind)
        .join(Unit, Unit.id == UnitHours.unit_id)
        .order_by(UnitHours.unit_id, UnitHours.weekday, UnitHours.opens)
    )
    weeks: dict[uuid.UUID, dict[int, tuple[Open, ...]]] = defaultdict(dict)
    desk: Week = DESK_WEEK
    for unit_id, weekday, opens, closes, kind in session.connection().execute(query):
        week = weeks[unit_id]
        week[weekday] = (*week.get(weekday, ()), (_clock(opens), _clock(closes)))
        if kind is UnitKind.DESK and desk is DESK_WEEK:
            desk = week
    return dict(weeks), desk


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)


def own_week(session: Session, unit_id: uuid.UUID) -> Week | None:
    """The hours that a unit has set itself, if it has."""
    return _arrangement(session).weeks.get(unit_id)

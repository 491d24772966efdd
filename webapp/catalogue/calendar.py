"""The district's working calendar: what was decided, imported or announced for all, and the hours of units.

Of a day counts first what an administrator decided, then what was imported, then the State Council's arrangement as
the package `chinesecalendar` has it, then its weekday. A change is seen from the next unit of work on.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from types import MappingProxyType
from typing import Final

from chinese_calendar import constants
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.remembered import remembered
from webapp.base.worktime import DESK_WEEK, OFFICE_WEEK, Open, Week, WorkCalendar
from webapp.catalogue.records import DaySource, Holiday, UnitHours
from webapp.people.records import Absence, Shift, Unit, UnitKind
from webapp.people.rota import Manned, staffed

_NAMES: Final = {holiday.value: holiday.chinese for holiday in constants.Holiday}
ANNOUNCED: Final[Mapping[date, tuple[bool, str]]] = MappingProxyType(
    {day: (False, _NAMES.get(name, "")) for day, name in constants.holidays.items()}
    | {day: (True, f"{_NAMES.get(name, '')}调休") for day, name in constants.workdays.items()}
)
"""Holidays and make-up days of the years that the package knows: whether worked, and the name."""
_YEARS: Final = frozenset(day.year for day in ANNOUNCED)


@dataclass(frozen=True)
class Calendars:
    """Everything about days and hours, as it stands."""

    days: Mapping[date, bool] = field(default_factory=dict)
    known: frozenset[int] = frozenset()
    weeks: Mapping[uuid.UUID, Week] = field(default_factory=dict)
    """The hours of the units that have set some of their own."""
    week_of_desk: Week = field(default_factory=lambda: DESK_WEEK)
    staffed: Mapping[date, tuple[Open, ...]] = field(default_factory=dict)
    """When somebody is at the desk by its rota, on days that have one."""

    def of(self, unit_id: uuid.UUID | None = None) -> WorkCalendar:
        """The calendar with the hours of a unit; without one, or where it has none of its own, the usual hours."""
        week = self.weeks.get(unit_id, OFFICE_WEEK) if unit_id else OFFICE_WEEK
        return WorkCalendar(self.days, week, self.known)

    @property
    def desk(self) -> WorkCalendar:
        """The calendar with the hours in which the dispatching desk is staffed: by its rota, else the usual ones."""
        return WorkCalendar(self.days, self.week_of_desk, self.known, self.staffed)

    @property
    def usual_desk(self) -> WorkCalendar:
        """The desk's usual hours, whoever is put down."""
        return WorkCalendar(self.days, self.week_of_desk, self.known)


def calendars(session: Session) -> Calendars:
    """All calendars of the district under one stamp."""
    return remembered(session, Calendars, lambda: _read(session))


def calendar_of(session: Session, unit_id: uuid.UUID | None = None) -> WorkCalendar:
    """The calendar with the hours of a unit; without one, or where it has none of its own, the usual hours."""
    return calendars(session).of(unit_id)


def desk_calendar(session: Session) -> WorkCalendar:
    """The calendar with the hours in which the dispatching desk is staffed."""
    return calendars(session).desk


def usual_week(kind: UnitKind) -> Week:
    """The hours of a unit of this kind that has set none of its own."""
    return DESK_WEEK if kind is UnitKind.DESK else OFFICE_WEEK


def _read(session: Session) -> Calendars:
    rows = session.connection().execute(select(Holiday.day, Holiday.source, Holiday.works)).all()
    listed = {day: works for day, source, works in rows if source is DaySource.IMPORTED}
    decided = {day: works for day, source, works in rows if source is DaySource.DECIDED}
    days = {day: works for day, (works, _) in ANNOUNCED.items()} | listed | decided
    weeks, desk = _weeks(session)
    usual = Calendars(days, _YEARS | {day.year for day in listed}, weeks, desk)
    return replace(usual, staffed=_staffed(session, usual.desk))


def _staffed(session: Session, usual: WorkCalendar) -> dict[date, tuple[Open, ...]]:
    asked = session.connection()
    shifts = asked.execute(select(Shift.person_id, Shift.begins, Shift.ends))
    away = asked.execute(select(Absence.person_id, Absence.begins, Absence.ends, Absence.stand_in_id))
    absences = (Manned(person, begins, ends, stand_in is not None) for person, begins, ends, stand_in in away)
    return staffed((Manned(*shift) for shift in shifts), absences, usual.hours)


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
    return calendars(session).weeks.get(unit_id)

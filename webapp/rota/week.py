"""The rota of a week as the desk reads it: who comes when, when nobody does, who is away."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import ROLE_NAMES, Role
from webapp.base.clock import CHINA
from webapp.base.worktime import Open
from webapp.catalogue.calendar import calendars
from webapp.people.records import Absence, Person, Shift
from webapp.people.rota import gaps
from webapp.rota.commands import A_DAY, A_WEEK, AT_THE_DESK, hours

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class ShiftShown:
    """One person's shift. `note` says that they are away, and who stands in."""

    id: uuid.UUID
    who: str
    hours: str
    lead: bool
    note: str
    removable: bool


@dataclass(frozen=True)
class DayShown:
    """A day: its shifts, and what the verifying clock makes of them."""

    day: date
    label: str
    today: bool
    shifts: tuple[ShiftShown, ...]
    staffed: str
    """When somebody is at the desk."""
    missing: str
    """Usual hours in which nobody is; empty when all are covered, or nobody was put down."""
    planned: bool
    """False where no shift was put down: the usual hours count."""


@dataclass(frozen=True)
class AbsenceShown:
    """Somebody away."""

    id: uuid.UUID
    words: str
    over: bool


@dataclass(frozen=True)
class WeekShown:
    """A week of the desk."""

    monday: date
    label: str
    days: tuple[DayShown, ...]
    absences: tuple[AbsenceShown, ...]
    earlier: date
    later: date
    first: date
    """The first of its days that can still be planned; its Monday where none can."""


def week_shown(session: Session, actor: Actor, day: date, now: datetime) -> WeekShown:
    """The week of a day, of this person's own desk."""
    monday = day - timedelta(days=day.weekday())
    begins = datetime.combine(monday, time(), CHINA)
    ends = begins + A_WEEK
    shifts = session.execute(
        select(Shift, Person)
        .join(Person, Person.id == Shift.person_id)
        .where(Shift.begins >= begins, Shift.begins < ends, Person.unit_id == actor.unit_id)
        .order_by(Shift.begins, Person.name)
    ).all()
    away = _absences(session, actor, begins, ends)
    names = {person.id: person.name for person in desk_people(session, actor)}
    by_day: dict[date, list[ShiftShown]] = defaultdict(list)
    for shift, person in shifts:
        by_day[shift.begins.astimezone(CHINA).date()].append(_shift(shift, person.name, away, names, now))
    days = tuple(_day(session, monday + n * A_DAY, by_day, now) for n in range(7))
    last = monday + 6 * A_DAY
    return WeekShown(
        monday, f"{monday.month}月{monday.day}日—{last.month}月{last.day}日", days,
        tuple(_absence(row, person, names, now) for row, person in away), monday - A_WEEK, monday + A_WEEK,
        max(monday, min(now.astimezone(CHINA).date(), last)),
    )  # fmt: skip


def desk_people(session: Session, actor: Actor) -> Sequence[Person]:
    """Who may be put down for this person's desk."""
    query = select(Person).where(Person.unit_id == actor.unit_id, Person.active, Person.role.in_(AT_THE_DESK))
    return session.scalars(query.order_by(Person.name, Person.account)).all()


def person_choices(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The same as options of a form."""
    people = desk_people(session, actor)
    return [(str(person.id), f"{person.name}（{ROLE_NAMES[Role(person.role)]}）") for person in people]


def _absences(
    session: Session, actor: Actor, begins: datetime, ends: datetime
) -> list[tuple[Absence, Person]]:
    query = (
        select(Absence, Person)
        .join(Person, Person.id == Absence.person_id)
        .where(Absence.begins < ends, Absence.ends > begins, Person.unit_id == actor.unit_id)
        .order_by(Absence.begins, Person.name)
    )
    return [(row, person) for row, person in session.execute(query)]


def _shift(
    shift: Shift, who: str, away: Sequence[tuple[Absence, Person]], names: dict[uuid.UUID, str], now: datetime
) -> ShiftShown:
    hit = (
        a
        for a, _ in away
        if a.person_id == shift.person_id and a.begins < shift.ends and a.ends > shift.begins
    )
    notes = ["请假，" + _stand_in(a, names) for a in hit]
    return ShiftShown(shift.id, who, hours(shift), shift.lead, "；".join(notes), shift.begins > now)


def _stand_in(absence: Absence, names: dict[uuid.UUID, str]) -> str:
    return f"{names.get(absence.stand_in_id, '别人')}替班" if absence.stand_in_id else "没有人替"


def _day(session: Session, day: date, by_day: dict[date, list[ShiftShown]], now: datetime) -> DayShown:
    desk = calendars(session)
    staffed, planned = desk.desk.hours(day), day in desk.staffed
    missing = gaps(desk.usual_desk.hours(day), staffed) if planned else ()
    return DayShown(
        day, f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}", day == now.astimezone(CHINA).date(),
        tuple(by_day[day]), _stretches(staffed), _stretches(missing), planned,
    )  # fmt: skip


def _absence(row: Absence, person: Person, names: dict[uuid.UUID, str], now: datetime) -> AbsenceShown:
    words = f"{person.name} {_moment(row.begins)}—{_moment(row.ends)}，{row.why}，{_stand_in(row, names)}"
    return AbsenceShown(row.id, words, row.ends <= now)


def _moment(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {local.hour}:{local:%M}"


def _stretches(stretches: Sequence[Open]) -> str:
    return " ".join(f"{o.hour}:{o:%M}–{c.hour or 24 if c == time() else c.hour}:{c:%M}" for o, c in stretches)

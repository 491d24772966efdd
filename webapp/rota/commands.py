"""Putting people down for the desk, taking them off, and saying who is away and who stands in."""

import re
import uuid
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import AfterValidator
from sqlalchemy import select

from webapp.access.role import Permission, Role
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.errors import Invalid, NotFound, NotNow
from webapp.base.fields import Command, LocalMoment, ShortWords, clean
from webapp.base.work import Work
from webapp.people.records import Absence, Person, Shift

LONGEST_PLAN = timedelta(days=62)
LONGEST_SHIFT = timedelta(hours=16)
LONGEST_ABSENCE = timedelta(days=366)
A_WEEK, A_DAY = timedelta(days=7), timedelta(days=1)
AT_THE_DESK = (Role.OPERATOR.value, Role.SHIFT_LEAD.value)
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")


def _hour(typed: str) -> str:
    found = _CLOCK.fullmatch(clean(typed))
    if found is None or int(found[1]) > 24 or int(found[2]) > 59 or (found[1] == "24" and found[2] != "00"):
        raise ValueError("写成 8:00 这样的钟点。")
    return f"{int(found[1]) % 24:02}:{found[2]}"


Hour = Annotated[str, AfterValidator(_hour)]


class PlanShifts(Command):
    """排班: a person, every day from the first to the last, from one hour to another; an earlier end is the next day's."""

    person: uuid.UUID
    first: date
    last: date
    begins: Hour
    ends: Hour
    lead: bool = False


class CopyWeek(Command):
    """照上周排: what stood in the week before the one of this day, where it fits."""

    week: date


class RemoveShift(Command):
    """不排了, before it begins."""

    shift_id: uuid.UUID


class SayAbsent(Command):
    """请假: from when to when, who stands in, and why."""

    person: uuid.UUID
    begins: LocalMoment
    ends: LocalMoment
    stand_in: uuid.UUID | None = None
    why: ShortWords


class EndAbsence(Command):
    """回来了, or not away after all."""

    absence_id: uuid.UUID


def plan_shifts(work: Work, order: PlanShifts) -> int:
    """Put a person down for these days; returns how many shifts. All of them or none."""
    work.actor.require(Permission.PLAN_ROTA)
    person = _of_this_desk(work, order.person, "person")
    wrong = _wrong_days(work, order)
    if wrong:
        raise Invalid(wrong)
    days = ((order.first + timedelta(days=n)) for n in range((order.last - order.first).days + 1))
    shifts = [_shift(person, day, order) for day in days]
    if shifts[0].ends - shifts[0].begins > LONGEST_SHIFT:
        raise Invalid({"ends": "一个班最长 16 小时，要更长就分成两个班。"})
    for shift in shifts:
        other = _overlapping(work, shift)
        if other is not None:
            raise Invalid(
                {"first": f"{person.name}{_day(other.begins)}已经排了 {hours(other)}，先把那个班去掉。"}
            )
    work.add(*shifts)
    work.doing("rota.plan_shifts")
    return len(shifts)


def copy_week(work: Work, order: CopyWeek) -> int:
    """Repeat the week before; returns how many shifts. `NotNow` when there was none, or all stand already."""
    work.actor.require(Permission.PLAN_ROTA)
    monday = order.week - timedelta(days=order.week.weekday())
    begins = datetime.combine(monday, time(), CHINA)
    query = (
        select(Shift)
        .join(Person, Person.id == Shift.person_id)
        .where(
            Shift.begins >= begins - A_WEEK, Shift.begins < begins, Person.unit_id == work.actor.unit_id,
            Person.active, Person.role.in_(AT_THE_DESK),
        )
    )  # fmt: skip
    copies = [
        Shift(
            id=new_id(),
            person_id=old.person_id,
            lead=old.lead,
            begins=old.begins + A_WEEK,
            ends=old.ends + A_WEEK,
        )
        for old in work.session.scalars(query)
    ]
    fitting = [shift for shift in copies if shift.begins > work.now and _overlapping(work, shift) is None]
    if not fitting:
        raise NotNow("上一周没有排班，或者这一周都排好了、已经过去了。")
    work.add(*fitting)
    work.doing("rota.copy_week")
    return len(fitting)


def remove_shift(work: Work, order: RemoveShift) -> None:
    """Take somebody off; what has begun stays, as clocks went by it."""
    work.actor.require(Permission.PLAN_ROTA)
    shift = work.session.get(Shift, order.shift_id)
    if shift is None or work.session.get_one(Person, shift.person_id).unit_id != work.actor.unit_id:
        raise NotFound("没有这个班，可能别人已经去掉了。")
    if shift.begins <= work.now:
        raise NotNow("这个班已经开始了，不能去掉。人来不了的，请记请假。")
    work.session.delete(shift)
    work.doing("rota.remove_shift")


def say_absent(work: Work, order: SayAbsent) -> Absence:
    """Say that somebody is away, and who stands in."""
    work.actor.require(Permission.PLAN_ROTA)
    person = _of_this_desk(work, order.person, "person")
    if order.ends <= order.begins or order.ends <= work.now:
        raise Invalid({"ends": "回来的时间要晚于离开的时间，也要晚于现在。"})
    if order.ends - order.begins > LONGEST_ABSENCE:
        raise Invalid({"ends": "一次最多请一年，请核对年份。"})
    if order.stand_in is not None:
        _may_stand_in(work, order)
    if _away(work, person.id, order):
        raise Invalid({"begins": f"{person.name}这段时间已经记了请假。"})
    absence = Absence(id=new_id(),
        person_id=person.id, stand_in_id=order.stand_in, begins=max(order.begins, work.now), ends=order.ends, why=order.why,
    )  # fmt: skip
    work.add(absence)
    work.doing("rota.say_absent")
    return absence


def end_absence(work: Work, order: EndAbsence) -> None:
    """Let somebody be back from now on; an absence that has not begun is forgotten."""
    work.actor.require(Permission.PLAN_ROTA)
    absence = work.session.get(Absence, order.absence_id)
    if absence is None or work.session.get_one(Person, absence.person_id).unit_id != work.actor.unit_id:
        raise NotFound("没有这次请假，可能别人已经销了。")
    if absence.ends <= work.now:
        raise NotNow("这次请假已经过去了。")
    if absence.begins >= work.now:
        work.session.delete(absence)
    else:
        absence.ends = work.now
    work.doing("rota.end_absence")


def hours(shift: Shift) -> str:
    """From when to when: 8:00–20:00, 20:00–次日8:00."""
    begins, ends = shift.begins.astimezone(CHINA), shift.ends.astimezone(CHINA)
    next_day = "次日" if ends.date() > begins.date() else ""
    return f"{begins.hour}:{begins:%M}–{next_day}{ends.hour}:{ends:%M}"


def _of_this_desk(work: Work, person_id: uuid.UUID, field: str) -> Person:
    person = work.session.get(Person, person_id, with_for_update={"of": Person})
    if (
        person is None or not person.active or person.unit_id != work.actor.unit_id
        or person.role not in AT_THE_DESK
    ):  # fmt: skip
        raise Invalid({field: "请选本班组还在岗的坐席或值班长。"})
    return person


def _wrong_days(work: Work, order: PlanShifts) -> dict[str, str]:
    if order.first < work.now.astimezone(CHINA).date():
        return {"first": "过去的日子不能再排。"}
    if order.last < order.first:
        return {"last": "最后一天要不早于第一天。"}
    if order.last - order.first > LONGEST_PLAN:
        return {"last": "一次最多排两个月。"}
    return {}


def _shift(person: Person, day: date, order: PlanShifts) -> Shift:
    begins, ends = time.fromisoformat(order.begins), time.fromisoformat(order.ends)
    last = day if ends > begins else day + A_DAY
    return Shift(
        id=new_id(), person_id=person.id, lead=order.lead, begins=datetime.combine(day, begins, CHINA),
        ends=datetime.combine(last, ends, CHINA),
    )  # fmt: skip


def _overlapping(work: Work, shift: Shift) -> Shift | None:
    query = select(Shift).where(
        Shift.person_id == shift.person_id, Shift.begins < shift.ends, Shift.ends > shift.begins
    )
    return work.session.scalars(query).first()


def _may_stand_in(work: Work, order: SayAbsent) -> None:
    if order.stand_in == order.person:
        raise Invalid({"stand_in": "替班的要是另一个人。"})
    assert order.stand_in is not None  # noqa: S101  asked by the caller
    other = _of_this_desk(work, order.stand_in, "stand_in")
    if _away(work, other.id, order):
        raise Invalid({"stand_in": f"{other.name}这段时间自己也请假，请换一位。"})


def _away(work: Work, person_id: uuid.UUID, order: SayAbsent) -> bool:
    query = select(Absence.id).where(
        Absence.person_id == person_id, Absence.begins < order.ends, Absence.ends > order.begins
    )
    return work.session.scalars(query).first() is not None


def _day(moment: datetime) -> str:
    local = moment.astimezone(CHINA)
    return f"{local.month}月{local.day}日"

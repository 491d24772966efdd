"""Where the working calendar comes from: decided, imported, announced, weekdays; units' hours; read once a change."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of
from webapp.access.role import Role
from webapp.admin.calendar import decide_day, set_week, year_shown
from webapp.base.clock import CHINA
from webapp.base.errors import Forbidden, Invalid
from webapp.catalogue.calendar import calendar_of, desk_calendar
from webapp.catalogue.records import DaySource, Holiday
from webapp.people.records import UnitKind
from webapp.ticket.records import TicketClock
from webapp.ticket.words import Action, ClockKind


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def calendar(kernel, unit_id=None):
    with kernel.read() as session:
        return calendar_of(session, unit_id)


def decide(kernel, d, day, what, name="试一天"):
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        decide_day(work, day, what, name)


def list_day(kernel, d, day, works):
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        work.session.add(Holiday(day=day, source=DaySource.IMPORTED, works=works, name="导入的"))


def test_the_announced_holidays_of_2026_count_and_those_of_2027_are_not_known(kernel):
    now = calendar(kernel)
    assert not now.is_work_day(date(2026, 2, 17)), "spring festival"
    assert now.is_work_day(date(2026, 10, 10)), "made up for the national day"
    assert (now.knows(2026), now.knows(2027)) == (True, False)
    assert now.is_work_day(date(2027, 10, 1)), "nobody has said otherwise yet: a Friday"


def test_an_administrators_word_counts_before_the_list_and_the_list_before_what_was_announced(kernel, d):
    day = date(2026, 10, 10)
    list_day(kernel, d, day, works=False)
    assert not calendar(kernel).is_work_day(day)
    decide(kernel, d, "2026-10-10", "works")
    assert calendar(kernel).is_work_day(day)
    decide(kernel, d, "2026-10-10", "usual", "")
    assert not calendar(kernel).is_work_day(day), "what was imported still stands"
    list_day(kernel, d, date(2027, 10, 1), works=False)
    assert calendar(kernel).knows(2027)
    with kernel.read() as session:
        shown = year_shown(session, 2027).find(date(2027, 10, 1))
    assert (shown.mark, shown.name, shown.works, shown.decided) == ("休", "导入的", False, False)


@pytest.mark.parametrize(
    ("day", "what", "name", "field"),
    [
        ("2026-02-30", "works", "春节", "day"),
        ("1999-01-01", "works", "元旦", "day"),
        ("2026-11-23", "perhaps", "试", "what"),
        ("2026-11-23", "rests", "", "name"),
        ("2026-11-23", "rests", "长" * 21, "name"),
    ],
)
@pytest.mark.only_sqlite("rules of days and hours")
def test_what_is_no_day_or_has_no_name_is_refused_by_its_field(kernel, d, day, what, name, field):
    with pytest.raises(Invalid) as refused:
        decide(kernel, d, day, what, name)
    assert set(refused.value.fields) == {field}


def test_only_an_administrator_decides(kernel, d):
    with pytest.raises(Forbidden), kernel.work(d[Role.SHIFT_LEAD]) as work:
        decide_day(work, "2026-11-23", "rests", "试")
    with pytest.raises(Forbidden), kernel.work(d[Role.SHIFT_LEAD]) as work:
        set_week(work, d.units[UnitKind.PROPERTY], {})


def test_the_hours_of_a_unit_move_its_answer_and_nobody_elses(kernel, clock, d):
    firm = d.units[UnitKind.PROPERTY]
    week = {f"day{day}": "8:00-10:30 16:00-18:00" for day in range(7)}
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        set_week(work, firm, week)
        set_week(work, firm, week | {"day6": ""})
    ticket_id = send_report(kernel, d).ticket.id
    deliver_all(kernel)
    with kernel.read() as session:
        assert session.get(TicketClock, (ticket_id, ClockKind.ACCEPTANCE)).due_at == datetime(
            2026, 11, 20, 17, 30, tzinfo=CHINA
        )
    assert calendar(kernel, firm).next_open(datetime(2026, 11, 21, 20, tzinfo=CHINA)) == datetime(
        2026, 11, 23, 8, tzinfo=CHINA
    )
    assert calendar(kernel).next_open(datetime(2026, 11, 20, 8, tzinfo=CHINA)).astimezone(CHINA).hour == 9
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        set_week(work, firm, {})
    assert calendar(kernel, firm).week == calendar(kernel).week


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9点到12点", "写成"),
        ("12:00-9:00", "早于"),
        ("9:00-12:00 11:00-13:00", "重叠"),
        ("9:00-24:00", "23:59"),
    ],
)
@pytest.mark.only_sqlite("rules of days and hours")
def test_hours_that_make_no_sense_are_refused(kernel, d, typed, sentence):
    with pytest.raises(Invalid) as refused, kernel.work(d[Role.ADMINISTRATOR]) as work:
        set_week(work, d.units[UnitKind.PROPERTY], {"day2": typed})
    assert sentence in refused.value.fields["day2"]
    with pytest.raises(Invalid, match="至少"), kernel.work(d[Role.ADMINISTRATOR]) as work:
        set_week(work, d.units[UnitKind.PROPERTY], {"day7": "9:00-12:00"})


def test_what_comes_at_night_is_verified_from_the_desks_opening_and_what_is_urgent_at_once(kernel, clock, d):
    clock.move(hours=13)  # Friday, eleven at night
    noise = send_report(kernel, d, category="noise", text="半夜装修").ticket.id
    lift = send_report(kernel, d, category="lift", text="电梯里困了人").ticket.id

    def due(ticket_id):
        with kernel.read() as session:
            return session.get(TicketClock, (ticket_id, ClockKind.VERIFY)).due_at

    assert due(noise) == datetime(2026, 11, 21, 8, 2, tzinfo=CHINA)
    assert due(lift) == clock.now() + timedelta(minutes=2)
    with kernel.work(d[Role.ADMINISTRATOR]) as work:
        set_week(work, d.units[UnitKind.DESK], {f"day{day}": "9:00-17:00" for day in range(5)})
    assert due(send_report(kernel, d, category="noise", text="又装修").ticket.id) == datetime(
        2026, 11, 23, 9, 2, tzinfo=CHINA
    )
    with kernel.read() as session:
        assert not desk_calendar(session).is_open(datetime(2026, 11, 21, 10, tzinfo=CHINA))


def test_a_step_asks_for_the_stamp_once_and_reads_the_tables_only_after_a_change(kernel, d):
    first, second = send_report(kernel, d).ticket.id, send_report(kernel, d).ticket.id
    deliver_all(kernel)
    decide(kernel, d, "2026-11-23", "rests", "停办一天")
    asked: list[str] = []
    event.listen(kernel.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    for ticket_id in (first, second):
        step(kernel, d[Role.PROPERTY], ticket_id, Action.ACCEPT)
    assert sum("FROM calendar_stamp" in one for one in asked) == 2
    assert sum("FROM holiday" in one for one in asked) == 1
    assert ticket_of(kernel, second).next_word_by == datetime(2026, 11, 25, 10, tzinfo=CHINA), "Monday is off"

"""Free times of the host's calendar, what is asked about, and reminders that come exactly once."""

import threading
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from tests.builders.meeting import answers, calls, invitation_of
from tests.builders.report import deliver_all, send_report
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid, NotNow
from webapp.base.outbox import Reaction, Reactions
from webapp.base.worktime import WorkCalendar
from webapp.meeting.advance import offered
from webapp.meeting.busy import MOST_OFFERS
from webapp.meeting.commands import (
    AcceptTime,
    AgreeToTime,
    InviteAgain,
    ProposeTime,
    RecordCall,
    agree_to_time,
    invite_again,
    record_call,
)
from webapp.meeting.events import InvitationMoved, MeetingReminder
from webapp.meeting.records import CallOutcome, Invitation
from webapp.meeting.reminders import remind_of_meetings
from webapp.meeting.rules import words_of_time
from webapp.meeting.slots import clashing, odd_about, proposed_times
from webapp.ticket.records import TicketStep

WEEK = timedelta(days=7)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def reported(kernel, district):
    receipt = send_report(kernel, district)
    deliver_all(kernel)
    return receipt


def test_a_make_up_saturday_is_a_work_day_and_a_holiday_a_day_off():
    made_up = WorkCalendar({date(2026, 11, 21): True, date(2026, 11, 23): False})
    words = [words_of_time(t) for t in proposed_times(at(20, 10), WEEK, urgent=False, calendar=made_up)]
    assert words == ["11月20日 周五 18:30", "11月21日 周六 10:00", "11月22日 周日 10:00"]


def test_hours_of_the_unit_hold_for_work_days_only():
    afternoons = WorkCalendar(week=dict.fromkeys(range(5), ((at(1, 14).time(), at(1, 17).time()),)))
    words = [words_of_time(t) for t in proposed_times(at(20, 10), WEEK, urgent=False, calendar=afternoons)]
    assert words == ["11月20日 周五 14:00", "11月20日 周五 18:30", "11月21日 周六 10:00"]


def test_what_is_taken_gives_way_to_the_next_free_time_of_that_day():
    busy = [at(20, 18, 30), at(21, 10)]
    times = proposed_times(at(20, 10), WEEK, urgent=False, free=lambda t: not clashing(t, busy))
    assert [words_of_time(t) for t in times] == [
        "11月20日 周五 19:00",
        "11月21日 周六 10:30",
        "11月23日 周一 10:00",
    ]


def test_night_holiday_and_a_second_meeting_are_asked_about():
    holidays = WorkCalendar({date(2026, 10, 1): False})
    assert odd_about([at(22, 15)], holidays, []) is None
    assert "太早或者太晚" in (odd_about([at(22, 21, 30)], holidays, []) or "")
    assert "放假" in (odd_about([at(1, 10, month=10)], holidays, []) or "")
    assert "还约了别人" in (odd_about([at(22, 15)], holidays, [at(22, 15, 20)]) or "")


def test_a_settled_time_is_offered_to_nobody_else_and_refused_to_who_saw_it_before(kernel, district):
    first, second = reported(kernel, district), reported(kernel, district)
    assert answers(kernel, first, AcceptTime, slot=0).meet_at == at(20, 18, 30)
    with pytest.raises(NotNow, match="别人约走"):
        answers(kernel, second, AcceptTime, slot=0)
    third = reported(kernel, district)
    times = offered(invitation_of(kernel, third.ticket.id))
    assert at(20, 18, 30) not in times
    assert at(20, 19) in times


def test_of_two_who_take_the_same_time_at_once_one_is_told_that_it_is_gone(kernel, district):
    both, start, told = [reported(kernel, district) for _ in range(2)], threading.Barrier(2), []

    def take(receipt) -> None:
        start.wait()
        try:
            told.append(answers(kernel, receipt, AcceptTime, slot=0).state)
        except NotNow as refused:
            told.append(refused.sentence)

    threads = [threading.Thread(target=take, args=(receipt,)) for receipt in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["accepted", "这个时间刚刚被别人约走了，请选另一个。"]


def test_a_handler_is_asked_also_about_a_time_that_a_colleague_is_just_settling(kernel, district):
    by, when, told = district[Role.PROPERTY], at(22, 15), []
    first, second = (reported(kernel, district).ticket.id for _ in range(2))

    def arrange(ticket_id) -> None:
        try:
            told.append(calls(kernel, by, ticket_id, CallOutcome.REACHED, at=when).state)
        except Invalid as asked:
            told.append(set(asked.fields))

    colleague = threading.Thread(target=arrange, args=(second,))
    with kernel.work(by) as work:
        record_call(work, RecordCall(ticket_id=first, outcome=CallOutcome.REACHED, at=when))
        colleague.start()
        colleague.join(0.5)
    colleague.join()
    assert told == [{"sure"}]


def test_when_every_time_is_offered_to_many_what_is_taken_is_still_left_out(kernel, district):
    answers(kernel, reported(kernel, district), AcceptTime, slot=0)
    waiting = invitation_of(kernel, reported(kernel, district).ticket.id)
    every = [(at(20, 8) + timedelta(minutes=30 * n)).isoformat() for n in range(48 * 12)]
    with kernel.work(RULE) as work:
        work.session.get_one(Invitation, waiting.id).times = every * MOST_OFFERS
    times = offered(invitation_of(kernel, reported(kernel, district).ticket.id))
    assert len(times) == 3
    assert at(20, 18, 30) not in times


def test_a_handler_is_asked_once_and_may_insist(kernel, district):
    receipt = reported(kernel, district)
    answers(kernel, receipt, ProposeTime, proposal="周日晚上九点半")
    by, late = district[Role.PROPERTY], at(22, 21, 30)
    with pytest.raises(Invalid) as asked, kernel.work(by) as work:
        agree_to_time(work, AgreeToTime(ticket_id=receipt.ticket.id, at=late))
    assert set(asked.value.fields) == {"sure"}
    with kernel.work(by) as work:
        agree_to_time(work, AgreeToTime(ticket_id=receipt.ticket.id, at=late, sure=True))
    assert invitation_of(kernel, receipt.ticket.id).meet_at == late


def test_moving_a_settled_time_wants_a_reason_that_everybody_reads(kernel, district, told):
    receipt = reported(kernel, district)
    deliver_all(kernel)
    answers(kernel, receipt, AcceptTime, slot=1)
    by = district[Role.PROPERTY]
    with pytest.raises(Invalid, match="为什么"), kernel.work(by) as work:
        invite_again(work, InviteAgain(ticket_id=receipt.ticket.id))
    with kernel.work(by) as work:
        invite_again(work, InviteAgain(ticket_id=receipt.ticket.id, reason="师傅去抢修", place_kind="room"))
    now = invitation_of(kernel, receipt.ticket.id)
    assert (now.state, now.round, now.place_kind) == ("sent", 2, "room")
    assert now.place_words == "新街物业值班室"
    with kernel.read() as session:
        line = session.scalars(select(TicketStep).where(TicketStep.action == "meeting.call_off")).one()
    assert line.words == "原来约的11月21日 周六 10:00改期：师傅去抢修。"
    deliver_all(kernel)
    assert sorted(action for action, _ in told) == ["call_off", "invite", "invite"]


@pytest.fixture
def told(kernel):
    """What a reaction to meetings is told: (what, hours) in order."""
    heard = []
    kernel.reactions = Reactions((
        *kernel.reactions.rows,
        Reaction("test.moved", ("invitation.call_off", "invitation.invite"), InvitationMoved,
                 lambda _, event: heard.append((event.action, None))),
        Reaction("test.reminded", ("meeting.reminder",), MeetingReminder,
                 lambda _, event: heard.append((event.meet_at, event.hours))),
    ))  # fmt: skip
    return heard


def test_a_day_and_an_hour_before_exactly_once_each(kernel, district, clock, told):
    receipt = reported(kernel, district)
    answers(kernel, receipt, AcceptTime, slot=2)
    meets = invitation_of(kernel, receipt.ticket.id).meet_at
    assert remind_of_meetings(kernel) == 0
    clock.moment = meets - timedelta(hours=24)
    assert (remind_of_meetings(kernel), remind_of_meetings(kernel)) == (1, 0)
    clock.moment = meets - timedelta(minutes=59)
    assert (remind_of_meetings(kernel), remind_of_meetings(kernel)) == (1, 0)
    clock.moment = meets
    assert remind_of_meetings(kernel) == 0
    deliver_all(kernel)
    assert told[1:] == [(meets.isoformat(), 24), (meets.isoformat(), 1)]


def test_a_moved_time_has_reminders_of_its_own_and_what_was_just_said_none(kernel, district, clock, told):
    receipt = reported(kernel, district)
    answers(kernel, receipt, AcceptTime, slot=0)
    assert remind_of_meetings(kernel) == 0, "settled eight hours before: no word about the day before"
    clock.moment = at(20, 17, 45)
    assert remind_of_meetings(kernel) == 1
    by = district[Role.PROPERTY]
    calls(kernel, by, receipt.ticket.id, CallOutcome.REACHED, at=at(23, 15), report_id=receipt.report)
    clock.moment = at(22, 15)
    assert remind_of_meetings(kernel) == 1
    clock.moment = at(23, 14)
    assert remind_of_meetings(kernel) == 1
    deliver_all(kernel)
    assert [hours for _, hours in told if hours] == [1, 24, 1]

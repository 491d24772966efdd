"""No-shows, minutes that residents confirm or dispute, signing in on the spot, the week, calendar files."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from tests.builders.firm_link import bind, firm_link
from tests.builders.meeting import answers, calls, holds, invitation_of
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import send, sign_in
from tests.builders.walk import ticket_of
from webapp.access.actor import RULE, resident
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.meeting.acts import BOX
from webapp.meeting.agenda import upcoming
from webapp.meeting.commands import AcceptTime, SendStandIn
from webapp.meeting.minutes import (
    ConfirmMinutes,
    DisputeMinutes,
    HoldMeeting,
    amend_minutes,
    confirm_minutes,
    dispute_minutes,
)
from webapp.meeting.missing import MissMeeting, WaitInVain, miss_meeting, wait_in_vain
from webapp.meeting.presence import (
    Position,
    code_of,
    forget_meeting_positions,
    present,
    read_code,
    sign_in_both,
)
from webapp.meeting.queries import invitation_of as invitation_view
from webapp.meeting.records import CallOutcome, MeetingPresence
from webapp.meeting.slots import MEETING_LASTS
from webapp.meeting.week import week_of
from webapp.meeting.words import Side
from webapp.ticket.words import Gate


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district)
    deliver_all(kernel)
    return made


def by_link(kernel, receipt, command, order, **more):
    """The reporter of a receipt acts on the newest invitation."""
    invitation = invitation_of(kernel, receipt.ticket.id).id
    with kernel.work(resident(report_id=receipt.report)) as work:
        return command(work, order(ticket_id=receipt.ticket.id, invitation=invitation, **more))


def seen_by(kernel, receipt, clock):
    with kernel.read() as session:
        return invitation_view(session, receipt.ticket.id, clock.now(), receipt.report)


def after_the_time(kernel, receipt, clock, minutes=15):
    clock.moment = invitation_of(kernel, receipt.ticket.id).meet_at + timedelta(minutes=minutes)


def test_a_stand_in_has_a_name_and_is_told_to_the_handler_alone(kernel, district, receipt, clock):
    answers(kernel, receipt, AcceptTime, slot=1)
    with pytest.raises(Invalid, match="怎么称呼"):
        answers(kernel, receipt, SendStandIn)
    assert answers(kernel, receipt, SendStandIn, stand_in="我儿子小李").stand_in == "我儿子小李"
    neighbour = send_report(kernel, district, joins=receipt.ticket.id)
    assert seen_by(kernel, receipt, clock).stand_in == "我儿子小李"
    with kernel.read() as session:
        theirs = invitation_view(session, receipt.ticket.id, clock.now(), neighbour.report)
    assert theirs.stand_in is None


def test_a_resident_who_did_not_come_is_invited_again_and_counts_as_silence(kernel, district, receipt, clock):
    by = district[Role.PROPERTY]
    answers(kernel, receipt, AcceptTime, slot=0)
    for last in (False, True):
        with pytest.raises(NotNow, match="15 分钟"), kernel.work(by) as work:
            miss_meeting(work, MissMeeting(ticket_id=receipt.ticket.id))
        after_the_time(kernel, receipt, clock)
        with kernel.work(by) as work:
            miss_meeting(work, MissMeeting(ticket_id=receipt.ticket.id))
        if not last:
            assert invitation_of(kernel, receipt.ticket.id).round == 2
            answers(kernel, receipt, AcceptTime, slot=0)
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.UNANSWERED


def test_a_handler_who_did_not_come_costs_the_resident_no_round(kernel, district, receipt, clock):
    for round_ in (2, 3, 4):
        answers(kernel, receipt, AcceptTime, slot=0)
        after_the_time(kernel, receipt, clock)
        by_link(kernel, receipt, wait_in_vain, WaitInVain)
        deliver_all(kernel)
        assert invitation_of(kernel, receipt.ticket.id).round == round_
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.WAITING


def test_what_was_agreed_by_whom_until_when_and_a_wish_with_its_three_parts(kernel, district, receipt, clock):
    by, until = district[Role.PROPERTY], date(2026, 11, 25)
    with pytest.raises(Invalid) as wrong:
        holds(kernel, by, receipt.ticket.id, asked="换新灯")
    assert set(wrong.value.fields) == {"offered", "why"}
    with pytest.raises(Invalid, match="已经过了"):
        holds(kernel, by, receipt.ticket.id, agreed_until=date(2026, 11, 19))
    holds(
        kernel, by, receipt.ticket.id, agreed="换好灯", agreed_by="张师傅", agreed_until=until,
        more=({"what": "给句话"},), asked="换新灯", offered="换灯泡", why="灯是好的",
    )  # fmt: skip
    view = seen_by(kernel, receipt, clock)
    assert view.promises == ("换好灯（张师傅，11月25日前）", "给句话")
    assert view.wish == ("换新灯", "换灯泡", "灯是好的")


def test_who_was_there_disputes_the_desk_sees_it_and_puts_it_right(kernel, district, receipt, clock):
    by = district[Role.PROPERTY]
    neighbour = send_report(kernel, district, joins=receipt.ticket.id)
    deliver_all(kernel)
    holds(kernel, by, receipt.ticket.id)
    with kernel.read() as session:
        theirs = invitation_view(session, receipt.ticket.id, clock.now(), neighbour.report)
    assert (theirs.minutes, theirs.agreed) == (None, "明天换好")
    with pytest.raises(NotNow, match="不在场"):
        by_link(kernel, neighbour, dispute_minutes, DisputeMinutes, text="不对")
    with pytest.raises(Invalid, match="哪里不对"):
        by_link(kernel, receipt, dispute_minutes, DisputeMinutes)
    by_link(kernel, receipt, dispute_minutes, DisputeMinutes, text="说的是今天，不是明天")
    with kernel.read() as session:
        assert [line.ticket_id for line in upcoming(session, by, clock.now()).to_do] == [receipt.ticket.id]
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.MET
    with kernel.work(by) as work:
        amend_minutes(work, HoldMeeting(ticket_id=receipt.ticket.id, minutes="看过灯", agreed="今天换好"))
    view = seen_by(kernel, receipt, clock)
    assert (view.agreed, view.disputed, view.confirmed) == ("今天换好", None, None)
    by_link(kernel, receipt, confirm_minutes, ConfirmMinutes)
    assert seen_by(kernel, receipt, clock).confirmed is True
    with kernel.read() as session:
        assert upcoming(session, by, clock.now()).to_do == ()


def test_minutes_are_put_right_also_when_an_agreed_day_is_past(kernel, district, receipt, clock):
    by, held = district[Role.PROPERTY], date(2026, 11, 20)
    holds(kernel, by, receipt.ticket.id, agreed_until=held + timedelta(days=1))
    clock.move(days=3)
    by_link(kernel, receipt, dispute_minutes, DisputeMinutes, text="少写了一条")
    agreed = {"minutes": "看过灯", "agreed": "明天换好", "agreed_until": held + timedelta(days=1)}
    more = ({"what": "贴通知", "until": held}, {"what": "给句话", "until": held - timedelta(days=1)})
    with pytest.raises(Invalid, match="见面那天") as wrong, kernel.work(by) as work:
        amend_minutes(work, HoldMeeting(ticket_id=receipt.ticket.id, **agreed, more=more))
    assert {BOX.get(field, field) for field in wrong.value.fields} == {"until_3"}
    more = ({"what": "给句话", "until": held},)
    with kernel.work(by) as work:
        amend_minutes(work, HoldMeeting(ticket_id=receipt.ticket.id, **agreed, more=more))
    view = seen_by(kernel, receipt, clock)
    assert view.promises == ("明天换好（11月21日前）", "给句话（11月20日前）")


def test_a_code_is_ours_and_soon_old(kernel, receipt, clock):
    invitation = invitation_of(kernel, receipt.ticket.id)
    code = code_of(kernel.secret, invitation.id, Side.HANDLER, clock.now())
    assert read_code(kernel.secret, code, clock.now()).invitation_id == invitation.id
    for other in (
        "",
        "x",
        code[:-2] + "AA",
        code_of("other", invitation.id, Side.HANDLER, clock.now()),
        "é" * 9,
    ):
        with pytest.raises(NotFound):
            read_code(kernel.secret, other, clock.now())
    clock.move(minutes=21)
    with pytest.raises(NotNow, match="过时"):
        read_code(kernel.secret, code, clock.now())


def test_both_sides_are_signed_in_by_one_reading_with_minutes_late_and_distance(
    kernel, district, receipt, clock
):
    answers(kernel, receipt, AcceptTime, slot=0)
    after_the_time(kernel, receipt, clock, minutes=12)
    invitation, secret = invitation_of(kernel, receipt.ticket.id), kernel.secret
    shown = read_code(secret, code_of(secret, invitation.id, Side.RESIDENT, clock.now()), clock.now())
    for stranger in (RULE, district.other_firm, district[Role.OPERATOR]):
        with pytest.raises(Forbidden), kernel.work(stranger) as work:
            sign_in_both(work, shown, None)
    for _ in range(2):
        with kernel.work(district[Role.PROPERTY]) as work:
            sign_in_both(work, shown, Position(116.401, 39.9))
    with kernel.read() as session:
        came = present(session, invitation.id)
    assert [(one.side, one.late_minutes) for one in came] == [("resident", 12), ("handler", 12)]
    assert [one.metres for one in came] == [None, 85]
    clock.move(minutes=5)
    with pytest.raises(NotNow, match="签过到"), kernel.work(district[Role.PROPERTY]) as work:
        miss_meeting(work, MissMeeting(ticket_id=receipt.ticket.id))
    clock.move(days=91)
    assert (forget_meeting_positions(kernel), forget_meeting_positions(kernel)) == (1, 0)
    with kernel.read() as session:
        assert session.scalars(select(MeetingPresence.lng)).all() == [None, None]


def test_a_resident_reads_the_handlers_code_and_both_are_there(app, kernel, district, receipt, client):
    sign = code_of(
        kernel.secret, invitation_of(kernel, receipt.ticket.id).id, Side.HANDLER, datetime.now(UTC)
    )
    assert client.get(f"/m/{sign}").status_code in {404, 409}
    sign = code_of(
        kernel.secret, invitation_of(kernel, receipt.ticket.id).id, Side.HANDLER, kernel.clock.now()
    )
    assert "我到了" in client.get(f"/m/{sign}").text
    bound = bind(app.test_client(), firm_link(kernel, district[Role.PROPERTY]))
    for refused in (sign_in(app, district[Role.PROPERTY]), bound):
        answer = refused.post(f"/m/{sign}")
        assert answer.status_code == 403
        assert "请居民用自己的手机扫" in answer.text
    with kernel.read() as session:
        assert present(session, invitation_of(kernel, receipt.ticket.id).id) == ()
    answer = client.post(f"/m/{sign}", data={"lng": "nan", "lat": "39.9"})
    assert answer.status_code == 200
    assert "两边都到了" in answer.text


def test_a_residents_code_is_read_by_staff_who_are_signed_in(app, kernel, district, receipt, client):
    sign = code_of(
        kernel.secret, invitation_of(kernel, receipt.ticket.id).id, Side.RESIDENT, kernel.clock.now()
    )
    assert "去登录" in client.get(f"/m/{sign}").text
    assert client.post(f"/m/{sign}").status_code == 403
    assert sign_in(app, district.other_firm).post(f"/m/{sign}").status_code == 403
    handler = sign_in(app, district[Role.PROPERTY])
    assert "两边都到了" in handler.post(f"/m/{sign}", data={"lng": "116.4", "lat": "39.9"}).text
    with kernel.read() as session:
        came = session.scalars(select(MeetingPresence).where(MeetingPresence.side == Side.HANDLER)).one()
    assert (came.person_id, came.late_minutes) == (district[Role.PROPERTY].person_id, None)


def test_the_week_shows_clashes_and_what_has_no_result_to_the_unit_and_the_street(
    app, kernel, district, receipt, clock
):
    other = send_report(kernel, district)
    deliver_all(kernel)
    by, at = district[Role.PROPERTY], datetime(2026, 11, 25, 15, 0, tzinfo=CHINA)
    calls(kernel, by, receipt.ticket.id, CallOutcome.REACHED, at=at)
    with pytest.raises(Invalid, match="还约了别人"):
        calls(kernel, by, other.ticket.id, CallOutcome.REACHED, at=at + timedelta(minutes=20))
    calls(kernel, by, other.ticket.id, CallOutcome.REACHED, at=at + timedelta(minutes=20), sure=True)
    with kernel.read() as session:
        weeks = [week_of(session, actor, at.date(), clock.now()) for actor in (by, district[Role.STREET])]
        strange = week_of(session, district.other_firm, at.date(), clock.now())
    for week in weeks:
        assert week.clashes == 2
        assert [(one.clock, one.clashes) for one in week.days[2].meetings] == [
            ("15:00", True),
            ("15:20", True),
        ]
        assert [day.works for day in week.days] == [True] * 5 + [False] * 2
    assert not any(day.meetings for day in strange.days)
    first, second = weeks[0].days[2].meetings
    over = at + MEETING_LASTS
    assert (first.is_unwritten(over), second.is_unwritten(over)) == (True, False)
    clock.at = over
    clock.moment = over
    assert sign_in(app, by).get("/desk/meetings/week?day=2026-11-25").text.count("结果没写") == 1


def test_a_private_address_is_read_by_a_calendar_program_until_it_is_revoked(
    app, kernel, district, receipt, client
):
    answers(kernel, receipt, AcceptTime, slot=1)
    browser = sign_in(app, district[Role.PROPERTY])
    page = send(browser, "/desk/meetings/week", "/desk/meetings/address")
    address = page.text.split("/calendar/")[1].split("<")[0].strip()
    answer = client.get(f"/calendar/{address}")
    assert answer.content_type.startswith("text/calendar")
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert (
        event.decoded("dtstart").astimezone(ZoneInfo("Asia/Shanghai")).strftime("%m-%d %H:%M")
        == "11-21 10:00"
    )
    assert receipt.ticket.number in event["summary"]
    assert "楼" in event["location"]
    assert send(browser, "/desk/meetings/week", "/desk/meetings/address/revoke").status_code == 303
    assert client.get(f"/calendar/{address}").status_code == 404


def test_a_residents_calendar_file_has_one_meeting_and_an_alarm(kernel, receipt, client):
    assert client.get(f"{receipt.ticket.url}/meeting.ics").status_code == 404
    answers(kernel, receipt, AcceptTime, slot=2)
    found = Calendar.from_ical(client.get(f"{receipt.ticket.url}/meeting.ics").data)
    (event,), (alarm,) = found.walk("VEVENT"), found.walk("VALARM")
    assert event.decoded("dtstart") == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    assert alarm.decoded("trigger") == timedelta(hours=-1)

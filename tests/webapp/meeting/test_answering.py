"""Accepting, proposing, declining, meeting, calling; and what each does to the gate."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.builders.meeting import answers, calls, holds, invitation_of
from tests.builders.photo import kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_fed_back, to_passed
from webapp.access.actor import resident
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow, Stale
from webapp.meeting.commands import (
    AcceptTime,
    AgreeToTime,
    DeclineMeeting,
    ProposeTime,
    accept_time,
    agree_to_time,
)
from webapp.meeting.records import CallOutcome, MeetingCall
from webapp.ticket.records import Contact, TicketStep
from webapp.ticket.words import Action, Gate

SUNDAY = datetime(2026, 11, 22, 15, 0, tzinfo=CHINA)


@pytest.fixture
def receipt(kernel, district):
    made = send_report(kernel, district)
    deliver_all(kernel)
    return made


def gate(kernel, receipt):
    return ticket_of(kernel, receipt.ticket.id).meeting_gate


def agree(kernel, actor, receipt, at=SUNDAY, seen=None):
    with kernel.work(actor) as work:
        return agree_to_time(work, AgreeToTime(ticket_id=receipt.ticket.id, at=at, seen=seen))


def joined(kernel, district, receipt):
    neighbour = send_report(kernel, district, joins=receipt.ticket.id)
    deliver_all(kernel)
    return neighbour


def test_one_of_the_times_is_accepted_and_the_gate_waits_for_the_meeting(kernel, district, receipt):
    invitation = answers(kernel, receipt, AcceptTime, slot=1)
    assert invitation.state == "accepted"
    assert invitation.meet_at == datetime(2026, 11, 21, 10, 0, tzinfo=CHINA)
    assert invitation.answered_by == receipt.report
    assert gate(kernel, receipt) is Gate.WAITING
    with pytest.raises(Invalid, match="还没到。要是提前见了"):
        holds(kernel, district[Role.PROPERTY], receipt.ticket.id)
    assert gate(kernel, receipt) is Gate.WAITING
    holds(kernel, district[Role.PROPERTY], receipt.ticket.id, earlier=True)
    assert gate(kernel, receipt) is Gate.MET


def test_a_time_that_is_past_or_was_never_offered_is_refused(kernel, receipt, clock):
    with pytest.raises(Invalid, match="列出的时间"):
        answers(kernel, receipt, AcceptTime, slot=7)
    clock.move(hours=9)
    with pytest.raises(Invalid, match="已经过了"):
        answers(kernel, receipt, AcceptTime, slot=0)
    assert invitation_of(kernel, receipt.ticket.id).state == "sent"


def test_another_reporters_link_leads_to_nothing(kernel, district, receipt):
    other = send_report(kernel, district)
    deliver_all(kernel)
    order = AcceptTime(
        ticket_id=receipt.ticket.id, invitation=invitation_of(kernel, receipt.ticket.id).id, slot=0
    )
    with pytest.raises(NotFound), kernel.work(resident(report_id=other.report)) as work:
        accept_time(work, order)
    with pytest.raises(Forbidden), kernel.work(district[Role.PROPERTY]) as work:
        accept_time(work, order)


def test_the_handler_agrees_to_the_residents_time(kernel, district, receipt):
    answers(kernel, receipt, ProposeTime, proposal="周日下午三点")
    with pytest.raises(Invalid, match="已经过了"):
        agree(kernel, district[Role.PROPERTY], receipt, at=datetime(2026, 11, 19, 15, 0, tzinfo=CHINA))
    with pytest.raises(NotFound):
        agree(kernel, district.other_firm, receipt)
    assert agree(kernel, district[Role.PROPERTY], receipt).meet_at == SUNDAY
    assert invitation_of(kernel, receipt.ticket.id).state == "accepted"


def test_agreeing_to_a_proposal_that_was_changed_meanwhile_is_stale(kernel, district, receipt):
    answers(kernel, receipt, ProposeTime, proposal="周日下午三点")
    seen = ticket_of(kernel, receipt.ticket.id).version
    answers(kernel, receipt, ProposeTime, proposal="还是周一晚上吧")
    with pytest.raises(Stale):
        agree(kernel, district[Role.PROPERTY], receipt, seen=seen)
    assert invitation_of(kernel, receipt.ticket.id).state == "proposed"


def test_what_a_resident_says_is_kept_from_the_neighbours_timeline(kernel, receipt):
    answers(kernel, receipt, ProposeTime, proposal="周日下午，我家 302")
    answers(kernel, receipt, DeclineMeeting, reason="我家没人")
    with kernel.read() as session:
        steps = session.scalars(select(TicketStep).where(TicketStep.action.like("meeting.%"))).all()
    assert not any("302" in (line.words or "") or "没人" in (line.words or "") for line in steps)
    assert any("302" in (line.reason or "") for line in steps)


@pytest.mark.parametrize("reason", [None, "修好就行"])
def test_one_tap_declines_and_opens_the_gate(kernel, receipt, reason):
    invitation = answers(kernel, receipt, DeclineMeeting, reason=reason)
    assert (invitation.state, invitation.by_phone, invitation.answer_words) == ("declined", False, reason)
    assert gate(kernel, receipt) is Gate.DECLINED
    with pytest.raises(NotNow):
        answers(kernel, receipt, AcceptTime, slot=0)


def test_a_neighbour_who_only_joined_cannot_decline_for_who_reported(kernel, district, receipt):
    neighbour = joined(kernel, district, receipt)
    answers(kernel, neighbour, DeclineMeeting)
    answers(kernel, neighbour, DeclineMeeting)
    assert invitation_of(kernel, receipt.ticket.id).state == "sent"
    assert gate(kernel, receipt) is Gate.WAITING
    with kernel.read() as session:
        told = session.scalars(select(TicketStep).where(TicketStep.action == "meeting.said_no")).all()
    assert len(told) == 1
    assert answers(kernel, receipt, DeclineMeeting).state == "declined"


def test_two_who_reported_the_same_must_both_decline(kernel, district, receipt):
    source = send_report(kernel, district)
    deliver_all(kernel)
    step(kernel, district[Role.OPERATOR], source.ticket.id, Action.MERGE, target_id=receipt.ticket.id)
    deliver_all(kernel)
    answers(kernel, source, DeclineMeeting, ticket_id=receipt.ticket.id)
    assert gate(kernel, receipt) is Gate.WAITING
    answers(kernel, receipt, DeclineMeeting)
    assert gate(kernel, receipt) is Gate.DECLINED


def test_any_reporter_may_accept_but_nobody_takes_it_from_them(kernel, district, receipt):
    neighbour = joined(kernel, district, receipt)
    answers(kernel, neighbour, AcceptTime, slot=0)
    with pytest.raises(NotNow, match="另一位"):
        answers(kernel, receipt, ProposeTime, proposal="周一")
    with pytest.raises(NotNow, match="另一位"):
        answers(kernel, receipt, DeclineMeeting)
    assert answers(kernel, neighbour, ProposeTime, proposal="周一").state == "proposed"


def test_minutes_are_needed_and_closing_waits_while_the_work_goes_on(kernel, district, receipt, clock):
    """A heap cleared within ten minutes: fed back and passed with the invitation open, closed after the meeting."""
    ticket_id = receipt.ticket.id
    clock.move(minutes=8)
    to_fed_back(kernel, district, ticket_id, words="垃圾清走了")
    clock.move(minutes=2)
    to_passed(kernel, district, ticket_id)
    deliver_all(kernel)
    assert invitation_of(kernel, ticket_id).state == "sent"
    with pytest.raises(NotNow, match="见面"):
        step(kernel, district[Role.OPERATOR], ticket_id, Action.CLOSE)
    assert ticket_of(kernel, ticket_id).state == "passed"
    holds(kernel, district[Role.PROPERTY], ticket_id)
    step(kernel, district[Role.OPERATOR], ticket_id, Action.CLOSE)
    assert ticket_of(kernel, ticket_id).state == "closed"


def test_work_can_be_done_again_while_the_invitation_stands(kernel, district, receipt):
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    step(
        kernel, district[Role.GRID_WORKER], receipt.ticket.id, Action.FAIL,
        reason="还有一袋", photos=(kept_photo(kernel),),
    )  # fmt: skip
    deliver_all(kernel)
    assert invitation_of(kernel, receipt.ticket.id).state == "sent"
    assert answers(kernel, receipt, AcceptTime, slot=2).state == "accepted"


def test_the_residents_word_on_the_phone_declines_and_is_kept_apart(kernel, district, receipt):
    by = district[Role.PROPERTY]
    with pytest.raises(Invalid, match="请写一样"):
        calls(kernel, by, receipt.ticket.id, CallOutcome.REACHED, words="聊了聊")
    invitation = calls(
        kernel, by, receipt.ticket.id, CallOutcome.REACHED, answer_words="不用见，修好就行", words="晚上换灯"
    )
    assert (invitation.state, invitation.by_phone) == ("declined", True)
    assert (invitation.answer_words, invitation.minutes) == ("不用见，修好就行", "晚上换灯")
    assert invitation.held_by == by.person_id
    assert gate(kernel, receipt) is Gate.DECLINED


def test_a_time_named_on_the_phone_is_arranged_and_opens_nothing(kernel, district, receipt):
    by = district[Role.PROPERTY]
    with pytest.raises(Invalid, match="已经过了"):
        calls(kernel, by, receipt.ticket.id, CallOutcome.REACHED, at=SUNDAY - timedelta(days=7))
    calls(kernel, by, receipt.ticket.id, CallOutcome.REACHED, at=SUNDAY)
    assert invitation_of(kernel, receipt.ticket.id).meet_at == SUNDAY
    assert gate(kernel, receipt) is Gate.WAITING
    with kernel.read() as session:
        assert session.scalars(select(MeetingCall.outcome)).all() == ["reached"]


def test_a_call_alone_opens_nothing_while_an_answer_is_waited_for(kernel, district, receipt):
    calls(kernel, district[Role.PROPERTY], receipt.ticket.id)
    assert gate(kernel, receipt) is Gate.WAITING
    assert invitation_of(kernel, receipt.ticket.id).state == "sent"


def test_somebody_elses_phone_is_erased(kernel, district, clock):
    phone = {"phone": "13800001234", "consent": {"version": "2026-11", "at": clock.now()}}
    receipt, other = send_report(kernel, district, **phone), send_report(kernel, district, **phone)
    deliver_all(kernel)
    by = district[Role.PROPERTY]
    with pytest.raises(Invalid, match="不是这件"):
        calls(kernel, by, receipt.ticket.id, CallOutcome.NOT_THE_PERSON, report_id=other.report)
    with pytest.raises(Invalid, match="打给了谁"):
        calls(kernel, by, receipt.ticket.id, CallOutcome.NOT_THE_PERSON)
    calls(kernel, by, receipt.ticket.id, CallOutcome.NOT_THE_PERSON, report_id=receipt.report)
    with kernel.read() as session:
        assert session.get_one(Contact, receipt.report).phone is None
        assert session.get_one(Contact, other.report).phone == "13800001234"


@pytest.mark.parametrize(
    "role",
    [
        Role.OPERATOR,
        Role.SHIFT_LEAD,
        Role.COMMUNITY,
        Role.GRID_WORKER,
        Role.CLERK,
        Role.DISTRICT,
        Role.AUDITOR,
    ],
)
def test_who_does_not_handle_writes_no_minutes(kernel, district, receipt, role):
    with pytest.raises((Forbidden, NotFound)):
        holds(kernel, district[role], receipt.ticket.id)
    assert gate(kernel, receipt) is Gate.WAITING

"""Waits that are over: rounds, the call, and the three counts that are never mixed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.builders.meeting import answers, calls, holds, invitation_of
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_passed
from webapp.access.actor import RULE, resident
from webapp.access.role import Role
from webapp.base.errors import NotNow
from webapp.catalogue.settings import put_setting
from webapp.meeting.agenda import Counts, counted, upcoming
from webapp.meeting.commands import AcceptTime, DeclineMeeting, ProposeTime
from webapp.meeting.due import run_out_invitations
from webapp.meeting.missing import MissMeeting, miss_meeting
from webapp.meeting.records import CallOutcome, Invitation
from webapp.ticket.contacts import erase_contact
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action, Gate


def reported(kernel, district, clock, phone=False, **more):
    if phone:
        more |= {"phone": "13800001234", "consent": {"version": "2026-11", "at": clock.now()}}
    receipt = send_report(kernel, district, **more)
    deliver_all(kernel)
    return receipt


def gate(kernel, receipt):
    return ticket_of(kernel, receipt.ticket.id).meeting_gate


def wait(kernel, clock, rounds=1, hours=24):
    for _ in range(rounds):
        clock.move(hours=hours)
        run_out_invitations(kernel)


def states(kernel, receipt):
    with kernel.read() as session:
        query = select(Invitation.state).where(Invitation.ticket_id == receipt.ticket.id)
        return session.scalars(query.order_by(Invitation.series, Invitation.round)).all()


def test_nothing_runs_out_before_its_time(kernel, district, clock):
    receipt = reported(kernel, district, clock)
    clock.move(hours=23, minutes=59)
    assert run_out_invitations(kernel) == 0
    clock.move(minutes=1)
    assert run_out_invitations(kernel) == 1
    assert states(kernel, receipt) == ["unanswered", "sent"]


def test_without_a_phone_the_gate_opens_after_the_last_round(kernel, district, clock):
    receipt = reported(kernel, district, clock)
    wait(kernel, clock)
    assert gate(kernel, receipt) is Gate.WAITING
    again = invitation_of(kernel, receipt.ticket.id)
    assert all(at > clock.now().isoformat() for at in again.times)
    wait(kernel, clock)
    assert states(kernel, receipt) == ["unanswered", "unanswered"]
    assert gate(kernel, receipt) is Gate.UNANSWERED
    assert run_out_invitations(kernel) == 0


def test_a_shorter_limit_has_one_round(kernel, district, clock):
    receipt = reported(kernel, district, clock, category="rubbish", text="垃圾堆在门口")
    assert invitation_of(kernel, receipt.ticket.id).wait_until == clock.now() + timedelta(hours=18)
    wait(kernel, clock, hours=18)
    assert states(kernel, receipt) == ["unanswered"]
    assert gate(kernel, receipt) is Gate.UNANSWERED


def test_the_number_of_rounds_is_the_districts_to_set(kernel, district, clock):
    with kernel.work(RULE) as work:
        put_setting(work.session, "invitations_long", 1, clock.now().date())
    receipt = reported(kernel, district, clock)
    wait(kernel, clock)
    assert gate(kernel, receipt) is Gate.UNANSWERED


def test_with_a_phone_the_gate_waits_for_a_call_that_was_tried(kernel, district, clock):
    receipt = reported(kernel, district, clock, phone=True)
    wait(kernel, clock, rounds=5)
    assert states(kernel, receipt) == ["unanswered", "unanswered"]
    assert gate(kernel, receipt) is Gate.WAITING
    to_passed(kernel, district, receipt.ticket.id)
    with pytest.raises(NotNow):
        step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.CLOSE)
    calls(kernel, district[Role.PROPERTY], receipt.ticket.id, CallOutcome.NOT_REACHED)
    assert gate(kernel, receipt) is Gate.UNANSWERED
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.CLOSE)


def test_a_call_that_was_tried_before_counts_when_the_rounds_are_over(kernel, district, clock):
    receipt = reported(kernel, district, clock, phone=True)
    calls(kernel, district[Role.PROPERTY], receipt.ticket.id, CallOutcome.REFUSED)
    wait(kernel, clock, rounds=2)
    assert gate(kernel, receipt) is Gate.UNANSWERED


def test_when_the_phone_is_erased_no_call_is_waited_for(kernel, district, clock):
    receipt = reported(kernel, district, clock, phone=True)
    wait(kernel, clock, rounds=2)
    with kernel.work(resident(report_id=receipt.report)) as work:
        erase_contact(work, receipt.report, "本人要求")
    assert gate(kernel, receipt) is Gate.WAITING
    assert run_out_invitations(kernel) == 1
    assert gate(kernel, receipt) is Gate.UNANSWERED


def test_nor_when_the_resident_came_to_none_of_the_settled_times(kernel, district, clock):
    receipt = reported(kernel, district, clock, phone=True)
    for _ in range(2):
        answers(kernel, receipt, AcceptTime, slot=0)
        clock.moment = invitation_of(kernel, receipt.ticket.id).meet_at + timedelta(minutes=15)
        with kernel.work(district[Role.PROPERTY]) as work:
            miss_meeting(work, MissMeeting(ticket_id=receipt.ticket.id))
    assert (states(kernel, receipt), gate(kernel, receipt)) == (["missed", "missed"], Gate.WAITING)
    assert run_out_invitations(kernel) == 0
    with kernel.work(resident(report_id=receipt.report)) as work:
        erase_contact(work, receipt.report, "本人要求")
    assert run_out_invitations(kernel) == 1
    assert gate(kernel, receipt) is Gate.UNANSWERED


@pytest.mark.parametrize("order", [(AcceptTime, {"slot": 2}), (ProposeTime, {"proposal": "周日"})])
def test_who_has_answered_is_never_unanswered(kernel, district, clock, order):
    receipt = reported(kernel, district, clock)
    answers(kernel, receipt, order[0], **order[1])
    wait(kernel, clock, rounds=20)
    assert gate(kernel, receipt) is Gate.WAITING
    assert len(states(kernel, receipt)) == 1


def test_a_late_word_still_counts_while_the_gate_waits_for_the_call(kernel, district, clock):
    receipt = reported(kernel, district, clock, phone=True)
    wait(kernel, clock, rounds=2)
    assert answers(kernel, receipt, ProposeTime, proposal="周日下午").state == "proposed"
    receipt = reported(kernel, district, clock, phone=True)
    wait(kernel, clock, rounds=2)
    answers(kernel, receipt, DeclineMeeting)
    assert gate(kernel, receipt) is Gate.DECLINED


def test_a_meeting_after_all_counts_as_met(kernel, district, clock):
    receipt = reported(kernel, district, clock)
    wait(kernel, clock, rounds=2)
    with pytest.raises(NotNow, match="已经有结果"):
        answers(kernel, receipt, AcceptTime, slot=2)
    holds(kernel, district[Role.PROPERTY], receipt.ticket.id)
    assert gate(kernel, receipt) is Gate.MET


def test_a_cancelled_ticket_runs_out_of_nothing(kernel, district, clock):
    receipt = reported(kernel, district, clock)
    step(kernel, resident(report_id=receipt.report), receipt.ticket.id, Action.CANCEL)
    wait(kernel, clock)
    assert states(kernel, receipt) == ["withdrawn"]
    assert gate(kernel, receipt) is Gate.WAITING


def test_met_declined_and_unanswered_are_three_numbers(kernel, district, clock):
    since = clock.now()
    rubbish = {"category": "rubbish", "text": "垃圾堆在门口"}
    made = [reported(kernel, district, clock, **rubbish) for _ in range(7)]
    by = district[Role.PROPERTY]
    holds(kernel, by, made[0].ticket.id)
    holds(kernel, by, made[1].ticket.id)
    answers(kernel, made[2], DeclineMeeting)
    calls(kernel, by, made[3].ticket.id, CallOutcome.REACHED, answer_words="不用见")
    answers(kernel, made[4], AcceptTime, slot=2)
    wait(kernel, clock, hours=18)
    until = clock.now() + timedelta(seconds=1)
    with kernel.read() as session:
        expected = Counts(met=2, declined=2, by_phone=1, unanswered=2, waiting=1)
        assert counted(session, by, since, until) == expected
        assert counted(session, district[Role.STREET], since, until) == expected
        assert counted(session, district.other_firm, since, until) == Counts(0, 0, 0, 0, 0)
        assert counted(session, by, until, until + timedelta(days=1)) == Counts(0, 0, 0, 0, 0)
        silent = session.scalars(select(TicketStep).where(TicketStep.action == "meeting.unanswered")).all()
    assert len(silent) == 2


def test_the_agenda_sorts_what_waits_for_whom(kernel, district, clock):
    made = [reported(kernel, district, clock, phone=i == 3) for i in range(5)]
    by = district[Role.PROPERTY]
    answers(kernel, made[0], ProposeTime, proposal="周日")
    answers(kernel, made[1], AcceptTime, slot=0)
    answers(kernel, made[2], AcceptTime, slot=2)
    answers(kernel, made[4], DeclineMeeting)
    wait(kernel, clock, rounds=2)
    new = reported(kernel, district, clock)
    with kernel.read() as session:
        agenda = upcoming(session, by, clock.now())
        others = upcoming(session, district.other_firm, clock.now())
        streets = upcoming(session, district[Role.STREET], clock.now())
    names = {receipt.ticket.id: i for i, receipt in enumerate(made)} | {new.ticket.id: "new"}
    assert [names[line.ticket_id] for line in agenda.to_do] == [0, 3, 1]
    assert [names[line.ticket_id] for line in agenda.arranged] == [2]
    assert [names[line.ticket_id] for line in agenda.waiting] == ["new"]
    assert (others.to_do, others.arranged, others.waiting) == ((), (), ())
    assert streets == agenda

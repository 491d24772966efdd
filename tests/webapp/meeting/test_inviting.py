"""Who is invited when: by rule on dispatch, once at a time, taken back when the ticket goes elsewhere."""

import threading

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tests.builders.meeting import answers, calls, holds, invitation_of
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_closed, to_unit
from webapp.access.actor import RULE, resident
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.errors import Forbidden, Invalid, NotNow
from webapp.meeting.advance import newest
from webapp.meeting.commands import AcceptTime, DeclineMeeting, InviteAgain, invite_again
from webapp.meeting.lifecycle import LIVE
from webapp.meeting.reactions import invite_residents
from webapp.meeting.records import Invitation
from webapp.meeting.rounds import invite_if_due
from webapp.people.records import UnitKind
from webapp.report.records import ReportKind
from webapp.ticket.events import TicketStepped
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action, Gate, Kind


def reported(kernel, district, **more):
    receipt = send_report(kernel, district, **more)
    deliver_all(kernel)
    return receipt


def history(kernel, ticket_id):
    with kernel.read() as session:
        query = select(TicketStep).where(TicketStep.ticket_id == ticket_id).order_by(TicketStep.version)
        return [(step.action, step.words) for step in session.scalars(query)]


def invited(kernel, ticket_id):
    with kernel.read() as session:
        return newest(session, ticket_id) is not None


def test_the_direct_road_invites_at_once(kernel, district, clock):
    ticket_id = reported(kernel, district).ticket.id
    invitation = invitation_of(kernel, ticket_id)
    assert (invitation.state, invitation.round, invitation.series) == ("sent", 1, 0)
    assert invitation.place_words == "新街坊30号院 5号楼 1单元门口"
    assert len(invitation.times) == 3
    assert (invitation.wait_until - invitation.sent_at).total_seconds() == 24 * 3600
    action, words = history(kernel, ticket_id)[-1]
    assert action == "meeting.invite"
    assert "11月20日 周五 18:30、11月21日 周六 10:00、11月23日 周一 10:00" in words
    assert ticket_of(kernel, ticket_id).meeting_gate is Gate.WAITING


@pytest.mark.parametrize("text", ["感谢张师傅，灯修得又快又好"])
def test_praise_has_no_gate_and_no_invitation(kernel, district, text):
    receipt = reported(kernel, district, text=text)
    to_unit(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.NONE
    assert not invited(kernel, receipt.ticket.id)


def test_what_staff_found_invites_nobody_until_a_resident_joins(kernel, district):
    found = reported(kernel, district, actor=district[Role.GRID_WORKER], kind=ReportKind.PATROL)
    assert not invited(kernel, found.ticket.id)
    reported(kernel, district, joins=found.ticket.id)
    assert invitation_of(kernel, found.ticket.id).state == "sent"
    assert ticket_of(kernel, found.ticket.id).meeting_gate is Gate.WAITING


def test_a_delivery_that_is_repeated_sends_nothing_twice(kernel, district):
    ticket_id = reported(kernel, district).ticket.id
    event = TicketStepped(
        ticket_id=ticket_id, action="dispatch", before="filed", after="dispatched", version=3
    )
    with kernel.work(RULE) as work:
        invite_residents(work, event)
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 1


def test_many_at_once_make_one_live_invitation(kernel, district):
    receipt = send_report(kernel, district)
    to_unit(kernel, district, receipt.ticket.id)
    start, failures = threading.Barrier(6), []

    def invite() -> None:
        start.wait()
        try:
            with kernel.work(RULE) as work:
                invite_residents(work, TicketStepped(receipt.ticket.id, "dispatch", "filed", "dispatched", 3))
        except Exception as failure:  # one of a thread is told by nobody; the test looks at them below
            failures.append(failure)

    threads = [threading.Thread(target=invite) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with kernel.read() as session:
        assert session.scalar(select(func.count()).where(Invitation.state.in_(LIVE))) == 1


def test_the_database_itself_refuses_a_second_live_one(kernel, district):
    first = invitation_of(kernel, reported(kernel, district).ticket.id)
    second = Invitation(
        id=new_id(), ticket_id=first.ticket_id, series=0, round=2, place_words="", times=[], said_no=[],
        sent_at=first.sent_at, wait_until=first.wait_until, by_phone=False,
    )  # fmt: skip
    with pytest.raises(IntegrityError), kernel.work(RULE) as work:
        work.session.add(second)


def test_another_unit_takes_the_invitation_over(kernel, district):
    ticket_id = reported(kernel, district).ticket.id
    before = invitation_of(kernel, ticket_id)
    step(
        kernel, district[Role.SHIFT_LEAD], ticket_id, Action.REDISPATCH,
        unit_id=district.units[UnitKind.DEPARTMENT], reason="要换线路",
    )  # fmt: skip
    deliver_all(kernel)
    assert invitation_of(kernel, ticket_id).id == before.id
    assert holds(kernel, district[Role.DEPARTMENT], ticket_id).state == "held"


def test_a_unit_that_gave_the_ticket_back_may_not_write_the_minutes(kernel, district):
    ticket_id = reported(kernel, district).ticket.id
    step(
        kernel, district[Role.SHIFT_LEAD], ticket_id, Action.REDISPATCH,
        unit_id=district.units[UnitKind.DEPARTMENT], reason="要换线路",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        holds(kernel, district[Role.PROPERTY], ticket_id)
    with pytest.raises(Forbidden):
        calls(kernel, district[Role.PROPERTY], ticket_id)


def test_merging_takes_the_sources_invitation_back_and_the_target_invites(kernel, district):
    target = reported(kernel, district, actor=district[Role.GRID_WORKER], kind=ReportKind.PATROL)
    source = reported(kernel, district)
    assert not invited(kernel, target.ticket.id)
    step(kernel, district[Role.OPERATOR], source.ticket.id, Action.MERGE, target_id=target.ticket.id)
    deliver_all(kernel)
    assert invitation_of(kernel, source.ticket.id).state == "withdrawn"
    assert invitation_of(kernel, target.ticket.id).state == "sent"
    with pytest.raises(NotNow):
        answers(
            kernel, source, AcceptTime, ticket_id=target.ticket.id, slot=0,
            invitation=invitation_of(kernel, source.ticket.id).id,
        )  # fmt: skip
    assert answers(kernel, source, AcceptTime, ticket_id=target.ticket.id, slot=1).state == "accepted"


def test_merging_into_one_that_has_its_own_invitation_sends_no_second(kernel, district):
    target, source = reported(kernel, district), reported(kernel, district)
    before = invitation_of(kernel, target.ticket.id)
    step(kernel, district[Role.OPERATOR], source.ticket.id, Action.MERGE, target_id=target.ticket.id)
    deliver_all(kernel)
    assert invitation_of(kernel, target.ticket.id).id == before.id
    assert invitation_of(kernel, source.ticket.id).state == "withdrawn"


def test_what_the_reporter_takes_back_needs_no_meeting(kernel, district):
    receipt = reported(kernel, district)
    step(kernel, resident(report_id=receipt.report), receipt.ticket.id, Action.CANCEL)
    deliver_all(kernel)
    assert invitation_of(kernel, receipt.ticket.id).state == "withdrawn"
    with pytest.raises(NotNow):
        answers(kernel, receipt, AcceptTime, slot=0)


def test_refusing_or_finding_that_it_is_praise_takes_the_invitation_back(kernel, district):
    refused, praised = reported(kernel, district), reported(kernel, district)
    desk = district[Role.OPERATOR]
    for receipt in (refused, praised):
        step(kernel, district[Role.PROPERTY], receipt.ticket.id, Action.RETURN, reason="不是我们的")
        assert invitation_of(kernel, receipt.ticket.id).state == "sent"
    step(kernel, desk, refused.ticket.id, Action.REFUSE, reason="不在本区", referral="邻区热线")
    step(kernel, desk, praised.ticket.id, Action.CORRECT, kind=Kind.PRAISE, reason="是表扬")
    deliver_all(kernel)
    assert invitation_of(kernel, refused.ticket.id).state == "withdrawn"
    assert invitation_of(kernel, praised.ticket.id).state == "withdrawn"


def test_a_question_answered_by_the_desk_still_invites_and_the_street_meets(kernel, district):
    receipt = reported(kernel, district, text="请问老年卡在哪办？", category="other")
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.FILE)
    assert not invited(kernel, receipt.ticket.id)
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.ANSWER, words="街道一层大厅办。")
    deliver_all(kernel)
    assert invitation_of(kernel, receipt.ticket.id).state == "sent"
    with pytest.raises(NotNow):
        step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.CLOSE)
    holds(kernel, district[Role.STREET], receipt.ticket.id)
    step(kernel, district[Role.OPERATOR], receipt.ticket.id, Action.CLOSE)


def test_confidential_is_met_by_the_street_in_its_room(kernel, district):
    receipt = reported(kernel, district, confidential=True)
    to_unit(kernel, district, receipt.ticket.id, UnitKind.DEPARTMENT)
    deliver_all(kernel)
    invitation = invitation_of(kernel, receipt.ticket.id)
    assert "单元" not in invitation.place_words
    assert invitation.place_words == "street单位值班室"
    with pytest.raises(Forbidden):
        holds(kernel, district[Role.DEPARTMENT], receipt.ticket.id)
    assert holds(kernel, district[Role.STREET], receipt.ticket.id).state == "held"


def test_reopening_invites_anew_and_the_gate_stands_again(kernel, district):
    receipt = reported(kernel, district)
    answers(kernel, receipt, DeclineMeeting)
    to_closed(kernel, district, receipt.ticket.id)
    step(
        kernel,
        resident(report_id=receipt.report),
        receipt.ticket.id,
        Action.REOPEN,
        reason="又坏了",
        not_solved=True,
    )
    with pytest.raises(NotNow):
        holds(kernel, district[Role.PROPERTY], receipt.ticket.id)
    deliver_all(kernel)
    invitation = invitation_of(kernel, receipt.ticket.id)
    assert (invitation.series, invitation.round, invitation.state) == (1, 1, "sent")
    assert ticket_of(kernel, receipt.ticket.id).meeting_gate is Gate.WAITING


def test_the_handler_may_invite_again_after_a_time_that_came_to_nothing(kernel, district, clock):
    receipt = reported(kernel, district)
    by = district[Role.PROPERTY]
    with pytest.raises(Invalid), kernel.work(by) as work:
        invite_again(work, InviteAgain(ticket_id=receipt.ticket.id))
    answers(kernel, receipt, AcceptTime, slot=0)
    clock.move(days=1)
    with pytest.raises(Invalid, match="两到三个"), kernel.work(by) as work:
        invite_again(work, InviteAgain(ticket_id=receipt.ticket.id, times=(clock.now(),)))
    with kernel.work(by) as work:
        invite_again(work, InviteAgain(ticket_id=receipt.ticket.id))
    again = invitation_of(kernel, receipt.ticket.id)
    assert (again.round, again.state) == (2, "sent")
    with kernel.read() as session:
        states = session.scalars(select(Invitation.state).order_by(Invitation.round)).all()
    assert states == ["withdrawn", "sent"]


def test_nobody_is_invited_before_somebody_has_the_ticket(kernel, district):
    receipt = send_report(kernel, district, category="noise")
    deliver_all(kernel)
    with kernel.work(RULE) as work:
        assert (
            invite_if_due(work, work.session.merge(ticket_of(kernel, receipt.ticket.id), load=False)) is None
        )
    assert not invited(kernel, receipt.ticket.id)

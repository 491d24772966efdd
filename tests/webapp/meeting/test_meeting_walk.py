"""Hypothesis walks invitation, gate and ticket together: whatever people do, in whatever order."""

from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.builders.meeting import answers, calls, holds, invitation_of
from tests.builders.photo import kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of
from webapp.access.actor import resident
from webapp.access.role import Role
from webapp.base.errors import Problem
from webapp.meeting.commands import (
    AcceptTime,
    AgreeToTime,
    DeclineMeeting,
    InviteAgain,
    ProposeTime,
    SendStandIn,
    agree_to_time,
    invite_again,
)
from webapp.meeting.due import run_out_invitations
from webapp.meeting.lifecycle import LIVE, InvitationAction, InvitationState
from webapp.meeting.minutes import (
    ConfirmMinutes,
    DisputeMinutes,
    HoldMeeting,
    amend_minutes,
    confirm_minutes,
    dispute_minutes,
)
from webapp.meeting.missing import MissMeeting, WaitInVain, miss_meeting, wait_in_vain
from webapp.meeting.records import CallOutcome, Invitation, MeetingCall
from webapp.meeting.words import Side
from webapp.ticket.records import TicketStep
from webapp.ticket.rules import GATE_OPEN
from webapp.ticket.words import Action, Gate, State

WORDS = {
    "accept": lambda w: answers(w.kernel, w.receipt, AcceptTime, slot=2),
    "propose": lambda w: answers(w.kernel, w.receipt, ProposeTime, proposal="周日"),
    "decline": lambda w: answers(w.kernel, w.receipt, DeclineMeeting),
    "agree": lambda w: w.staff(agree_to_time, AgreeToTime, at=w.clock.now() + timedelta(days=1)),
    "hold": lambda w: holds(w.kernel, w.handler, w.id, earlier=True),
    "call": lambda w: calls(w.kernel, w.handler, w.id),
    "call: a time": lambda w: calls(
        w.kernel, w.handler, w.id, CallOutcome.REACHED, at=w.clock.now() + timedelta(days=1)
    ),
    "call: no": lambda w: calls(w.kernel, w.handler, w.id, CallOutcome.REACHED, answer_words="不用见"),
    "again": lambda w: w.staff(invite_again, InviteAgain, reason="师傅去抢修"),
    "stand in": lambda w: answers(w.kernel, w.receipt, SendStandIn, stand_in="小李"),
    "missed": lambda w: (w.past_the_time(), w.staff(miss_meeting, MissMeeting)),
    "in vain": lambda w: (w.past_the_time(), w.resident(wait_in_vain, WaitInVain), deliver_all(w.kernel)),
    "right": lambda w: w.resident(confirm_minutes, ConfirmMinutes),
    "wrong": lambda w: w.resident(dispute_minutes, DisputeMinutes, text="没说明天"),
    "amend": lambda w: w.staff(amend_minutes, HoldMeeting, minutes="后天"),
    "cancel": lambda w: w.cancel(),
    "wait": lambda w: (w.clock.move(hours=24), run_out_invitations(w.kernel)),
    "work": lambda w: w.work_on(),
    "close": lambda w: step(w.kernel, w.district[Role.OPERATOR], w.id, Action.CLOSE),
}
NEXT = {
    State.DISPATCHED: (Role.PROPERTY, Action.ACCEPT),
    State.ACCEPTED: (Role.PROPERTY, Action.FEED_BACK),
    State.FED_BACK: (Role.GRID_WORKER, Action.PASS),
}


class Walk:
    """One ticket and the people around it."""

    def __init__(self, kernel, district, clock, phone: bool) -> None:
        self.kernel, self.district, self.clock = kernel, district, clock
        self.handler = district[Role.PROPERTY]
        more = {"phone": "13800001234", "consent": {"version": "1", "at": clock.now()}} if phone else {}
        self.receipt = send_report(kernel, district, **more)
        self.id = self.receipt.ticket.id
        self.phone = phone
        deliver_all(kernel)

    def staff(self, command, order, **more):
        with self.kernel.work(self.handler) as work:
            command(work, order(ticket_id=self.id, **more))

    def resident(self, command, order, **more):
        invitation = invitation_of(self.kernel, self.id).id
        with self.kernel.work(resident(report_id=self.receipt.report)) as work:
            command(work, order(ticket_id=self.id, invitation=invitation, **more))

    def past_the_time(self):
        at = invitation_of(self.kernel, self.id).meet_at
        if at is not None:
            self.clock.moment = max(self.clock.moment, at + timedelta(minutes=15))

    def cancel(self):
        step(self.kernel, resident(report_id=self.receipt.report), self.id, Action.CANCEL)
        deliver_all(self.kernel)

    def work_on(self):
        deliver_all(self.kernel)
        if not ticket_of(self.kernel, self.id).is_open:
            return
        role, action = NEXT.get(ticket_of(self.kernel, self.id).state, (Role.OPERATOR, Action.WORD))
        photos = (kept_photo(self.kernel),) if action in {Action.FEED_BACK, Action.PASS} else ()
        step(self.kernel, self.district[role], self.id, action, words="在办", photos=photos)

    def rows(self):
        with self.kernel.read() as session:
            query = select(Invitation).where(Invitation.ticket_id == self.id).order_by(Invitation.round)
            return session.scalars(query).all()

    def called(self):
        with self.kernel.read() as session:
            return bool(session.scalars(select(MeetingCall).where(MeetingCall.ticket_id == self.id)).all())

    def taken(self):
        with self.kernel.read() as session:
            query = select(TicketStep.action).where(TicketStep.ticket_id == self.id)
            return {a.removeprefix("meeting.") for a in session.scalars(query) if a.startswith("meeting.")}


def hold_true(walk: Walk, said: list[str]) -> None:
    """What must be so after every step."""
    ticket, rows = ticket_of(walk.kernel, walk.id), walk.rows()
    newest = rows[-1].state
    live = [row for row in rows if row.state in LIVE]
    assert len(live) <= 1
    assert (ticket.meeting_gate is Gate.MET) == (newest is InvitationState.HELD)
    assert (ticket.meeting_gate is Gate.DECLINED) == (newest is InvitationState.DECLINED)
    if newest is InvitationState.DECLINED:
        assert not {"decline", "call: no"}.isdisjoint(said)
    if ticket.meeting_gate is Gate.UNANSWERED:
        assert newest in {InvitationState.UNANSWERED, InvitationState.MISSED}
        silent = [r for r in rows if r.state is InvitationState.UNANSWERED or r.missed_by is Side.RESIDENT]
        assert len(silent) >= 2
        assert walk.called() or not walk.phone
    if live:
        assert ticket.meeting_gate is Gate.WAITING
    if ticket.state is State.CLOSED:
        assert ticket.meeting_gate in GATE_OPEN


def test_no_order_of_acts_breaks_the_gate(kernel, district, clock):
    taken: set[str] = set()

    @settings(max_examples=24, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(phone=st.booleans(), acts=st.lists(st.sampled_from(sorted(WORDS)), min_size=3, max_size=12))
    @example(phone=False, acts=["accept", "stand in", "missed", "accept", "in vain", "accept", "missed"])
    @example(phone=True, acts=["hold", "wrong", "right", "wrong", "amend", "right"])
    @example(phone=True, acts=["accept", "cancel"])
    @example(phone=True, acts=["propose", "agree", "wait", "again", "wait", "work", "wait", "call", "close"])
    def walk_once(phone: bool, acts: list[str]) -> None:
        walk, said = Walk(kernel, district, clock, phone), []
        for act in acts:
            before = ticket_of(kernel, walk.id)
            try:
                WORDS[act](walk)
                said.append(act)
            except Problem as refused:
                after = ticket_of(kernel, walk.id)
                assert (after.version, after.meeting_gate) == (before.version, before.meeting_gate)
                if act == "work":
                    raise AssertionError(f"work waited for a meeting: {refused.sentence}") from refused
            if said:
                hold_true(walk, said)
        taken.update(walk.taken())

    walk_once()
    missing = {action.value for action in InvitationAction} - taken
    assert not missing, f"never walked: {missing}"


def test_every_action_that_the_table_allows_a_resident_is_refused_once_the_gate_is_open(
    kernel, district, clock
):
    for opening in ("hold", "decline", "call: no"):
        walk = Walk(kernel, district, clock, phone=False)
        WORDS[opening](walk)
        for act in ("accept", "propose", "decline", "agree", "hold", "call: a time", "call: no", "again"):
            version = ticket_of(kernel, walk.id).version
            try:
                WORDS[act](walk)
            except Problem:
                pass
            else:
                raise AssertionError(f"{act} after {opening}")
            assert ticket_of(kernel, walk.id).version == version

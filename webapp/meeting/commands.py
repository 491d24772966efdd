"""Inviting, answering, meeting, calling. Work and feed-back never wait for any of it; closing does (the table)."""

import uuid
from typing import Annotated

from pydantic import Field, StringConstraints
from sqlalchemy import select

from webapp.base.errors import Invalid
from webapp.base.fields import Command, LocalMoment, Words, clean
from webapp.base.work import Work
from webapp.meeting import advance
from webapp.meeting.lifecycle import LIVE, InvitationAction, InvitationState
from webapp.meeting.records import CallOutcome, Invitation, MeetingCall
from webapp.meeting.rounds import give_up, send_next
from webapp.meeting.rules import Brought, meets_the_street
from webapp.ticket.advance import load, load_seen, note
from webapp.ticket.contacts import erase_contact, has_phone
from webapp.ticket.records import Reporter, Ticket
from webapp.ticket.words import Gate

Brief = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True, min_length=1)]


class AcceptTime(Command):
    """就这个时间: one of the offered times, by its place in the list."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID
    slot: int = Field(ge=0, le=9)


class ProposeTime(Command):
    """换个时间: the resident's own words."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID
    proposal: Brief


class DeclineMeeting(Command):
    """不用见面，电话说: one tap, the reason optional."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID
    reason: Brief | None = None


Answer = AcceptTime | ProposeTime | DeclineMeeting


class AgreeToTime(Command):
    """同意居民的时间: the resident's proposal as a moment."""

    ticket_id: uuid.UUID
    at: LocalMoment
    seen: int | None = None


class HoldMeeting(Command):
    """见面结果: what was talked about (staff), and what was agreed (residents read it)."""

    ticket_id: uuid.UUID
    minutes: Words
    agreed: Brief | None = None
    seen: int | None = None


class RecordCall(Command):
    """电话记录: how a call went. A resident who was reached either named a time or clearly said no meeting."""

    ticket_id: uuid.UUID
    outcome: CallOutcome
    report_id: uuid.UUID | None = None
    at: LocalMoment | None = None
    answer_words: Brief | None = None
    words: Words | None = None
    seen: int | None = None


class InviteAgain(Command):
    """再约一次: after a time that came to nothing; own times, or those of the rule when left out."""

    ticket_id: uuid.UUID
    times: tuple[LocalMoment, ...] = ()
    seen: int | None = None


def accept_time(work: Work, order: AcceptTime) -> Invitation:
    """The resident takes one of the times."""
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    offered = advance.offered(invitation)
    brought = Brought(meet_at=offered[order.slot] if order.slot < len(offered) else None)
    return advance.move(work, ticket, invitation, InvitationAction.ACCEPT, brought)


def propose_time(work: Work, order: ProposeTime) -> Invitation:
    """The resident asks for another time."""
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    brought = Brought(proposal=clean(order.proposal))
    return advance.move(work, ticket, invitation, InvitationAction.PROPOSE, brought)


def decline_meeting(work: Work, order: DeclineMeeting) -> Invitation:
    """The resident needs no meeting. It counts when every one who reported has said so.

    Neighbours who only joined (我也遇到) decide nothing for those who reported; they may still take a time.
    """
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    said_no = {*invitation.said_no, str(work.actor.report_id)}
    if _deciders(work, ticket) <= said_no:
        words = clean(order.reason) if order.reason else None
        advance.move(work, ticket, invitation, InvitationAction.DECLINE, Brought(answer_words=words))
    else:
        advance.check(work, ticket, invitation, InvitationAction.DECLINE)
        if str(work.actor.report_id) not in invitation.said_no:
            note(work, ticket, "meeting.said_no", reason="有一位反映人说不用见面，还在等其他人。")
    invitation.said_no = sorted(said_no)
    return invitation


def answer(work: Work, order: Answer) -> Invitation:
    """Whichever answer the resident gave."""
    if isinstance(order, AcceptTime):
        return accept_time(work, order)
    if isinstance(order, ProposeTime):
        return propose_time(work, order)
    return decline_meeting(work, order)


def _deciders(work: Work, ticket: Ticket) -> set[str]:
    rows = work.session.execute(
        select(Reporter.report_id, Reporter.joined).where(
            Reporter.ticket_id == ticket.id, Reporter.resident, Reporter.left_at.is_(None)
        )
    ).all()
    reported = {str(report_id) for report_id, joined in rows if not joined}
    return reported or {str(report_id) for report_id, _ in rows}


def agree_to_time(work: Work, order: AgreeToTime) -> Invitation:
    """The handler accepts the resident's proposal."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    return advance.move(
        work, ticket, advance.current(work, ticket), InvitationAction.AGREE, Brought(meet_at=order.at)
    )


def hold_meeting(work: Work, order: HoldMeeting) -> Invitation:
    """The meeting was held, with minutes: the gate opens as met."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    brought = Brought(minutes=order.minutes, agreed=order.agreed)
    return advance.move(work, ticket, advance.current(work, ticket), InvitationAction.HOLD, brought)


def record_call(work: Work, order: RecordCall) -> Invitation:
    """Keep a call that was tried, with what followed from it.

    Reached and a time: the meeting is arranged. Reached and the resident's own word that none is needed:
    declined, by phone. Any other outcome is a try; after the last round it opens the gate as unanswered.
    """
    ticket = load_seen(work, order.ticket_id, order.seen)
    invitation = advance.current(work, ticket)
    reached = order.outcome is CallOutcome.REACHED
    if reached and (order.at is None) == (order.answer_words is None):
        raise Invalid({"answer_words": "打通了，请写一样：约在什么时候，或者居民说不用见面的原话。"})
    if reached:
        _reached(work, ticket, invitation, order)
    else:
        advance.check_who_meets(work, ticket, invitation)
    work.session.add(
        MeetingCall(
            ticket_id=ticket.id, report_id=order.report_id, series=ticket.reopened, at=work.now,
            person_id=work.actor.person_id, name=work.actor.name, outcome=order.outcome,
            words=order.words or order.answer_words,
        )
    )  # fmt: skip
    if not reached:
        _not_reached(work, ticket, order)
    return invitation


def _reached(work: Work, ticket: Ticket, invitation: Invitation, order: RecordCall) -> None:
    if order.at is not None:
        advance.move(work, ticket, invitation, InvitationAction.ARRANGE, Brought(meet_at=order.at))
    else:
        brought = Brought(answer_words=order.answer_words, minutes=order.words)
        advance.move(work, ticket, invitation, InvitationAction.DECLINE_BY_PHONE, brought)


def _not_reached(work: Work, ticket: Ticket, order: RecordCall) -> None:
    reason = None if meets_the_street(ticket) else order.words
    note(work, ticket, "meeting.call", words="给您打过电话，没有说上话。", reason=reason)
    if order.outcome is CallOutcome.NOT_THE_PERSON:
        _forget_phone(work, ticket, order.report_id)
    give_up(work, ticket)


def _forget_phone(work: Work, ticket: Ticket, report_id: uuid.UUID | None) -> None:
    """«不是我» stops all contact (safety.md 5)."""
    if report_id is None:
        if has_phone(work.session, ticket.id):
            raise Invalid({"report_id": "请选打给了谁，好把这个电话删掉，不再打扰人家。"})
        return
    reporter = work.session.get(Reporter, report_id)
    if reporter is None or reporter.ticket_id != ticket.id:
        raise Invalid({"report_id": "这个电话不是这件工单的，请刷新再试。"})
    erase_contact(work, report_id, "不是我")


def invite_again(work: Work, order: InviteAgain) -> Invitation:
    """The handler invites once more, in place of a time that came to nothing."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    invitation = advance.current(work, ticket)
    advance.check_who_meets(work, ticket, invitation)
    if invitation.state is InvitationState.SENT:
        raise Invalid({"times": "已经发出邀约，正等居民回话；等到期会自动再发。"})
    if ticket.meeting_gate is Gate.WAITING and invitation.state in LIVE:
        advance.move(work, ticket, invitation, InvitationAction.WITHDRAW)
    return send_next(work, ticket, order.times)

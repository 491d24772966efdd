"""Inviting, answering, meeting, calling. Work and feed-back never wait for any of it; closing does (the table)."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from webapp.base.errors import Invalid
from webapp.base.fields import Command, LocalMoment, Plain, Words, clean
from webapp.base.work import Work
from webapp.catalogue.calendar import calendar_of
from webapp.meeting import advance
from webapp.meeting.busy import hold_calendar, taken
from webapp.meeting.lifecycle import LIVE, InvitationAction, InvitationState
from webapp.meeting.records import CallOutcome, Invitation, MeetingCall
from webapp.meeting.reporters import deciders
from webapp.meeting.rounds import give_up, send_next
from webapp.meeting.rules import Brought, meets_the_street
from webapp.meeting.slots import clashing, odd_about
from webapp.meeting.words import PlaceKind
from webapp.ticket.advance import load, load_seen, note
from webapp.ticket.contacts import erase_contact, has_phone
from webapp.ticket.records import Reporter, Ticket
from webapp.ticket.words import Gate

Brief = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True, min_length=1)]

StandInName = Annotated[Plain, StringConstraints(max_length=40, strip_whitespace=True, min_length=1)]


class AcceptTime(Command):
    """就这个时间: one of the offered times, by its place in the list."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID
    slot: int = Field(ge=0, le=9)
    stand_in: StandInName | None = None


class SendStandIn(Command):
    """请人代我去: somebody else comes to the settled time, as the resident calls them."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID
    stand_in: StandInName | None = None


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


Answer = AcceptTime | SendStandIn | ProposeTime | DeclineMeeting


class AgreeToTime(Command):
    """同意居民的时间: the resident's proposal as a moment."""

    ticket_id: uuid.UUID
    at: LocalMoment
    sure: bool = False
    """An unusual time (the night, a holiday, another meeting) is asked about once, then taken."""
    seen: int | None = None


class RecordCall(Command):
    """电话记录: how a call went. A resident who was reached either named a time or clearly said no meeting."""

    ticket_id: uuid.UUID
    outcome: CallOutcome
    report_id: uuid.UUID | None = None
    at: LocalMoment | None = None
    sure: bool = False
    stand_in: StandInName | None = None
    answer_words: Brief | None = None
    words: Words | None = None
    seen: int | None = None


class InviteAgain(Command):
    """改期再约: in place of what is arranged or came to nothing; own times, or those of the rule when left out."""

    ticket_id: uuid.UUID
    times: tuple[LocalMoment, ...] = ()
    place_kind: PlaceKind | None = None
    reason: Brief | None = None
    sure: bool = False
    seen: int | None = None


def accept_time(work: Work, order: AcceptTime) -> Invitation:
    """The resident takes one of the times."""
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    offered = advance.offered(invitation)
    at = offered[order.slot] if order.slot < len(offered) else None
    hold_calendar(work.session, invitation.host_id)
    others = taken(work.session, invitation.host_id, work.now, invitation.id)
    brought = Brought(meet_at=at, stand_in=order.stand_in, clash=at is not None and clashing(at, others))
    return advance.move(work, ticket, invitation, InvitationAction.ACCEPT, brought)


def send_stand_in(work: Work, order: SendStandIn) -> Invitation:
    """Somebody comes in the resident's place."""
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    brought = Brought(stand_in=order.stand_in)
    return advance.move(work, ticket, invitation, InvitationAction.STAND_IN, brought)


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
    if deciders(work.session, ticket.id) <= said_no:
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
    if isinstance(order, SendStandIn):
        return send_stand_in(work, order)
    if isinstance(order, ProposeTime):
        return propose_time(work, order)
    return decline_meeting(work, order)


def agree_to_time(work: Work, order: AgreeToTime) -> Invitation:
    """The handler accepts the resident's proposal."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    invitation = advance.current(work, ticket)
    _ask_if_sure(work, invitation, (order.at,), order.sure)
    return advance.move(work, ticket, invitation, InvitationAction.AGREE, Brought(meet_at=order.at))


def _ask_if_sure(work: Work, invitation: Invitation, times: tuple[datetime, ...], sure: bool) -> None:
    """The night, a holiday, a second meeting at once: allowed, but not by mistake. A time that is past is not.

    Asked with the calendar held, so that of two who settle the same time at once the second is asked.
    """
    if sure or not times or any(at <= work.now for at in times):
        return
    hold_calendar(work.session, invitation.host_id)
    calendar = calendar_of(work.session, invitation.host_id)
    odd = odd_about(times, calendar, taken(work.session, invitation.host_id, work.now, invitation.id))
    if odd is not None:
        raise Invalid({"sure": f"{odd}。确定就约这个时间，请勾上，再点一次。"})


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
        _ask_if_sure(work, invitation, (order.at,), order.sure)
        advance.move(
            work,
            ticket,
            invitation,
            InvitationAction.ARRANGE,
            Brought(meet_at=order.at, stand_in=order.stand_in),
        )
        invitation.answered_by = order.report_id
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
    """The handler invites once more, in place of a time that came to nothing or is moved; everybody is told."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    invitation = advance.current(work, ticket)
    advance.check_who_meets(work, ticket, invitation)
    if invitation.state is InvitationState.SENT:
        raise Invalid({"times": "已经发出邀约，正等居民回话；等到期会自动再发。"})
    _ask_if_sure(work, invitation, order.times, order.sure)
    if ticket.meeting_gate is Gate.WAITING and invitation.state in LIVE:
        why = clean(order.reason) if order.reason else None
        advance.move(work, ticket, invitation, InvitationAction.CALL_OFF, Brought(called_off=why))
    return send_next(work, ticket, order.times, order.place_kind)

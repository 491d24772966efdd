"""What the ticket's page says about the meeting: where it stands, the likely next action, who can be called."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.base.clock import Lamp
from webapp.layout.presenting import masked_phone, moment_words
from webapp.meeting.lifecycle import INVITATION, LIVE, InvitationAction, InvitationState
from webapp.meeting.queries import CallView, InvitationView, calls_of, invitation_of
from webapp.meeting.rules import GRACE, meets_the_street
from webapp.ticket.queries import get_ticket
from webapp.ticket.records import Contact, Reporter, Ticket
from webapp.ticket.words import Gate

GATE_WORDS = {
    Gate.WAITING: "还没见面",
    Gate.MET: "见了",
    Gate.DECLINED: "明确不用见",
    Gate.UNANSWERED: "未回应",
}
ACTION_OF = {
    "agree": InvitationAction.AGREE, "hold": InvitationAction.HOLD, "call": InvitationAction.ARRANGE,
    "again": InvitationAction.CALL_OFF, "miss": InvitationAction.MISS, "amend": InvitationAction.AMEND,
}  # fmt: skip


@dataclass(frozen=True)
class Callee:
    """A reporter, with the phone masked (safety.md 5)."""

    report_id: uuid.UUID
    masked: str
    has_phone: bool


@dataclass(frozen=True)
class Panel:
    """The meeting beside a ticket. `actions`: agree, hold, call, again, miss, amend, the likely one first; empty for onlookers."""

    ticket_id: uuid.UUID
    number: str
    version: int
    gate_words: str
    sentence: str
    why: str
    lamp: Lamp | None
    due_at: datetime | None
    invitation: InvitationView | None
    calls: tuple[CallView, ...]
    callees: tuple[Callee, ...]
    attendees: tuple[Callee, ...]
    """Who may have come to a meeting, when it is not plain: nobody when one alone is invited."""
    actions: tuple[str, ...]
    ahead: bool
    """Whether the settled time lies ahead: minutes before it want a tick that they met earlier."""
    guarded: bool
    """保密: the street meets, and this person reads none of the resident's words."""


def panel_of(session: Session, actor: Actor, ticket_id: uuid.UUID, now: datetime) -> Panel | None:
    """The panel of a ticket in scope; None out of scope, and for tickets that ask for no meeting."""
    ticket = get_ticket(session, actor, ticket_id)
    if ticket is None or ticket.meeting_gate is Gate.NONE:
        return None
    view = invitation_of(session, ticket.id, now)
    if view is not None and view.series != ticket.reopened:
        view = None
    guarded = meets_the_street(ticket) and actor.role is not Role.STREET
    if view is not None and guarded:
        view = replace(
            view, proposal=None, answer_words=None, minutes=None, stand_in=None, wish=None, disputed=None
        )
    calls = tuple(replace(call, words=None) if guarded else call for call in calls_of(session, ticket.id))
    meets = not guarded and _meets(actor, ticket, view)
    people = _people(session, ticket.id) if meets else ()
    sentence, why = _standing(ticket, view, now)
    lamp, due_at = _clock(view, now, ticket.meeting_gate is Gate.WAITING)
    return Panel(
        ticket_id=ticket.id, number=ticket.number, version=ticket.version, gate_words=GATE_WORDS[ticket.meeting_gate],
        sentence=sentence, why=why, lamp=lamp, due_at=due_at, invitation=view, calls=calls,
        callees=tuple(one for one in people if one.has_phone), attendees=people if len(people) > 1 else (),
        actions=_actions(ticket, view, now) if meets else (),
        ahead=view is not None and view.state is InvitationState.ACCEPTED and _ahead(view, now),
        guarded=guarded,
    )  # fmt: skip


def _meets(actor: Actor, ticket: Ticket, view: InvitationView | None) -> bool:
    held = view is not None and view.state is InvitationState.HELD
    if not actor.may(Permission.MEET) or not (ticket.is_open or held):
        return False
    return actor.role is Role.STREET or actor.unit_id == ticket.unit_id


def _people(session: Session, ticket_id: uuid.UUID) -> tuple[Callee, ...]:
    rows = session.execute(
        select(Reporter.report_id, Contact.phone)
        .outerjoin(Contact, Contact.report_id == Reporter.report_id)
        .where(Reporter.ticket_id == ticket_id, Reporter.resident, Reporter.left_at.is_(None))
        .order_by(Reporter.since)
    )
    return tuple(Callee(report_id, masked_phone(phone), phone is not None) for report_id, phone in rows)


def _actions(ticket: Ticket, view: InvitationView | None, now: datetime) -> tuple[str, ...]:
    """What the table allows now, the likely one first."""
    if view is None:
        return ()
    allowed = {step.action for step in INVITATION.allowed(view.state)}
    names = [name for name, action in ACTION_OF.items() if action in allowed]
    if ticket.meeting_gate is not Gate.WAITING:
        return tuple(name for name in names if name in {"hold", "amend"})
    if view.state is InvitationState.SENT:
        names.remove("again")
    if view.state is InvitationState.ACCEPTED and not _over(view, now):
        names.remove("miss")
    calls_first = {InvitationState.UNANSWERED, InvitationState.SENT, InvitationState.MISSED}
    likely = "call" if view.state in calls_first else names[0] if names else ""
    return tuple(name for name in dict.fromkeys((likely, *names)) if name in names)


def _over(view: InvitationView, now: datetime) -> bool:
    return view.meet_at is not None and view.meet_at + GRACE <= now


def _ahead(view: InvitationView, now: datetime) -> bool:
    return view.meet_at is not None and view.meet_at > now


def _clock(view: InvitationView | None, now: datetime, waits: bool) -> tuple[Lamp | None, datetime | None]:
    """The lamp of the meeting, and until when an answer is waited for."""
    if view is not None and view.disputed:
        return Lamp.YELLOW, None
    if view is not None and view.state in {InvitationState.UNANSWERED, InvitationState.MISSED} and waits:
        return Lamp.YELLOW, None
    if view is None or view.state not in LIVE:
        return None, None
    if view.state is InvitationState.SENT:
        return Lamp.GREEN, view.wait_until
    late = view.state is InvitationState.ACCEPTED and not _ahead(view, now)
    return (Lamp.YELLOW if late or view.state is InvitationState.PROPOSED else Lamp.GREEN), None


def _standing(ticket: Ticket, view: InvitationView | None, now: datetime) -> tuple[str, str]:
    if view is None:
        return "派给单位以后，会自动请居民见面", "时间和地点按规则给出，居民在自己那页上选"
    match view.state:
        case InvitationState.SENT:
            return "邀约发出去了，等居民回话", "活儿照干，不用等；居民找来了，见完写下结果就行"
        case InvitationState.PROPOSED:
            said = f"：“{view.proposal}”" if view.proposal else ""
            return f"居民想换个时间{said}", "定下哪天几点，居民马上看得到"
        case InvitationState.ACCEPTED if _ahead(view, now):
            comes = f"，{view.stand_in}替居民来" if view.stand_in else ""
            return f"约好了：{moment_words(view.meet_at or now, now)}，在{view.place}{comes}", "见完写下结果"
        case InvitationState.ACCEPTED:
            return "约的时间到了，见着了吗？", "见着了写下结果；没见着再约一次，或者打个电话"
        case InvitationState.HELD if view.disputed:
            return f"居民说见面记录不对：“{view.disputed}”", "改好记录，居民会再看一遍；说不拢，请街道来"
        case InvitationState.HELD:
            return f"见过面了{'：' + view.agreed if view.agreed else '。'}", ""
        case InvitationState.DECLINED:
            where = "电话里" if view.by_phone else ""
            said = f"：“{view.answer_words}”" if view.answer_words else "。"
            return f"居民{where}明确说不用见面{said}", ""
        case InvitationState.MISSED if ticket.meeting_gate is Gate.WAITING:
            return "约了没见着，请打个电话", "打过了、记下来，才能结案；没打通也算"
        case InvitationState.UNANSWERED if ticket.meeting_gate is Gate.WAITING:
            return "几次邀约都没回话，请打个电话", "打过了、记下来，才能结案；没打通也算"
        case InvitationState.UNANSWERED | InvitationState.MISSED:
            return "几次邀约都没等到回话，记作「未回应」", "居民来找，随时可以见，见了再写结果"
        case _:
            return "邀约取消了", ""

"""Minutes: what was talked about, what was agreed by whom until when; read, confirmed or disputed by who was there."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import StringConstraints
from sqlalchemy import select

from webapp.base.clock import CHINA
from webapp.base.errors import Invalid
from webapp.base.fields import Command, Plain, Words
from webapp.base.work import Work
from webapp.meeting import advance
from webapp.meeting.lifecycle import InvitationAction
from webapp.meeting.missing import there
from webapp.meeting.records import Invitation, MinutesAnswer
from webapp.meeting.reporters import deciders
from webapp.meeting.rules import Brought
from webapp.meeting.words import Side
from webapp.ticket.advance import load, load_seen
from webapp.ticket.records import Reporter, Ticket

Brief = Annotated[Plain, StringConstraints(max_length=200, strip_whitespace=True, min_length=1)]
Name = Annotated[Plain, StringConstraints(max_length=40, strip_whitespace=True, min_length=1)]


class Promise(Command):
    """One line of what was agreed: what, by whom, until which day."""

    what: Brief
    who: Name | None = None
    until: date | None = None


class HoldMeeting(Command):
    """见面结果: what was talked about, and what was agreed. Who was there reads both, neighbours the agreement alone."""

    ticket_id: uuid.UUID
    minutes: Words
    agreed: Brief | None = None
    agreed_by: Name | None = None
    agreed_until: date | None = None
    more: tuple[Promise | None, ...] = ()
    """Further lines in the places in which they were typed; none for one left empty."""
    report_id: uuid.UUID | None = None
    """Whose reporter was there, when it was not the one who took the time."""
    asked: Brief | None = None
    offered: Brief | None = None
    why: Brief | None = None
    """A wish that is not met as asked: all three or none."""
    earlier: bool = False
    """They met before the settled time."""
    seen: int | None = None

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Every line of the agreement."""
        first = () if self.agreed is None else (
            Promise(what=self.agreed, who=self.agreed_by, until=self.agreed_until),
        )  # fmt: skip
        return (*first, *(line for line in self.more if line is not None))


class ConfirmMinutes(Command):
    """记录没问题."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID


class DisputeMinutes(Command):
    """记录不对: in the resident's words."""

    ticket_id: uuid.UUID
    invitation: uuid.UUID
    text: Words | None = None


def hold_meeting(work: Work, order: HoldMeeting) -> Invitation:
    """The meeting was held, with minutes: the gate opens as met."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    invitation = advance.current(work, ticket)
    brought = _brought(order, work.now, there(work, invitation))
    invitation = advance.move(work, ticket, invitation, InvitationAction.HOLD, brought)
    _keep(invitation, order)
    invitation.met_with = _who_was_there(work, ticket, invitation, order.report_id)
    return invitation


def amend_minutes(work: Work, order: HoldMeeting) -> Invitation:
    """Put the minutes right, after a dispute or a second thought; those who were there are asked anew."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    invitation = advance.current(work, ticket)
    brought = _brought(order, invitation.held_at or work.now)
    invitation = advance.move(work, ticket, invitation, InvitationAction.AMEND, brought)
    _keep(invitation, order)
    invitation.disputed = None
    for said in work.session.scalars(_answers(invitation)):
        work.session.delete(said)
    return invitation


def confirm_minutes(work: Work, order: ConfirmMinutes) -> Invitation:
    """One who was there says that the minutes are right; a neighbour's dispute stands."""
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    advance.move(work, ticket, invitation, InvitationAction.CONFIRM)
    _say(work, invitation, agrees=True)
    others = [said for said in work.session.scalars(_answers(invitation)) if not said.agrees]
    invitation.disputed = others[-1].words if others else None
    return invitation


def dispute_minutes(work: Work, order: DisputeMinutes) -> Invitation:
    """One who was there says what is wrong; the desk sees it until the minutes are put right."""
    ticket = load(work, order.ticket_id)
    invitation = advance.current(work, ticket, order.invitation)
    brought = Brought(disputed=order.text)
    advance.move(work, ticket, invitation, InvitationAction.DISPUTE, brought)
    _say(work, invitation, agrees=False, words=order.text)
    return invitation


def _brought(order: HoldMeeting, met_at: datetime, there: frozenset[Side] = frozenset()) -> Brought:
    """What the minutes say; an agreed day lies on the day of the meeting or after it, however late they are amended."""
    wishes = {"asked": order.asked, "offered": order.offered, "why": order.why}
    given = [name for name, words in wishes.items() if words is not None]
    if given and len(given) < len(wishes):
        sentence = "没照居民说的办，三样都写：想要什么、答应了什么、为什么。"
        raise Invalid({name: sentence for name in wishes if name not in given})
    days = {"agreed_until": order.agreed_until} if order.agreed is not None else {}
    days |= {f"more.{place}.until": promise.until for place, promise in enumerate(order.more) if promise}
    met = met_at.astimezone(CHINA).date()
    past = [name for name, day in days.items() if day is not None and day < met]
    if past:
        raise Invalid(dict.fromkeys(past, "说好的日子已经过了，请写见面那天或以后的。"))
    agreed = "；".join(words_of(promise.model_dump(mode="json")) for promise in order.promises)
    return Brought(minutes=order.minutes, agreed=agreed or None, earlier=order.earlier, there=there)


def words_of(promise: dict[str, Any]) -> str:
    """One line of an agreement as people read it: 换好灯（张师傅，11月25日前）."""
    until = date.fromisoformat(promise["until"]) if promise.get("until") else None
    more = [promise.get("who") or "", f"{until.month}月{until.day}日前" if until else ""]
    said = "，".join(part for part in more if part)
    return f"{promise['what']}（{said}）" if said else str(promise["what"])


def _keep(invitation: Invitation, order: HoldMeeting) -> None:
    invitation.promises = [promise.model_dump(mode="json") for promise in order.promises]
    invitation.asked, invitation.offered, invitation.why = order.asked, order.offered, order.why


def _who_was_there(
    work: Work, ticket: Ticket, invitation: Invitation, report_id: uuid.UUID | None
) -> list[str]:
    """The one that the handler names, else the one who took the time, else all who reported."""
    if report_id is not None:
        reporter = work.session.get(Reporter, report_id)
        if reporter is None or reporter.ticket_id != ticket.id:
            raise Invalid({"report_id": "这位不是这件工单的反映人，请刷新再试。"})
        return [str(report_id)]
    if invitation.answered_by is not None:
        return [str(invitation.answered_by)]
    return sorted(deciders(work.session, ticket.id))


def _answers(invitation: Invitation) -> Any:
    query = select(MinutesAnswer).where(MinutesAnswer.invitation_id == invitation.id)
    return query.order_by(MinutesAnswer.at)


def _say(work: Work, invitation: Invitation, *, agrees: bool, words: str | None = None) -> None:
    mine = [
        said for said in work.session.scalars(_answers(invitation)) if said.report_id == work.actor.report_id
    ]
    said = mine[0] if mine else MinutesAnswer(invitation_id=invitation.id, report_id=work.actor.report_id)
    said.agrees, said.words, said.at = agrees, words, work.now
    work.session.add(said)

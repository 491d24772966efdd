"""What a unit asks of the street or the shift lead: to take it back, more time, to set it aside.

An asking is a fact of the ticket (asked, asked_by, asked_at); the answer is a step of the table or a no.
"""

import uuid
from datetime import datetime

from webapp.access.role import Permission
from webapp.base.errors import Invalid, NotNow
from webapp.base.fields import Command, LocalMoment, Words
from webapp.base.lifecycle import ClockChange
from webapp.base.work import Work
from webapp.handle.commands import load_own
from webapp.ticket.advance import note
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.rules import AT_THE_UNIT, LONGEST_HANG_UP, MOST_EXTENSIONS, MOST_RETURNS
from webapp.ticket.words import ClockKind, State

ASKED_WORDS = {"return": "退回", "extend": "延期", "hang_up": "挂账"}


class AskStreet(Command):
    """请街道定: it was returned twice and still is not ours."""

    ticket_id: uuid.UUID
    reason: Words
    seen: int | None = None


class AskExtension(Command):
    """申请延期: before the deadline, with the reason."""

    ticket_id: uuid.UUID
    reason: Words
    seen: int | None = None


class AskHangUp(Command):
    """申请挂账: what it waits for, and until when."""

    ticket_id: uuid.UUID
    reason: Words
    until: LocalMoment
    seen: int | None = None


def ask_street(work: Work, order: AskStreet) -> TicketStep:
    """Ask the street whose it is; the handling clock stands still meanwhile, one work day at most."""
    ticket = _own(work, order.ticket_id, order.seen)
    if ticket.returns < MOST_RETURNS:
        raise _not_now(ticket, f"还可以直接退回（已退回 {ticket.returns} 次），不用请街道定。")
    clocks = ((ClockKind.ACCEPTANCE, ClockChange.STOP), (ClockKind.HANDLING, ClockChange.PAUSE))
    return _ask(work, ticket, "return", order.reason, clocks=clocks)


def ask_extension(work: Work, order: AskExtension) -> TicketStep:
    """Ask for one more limit; granted by the shift lead or the street, twice at most."""
    ticket = _own(work, order.ticket_id, order.seen)
    if ticket.extensions >= MOST_EXTENSIONS:
        raise _not_now(ticket, "已经延期两次，不能再延。实在办不了的，请申请挂账。")
    if ticket.due is not None and work.now > ticket.due:
        raise _not_now(ticket, "已经超过期限，不能再申请延期。请先给居民一句话，再尽快办完。")
    return _ask(work, ticket, "extend", order.reason)


def ask_hang_up(work: Work, order: AskHangUp) -> TicketStep:
    """Ask to set it aside until a date; the street decides, once for a ticket."""
    ticket = _own(work, order.ticket_id, order.seen)
    if ticket.state is not State.HANDLING:
        raise _not_now(ticket, "到场看过以后才能申请挂账。")
    if ticket.hang_ups:
        raise _not_now(ticket, "已经挂过一次账，不能再挂。")
    if not work.now < order.until <= work.now + LONGEST_HANG_UP:
        raise Invalid({"until": "请写明最晚哪天再办，一年以内。"})
    return _ask(work, ticket, "hang_up", order.reason, order.until)


def _own(work: Work, ticket_id: uuid.UUID, seen: int | None) -> Ticket:
    ticket = load_own(work, ticket_id, seen, Permission.ASK_STREET)
    if ticket.state not in AT_THE_UNIT:
        raise _not_now(ticket, "这件现在不在您单位手里，不用申请。")
    if ticket.asked is not None:
        asked = ASKED_WORDS.get(ticket.asked, "申请")
        raise _not_now(ticket, f"已经申请了「{asked}」，正在等答复，不用再申请。")
    return ticket


def _ask(
    work: Work, ticket: Ticket, what: str, reason: str, until: datetime | None = None,
    clocks: tuple[tuple[ClockKind, ClockChange], ...] = (),
) -> TicketStep:  # fmt: skip
    said = {"until": until} if until is not None else {}
    return note(
        work, ticket, f"ask_{what}", reason=reason, clocks=clocks, said=said,
        asked=what, asked_by=work.actor.person_id, asked_at=work.now,
    )  # fmt: skip


def _not_now(ticket: Ticket, sentence: str) -> NotNow:
    return NotNow(sentence, state=ticket.state.value)

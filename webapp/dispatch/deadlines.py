"""What the desk and the street do about time: extend, hasten, hang up, wake, pass up, decline what was asked."""

import uuid

from webapp.access.role import Permission
from webapp.base.errors import NotNow
from webapp.base.fields import Command, LocalMoment, MaybeWords, Words
from webapp.base.lifecycle import ClockChange
from webapp.base.work import Work
from webapp.ticket.advance import advance, load_seen, note
from webapp.ticket.given import Given
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action, ClockKind

DECIDES = {"extend": Permission.EXTEND, "hang_up": Permission.HANG_UP, "return": Permission.REDISPATCH}
"""Who may answer what a unit asked for."""


class ExtendTicket(Command):
    """延期: once more the limit, because the unit asked in time."""

    ticket_id: uuid.UUID
    reason: MaybeWords = ""
    seen: int | None = None


class HastenTicket(Command):
    """催办: urgent from now on, and due earlier (half of what is left, unless a moment is given)."""

    ticket_id: uuid.UUID
    reason: Words
    due: LocalMoment | None = None
    seen: int | None = None


class HangUpTicket(Command):
    """挂账: it cannot be done now; why, and by when it is taken up again."""

    ticket_id: uuid.UUID
    reason: Words
    until: LocalMoment
    seen: int | None = None


class WakeTicket(Command):
    """恢复办理: before its date."""

    ticket_id: uuid.UUID
    reason: MaybeWords = ""
    seen: int | None = None


class PassUpTicket(Command):
    """升级: the next level takes part."""

    ticket_id: uuid.UUID
    reason: MaybeWords = ""
    seen: int | None = None


class DeclineAsked(Command):
    """不同意: what the unit asked for is not given; it goes on, and reads why."""

    ticket_id: uuid.UUID
    reason: Words
    seen: int | None = None


def extend_ticket(work: Work, order: ExtendTicket) -> TicketStep:
    """Grant what was asked before the deadline, at most twice, never by who asked."""
    return advance(work, order.ticket_id, Action.EXTEND, Given(reason=order.reason or None), order.seen)


def hasten_ticket(work: Work, order: HastenTicket) -> TicketStep:
    """Make it urgent and due earlier."""
    given = Given(reason=order.reason, due=order.due)
    return advance(work, order.ticket_id, Action.HASTEN, given, order.seen)


def hang_up_ticket(work: Work, order: HangUpTicket) -> TicketStep:
    """Set it aside once, until a date within a year; the resident reads the reason and the date."""
    given = Given(reason=order.reason, until=order.until, facts={"until": order.until})
    return advance(work, order.ticket_id, Action.HANG_UP, given, order.seen)


def wake_ticket(work: Work, order: WakeTicket) -> TicketStep:
    """Take it up again; its clock goes on where it stood."""
    return advance(work, order.ticket_id, Action.WAKE, Given(reason=order.reason or None), order.seen)


def pass_up_ticket(work: Work, order: PassUpTicket) -> TicketStep:
    """Let the next level take part in what is late."""
    return advance(work, order.ticket_id, Action.PASS_UP, Given(reason=order.reason or None), order.seen)


def decline_asked(work: Work, order: DeclineAsked) -> TicketStep:
    """Say no to what the unit asked for; the handling clock goes on if it had been waiting for the answer."""
    ticket = load_seen(work, order.ticket_id, order.seen)
    if ticket.asked not in DECIDES:
        raise NotNow("这件没有等您答复的申请，可能别人已经答复了。", state=ticket.state.value)
    work.actor.require(DECIDES[ticket.asked])
    if ticket.asked_by is not None and ticket.asked_by == work.actor.person_id:
        raise NotNow("申请的人不能自己批，请换一个人。", state=ticket.state.value)
    stood = ticket.asked == "return"
    clocks = ((ClockKind.HANDLING, ClockChange.GO_ON),) if stood else ()
    return note(
        work,
        ticket,
        "asked_declined",
        reason=order.reason,
        clocks=clocks,
        asked=None,
        asked_by=None,
        asked_at=None,
    )

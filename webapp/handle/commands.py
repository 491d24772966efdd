"""The unit's work: 收到, 到场, 已完成, 答复, 告知, 退回, and who of the unit goes."""

import uuid
from typing import Any

from webapp.access.role import Permission
from webapp.base.errors import NotNow
from webapp.base.fields import Command, LocalMoment, MaybeWords, ShortWords, Words
from webapp.base.work import Work
from webapp.ticket.advance import advance, load_seen, note
from webapp.ticket.given import Given
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import Ticket, TicketStep
from webapp.ticket.words import Action


class AcceptTicket(Command):
    """收到."""

    ticket_id: uuid.UUID
    seen: int | None = None


class StartHandling(Command):
    """到场."""

    ticket_id: uuid.UUID
    captured_at: LocalMoment | None = None
    seen: int | None = None


class FeedBack(Command):
    """已完成: what was done, in words the resident reads; the photo of it comes beside the order."""

    ticket_id: uuid.UUID
    words: Words
    captured_at: LocalMoment | None = None
    seen: int | None = None


class AnswerTicket(Command):
    """答复 to a question, a request or praise; a wish not met as asked keeps asked, offered and why."""

    ticket_id: uuid.UUID
    words: Words
    asked: MaybeWords = ""
    offered: MaybeWords = ""
    why: MaybeWords = ""
    seen: int | None = None


class SendWord(Command):
    """告知: a word to the reporters, and when they hear the next one; photos of how it looks come beside the order."""

    ticket_id: uuid.UUID
    words: Words
    next_word_by: LocalMoment | None = None
    seen: int | None = None


class ReturnTicket(Command):
    """退回: not true, or not ours; the desk decides."""

    ticket_id: uuid.UUID
    reason: Words
    seen: int | None = None


class AssignTicket(Command):
    """分给: a named person of the unit goes; an empty name takes the name away."""

    ticket_id: uuid.UUID
    assigned_to: ShortWords | None = None
    seen: int | None = None


def accept_ticket(work: Work, order: AcceptTicket) -> TicketStep:
    """The unit has it; the acceptance clock stops."""
    return advance(work, order.ticket_id, Action.ACCEPT, seen=order.seen)


def start_handling(work: Work, order: StartHandling) -> TicketStep:
    """Somebody is there."""
    given = Given(captured_at=order.captured_at)
    return advance(work, order.ticket_id, Action.START, given, order.seen)


def feed_back(work: Work, order: FeedBack, photos: tuple[KeptPhoto, ...]) -> TicketStep:
    """Say that it is done; somebody else looks again. `Invalid` without a photo kept with the role `after`."""
    given = Given(words=order.words, photos=photos, captured_at=order.captured_at)
    return advance(work, order.ticket_id, Action.FEED_BACK, given, order.seen)


def answer_ticket(work: Work, order: AnswerTicket) -> TicketStep:
    """Answer what is no fault; no recheck follows."""
    wish = {"asked": order.asked, "offered": order.offered, "why": order.why}
    facts: dict[str, object] = {name: words for name, words in wish.items() if words}
    return advance(work, order.ticket_id, Action.ANSWER, Given(words=order.words, facts=facts), order.seen)


def send_word(work: Work, order: SendWord, photos: tuple[KeptPhoto, ...] = ()) -> TicketStep:
    """Tell the reporters how it stands, and show it; the promise is renewed."""
    given = Given(words=order.words, next_word_by=order.next_word_by, photos=photos)
    return advance(work, order.ticket_id, Action.WORD, given, order.seen)


def return_ticket(work: Work, order: ReturnTicket) -> TicketStep:
    """Give it back to the desk with the reason; twice at most, then the street is asked."""
    return advance(work, order.ticket_id, Action.RETURN, Given(reason=order.reason), order.seen)


def assign_ticket(work: Work, order: AssignTicket) -> TicketStep:
    """Name who of the unit goes; only while the unit has it."""
    ticket = load_own(work, order.ticket_id, order.seen, Permission.ASSIGN)
    said: dict[str, Any] = {"before": ticket.assigned_to}
    return note(work, ticket, "assign", said=said, assigned_to=order.assigned_to)


def load_own(work: Work, ticket_id: uuid.UUID, seen: int | None, permission: Permission) -> Ticket:
    """The ticket, if it is open and with the actor's own unit; `NotNow` says where it is otherwise."""
    work.actor.require(permission)
    ticket = load_seen(work, ticket_id, seen)
    if ticket.unit_id is None or ticket.unit_id != work.actor.unit_id:
        raise NotNow("这件现在不归您单位办。", state=ticket.state.value)
    if not ticket.is_open:
        raise NotNow("这件已经办结，不用再改。", state=ticket.state.value)
    return ticket

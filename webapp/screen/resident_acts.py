"""What a resident may do on the tracking page: which acts are open now, and each act as one command."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.access.actor import NOBODY
from webapp.access.link_tokens import TRIES_A_DAY, count_try, forgive_try
from webapp.access.signed_in import the_actor
from webapp.access.verdict_code import NO_CODE, is_code
from webapp.base.errors import Invalid, TooMany
from webapp.base.fields import clean, typed_number
from webapp.base.work import Kernel, Work
from webapp.callback.commands import answer_by_resident
from webapp.callback.forms import answer_order
from webapp.callback.queries import OwnAnswer, own_answer
from webapp.callback.records import Solved
from webapp.meeting.commands import answer as answer_invitation
from webapp.meeting.forms import answer_order as meeting_order
from webapp.meeting.forms import minutes_order, vain_order
from webapp.meeting.minutes import ConfirmMinutes, confirm_minutes, dispute_minutes
from webapp.meeting.missing import wait_in_vain
from webapp.meeting.queries import invitation_of
from webapp.screen.resident_meeting import ANSWERS, OF_MINUTES, MeetingAsked, meeting_asked
from webapp.screen.resident_words import PHRASE, VERDICT
from webapp.screen.tracking import Story
from webapp.ticket.advance import advance, load, note
from webapp.ticket.contacts import erase_contact, phone_of
from webapp.ticket.given import Given
from webapp.ticket.leaving import cancel_or_leave
from webapp.ticket.lifecycle import TO_HANDLING
from webapp.ticket.queries import case_number
from webapp.ticket.records import Ticket
from webapp.ticket.rules import OBJECT_WITHIN
from webapp.ticket.words import Action, State

Form = Mapping[str, str]
Run = Callable[[Work, uuid.UUID, uuid.UUID, Form], str]


@dataclass(frozen=True)
class Act:
    """One act: `verdict` ones ask for the 4-digit code (safety.md 6); `run` answers the word of what was done."""

    run: Run
    verdict: bool


@dataclass(frozen=True)
class Waiting:
    """What waits for the resident now."""

    actions: dict[str, str]
    invitation: MeetingAsked | None
    verdict_words: str | None
    heading: str | None
    """In place of the state's words, once the reporter has answered and the ticket waits for others."""


def _say_more(work: Work, ticket_id: uuid.UUID, report_id: uuid.UUID, form: Form) -> str:
    text = clean(form.get("text", ""))[:2000]
    if not text:
        raise Invalid({"text": "写一句再点补上。"})
    ticket = load(work, ticket_id)
    step = note(work, ticket, "said_more", reason=text)
    step.facts = {"report": str(report_id)}
    return "word"


def _cancel(work: Work, ticket_id: uuid.UUID, report_id: uuid.UUID, _form: Form) -> str:
    step = cancel_or_leave(work, ticket_id)
    if step.action == Action.CANCEL:
        return "cancel"
    erase_contact(work, report_id, "不再跟")
    return "leave"


def _object(work: Work, ticket_id: uuid.UUID, report_id: uuid.UUID, form: Form) -> str:
    text = clean(form.get("text", ""))[:2000]
    if not text:
        raise Invalid({"text": "请说说为什么该办，一两句就行。"})
    advance(work, ticket_id, Action.OBJECT, Given(reason=text, facts={"report": str(report_id)}))
    return "object"


def _erase(work: Work, _ticket: uuid.UUID, report_id: uuid.UUID, _form: Form) -> str:
    erase_contact(work, report_id, "本人要求")
    return "erase"


def _disown(work: Work, _ticket: uuid.UUID, report_id: uuid.UUID, _form: Form) -> str:
    erase_contact(work, report_id, "不是我")
    return "erase"


def _answer_meeting(work: Work, ticket_id: uuid.UUID, _report: uuid.UUID, form: Form) -> str:
    if form.get("answer") == "in_vain":
        wait_in_vain(work, vain_order(ticket_id, form))
        return "in_vain"
    answer_invitation(work, meeting_order(ticket_id, form))
    return "meeting"


def _minutes(work: Work, ticket_id: uuid.UUID, _report: uuid.UUID, form: Form) -> str:
    order = minutes_order(ticket_id, form)
    if isinstance(order, ConfirmMinutes):
        confirm_minutes(work, order)
        return "minutes"
    dispute_minutes(work, order)
    return "disputed"


def _verdict(work: Work, ticket_id: uuid.UUID, report_id: uuid.UUID, form: Form) -> str:
    missing = {
        name: sentence
        for name, sentence in (
            ("solved", "请选一个：已解决、解决了一部分、没解决。"),
            ("satisfaction", "请选一个：满意、基本满意、不满意。"),
        )
        if not form.get(name)
    }
    if missing:
        raise Invalid(missing)
    order = answer_order(ticket_id, report_id, form)
    answer_by_resident(work, order, signed_in=the_actor())
    if order.solved is not Solved.NO:
        return "partly" if order.solved is Solved.PARTLY else "verdict"
    return "reopen" if load(work, ticket_id).is_open else "street"


ACTS: Mapping[str, Act] = {
    "answer_meeting": Act(_answer_meeting, verdict=True),
    "minutes": Act(_minutes, verdict=True),
    "verdict": Act(_verdict, verdict=True),
    "word": Act(_say_more, verdict=False),
    "cancel": Act(_cancel, verdict=True),
    "object": Act(_object, verdict=True),
    "erase": Act(_erase, verdict=True),
    "disown": Act(_disown, verdict=False),
}


def what_waits(session: Session, story: Story, base: str, now: datetime, lang: str) -> Waiting:
    """The acts that are open on this page now."""
    ticket, gone = story.ticket, story.reporter.left_at is not None
    phone = phone_of(session, story.report.id) is not None
    open_now = {
        "word": ticket.is_open and not gone,
        "cancel": ticket.state in TO_HANDLING and not gone,
        "object": ticket.state is State.REFUSED and ticket.objections == 0
        and ticket.refused_at is not None and now <= ticket.refused_at + OBJECT_WITHIN,
        "erase": phone,
        "disown": phone,
    }  # fmt: skip
    invitation = None if gone else invitation_of(session, ticket.id, now, story.report.id)
    said = own_answer(session, ticket, story.report.id)
    answers = invitation.answers if invitation is not None else frozenset()
    open_now["answer_meeting"] = bool(answers & ANSWERS)
    open_now["minutes"] = (
        bool(answers & OF_MINUTES) and invitation is not None and invitation.minutes is not None
    )
    open_now["verdict"] = said.may_answer and not gone
    actions = {act: f"{base}/{act}" for act, is_open in open_now.items() if is_open}
    return Waiting(
        actions,
        meeting_asked(invitation, lang, now),
        _verdict_words(said, lang),
        _heading(ticket, said, lang),
    )


def _verdict_words(said: OwnAnswer, lang: str) -> str | None:
    """What the reporter answered, read back to them."""
    if said.solved is None or said.satisfied is None:
        return None
    return PHRASE[lang]["verdict"].format(
        solved=VERDICT[lang]["solved"][said.solved], satisfied=VERDICT[lang]["satisfied"][said.satisfied]
    )


def _heading(ticket: Ticket, said: OwnAnswer, lang: str) -> str | None:
    if ticket.state is not State.CLOSED or said.solved is None:
        return None
    return PHRASE[lang]["answered_partly" if said.solved == Solved.PARTLY else "answered"]


def find_report(
    kernel: Kernel, number: str, code: str, look: Callable[[Session, str, str, str], uuid.UUID | None]
) -> uuid.UUID:
    """The report of a number and code; five wrong tries a number and day, counted before they are judged."""
    number, code = case_number(number), typed_number(code)
    if not number:
        raise Invalid({"number": "请填单号，像 1121-0007。"})
    if not is_code(code):
        raise Invalid({"code": NO_CODE})
    with kernel.read() as session:
        found = look(session, kernel.secret, number, code)
    with kernel.work(NOBODY) as work:
        used = count_try(work.session, f"query:{number}", work.now)
        if found is not None and used <= TRIES_A_DAY:
            forgive_try(work.session, f"query:{number}", work.now)
    if used > TRIES_A_DAY:
        raise TooMany("这个单号今天已经试了 5 次，先停一停，明天再来；着急请打热线。")
    if found is None:
        raise Invalid({"code": "单号和查询码对不上，看看回执上是怎么写的。"})
    return found

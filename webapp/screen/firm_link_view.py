"""What a firm's link shows: the unit's open tickets, and one ticket with what its bound person may do."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.paging import Page
from webapp.meeting.acts import ACTS
from webapp.meeting.panel import Panel, panel_of
from webapp.screen.steps import StepOffered, offered
from webapp.screen.ticket_panel import next_sentence
from webapp.screen.ticket_story import TicketShown, read_ticket
from webapp.ticket.queries import TicketRow, list_tickets
from webapp.ticket.records import Ticket

SIZE = 20
STEPS = ("accept", "start", "feed_back", "answer", "word", "return", "ask_street")
"""The steps of the link (contract.md); 答复 and 请街道定 stand in where the table refuses the listed ones."""

FORWARD = frozenset({"accept", "start", "feed_back"})
MEETING = ACTS
NO_NUMBERS = "（电话不在这里显示）"
_D = "0-9０-９"
_NUMBER = re.compile(
    rf"(?<![{_D}])(?:[+＋]?86[-\s]?)?[1１][3-9３-９](?:[-\s]?[{_D}]){{9}}(?![{_D}])"
    rf"|(?<![{_D}])[0０][{_D}]{{2,3}}[-－\s]?[{_D}]{{7,8}}(?![{_D}])"
)


def without_numbers(words: str | None) -> str:
    """Words as a page may show them that is passed round a chat group: no telephone number (safety.md 5)."""
    return _NUMBER.sub(NO_NUMBERS, words or "")


def jobs(
    session: Session, actor: Actor, now: datetime, after: int | None = None, before: int | None = None
) -> Page[TicketRow]:
    """The open tickets that are the unit's now, the newest first."""
    ours = Ticket.unit_id == actor.unit_id
    return list_tickets(session, actor, now, ours, after=after, before=before, size=SIZE, only_open=True)


@dataclass(frozen=True)
class Refused:
    """A form that was not taken: which, why, and what had been typed."""

    act: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One ticket as its bound person sees it."""

    ticket: TicketShown
    sentence: str
    why: str
    first: StepOffered | None
    others: tuple[StepOffered, ...]
    meeting: Panel | None
    acts: Mapping[str, str]
    """The meeting's forms that are open now, with their addresses."""


def read_job(session: Session, actor: Actor, ticket_id: uuid.UUID, now: datetime, base: str) -> Job | None:
    """A ticket in the unit's scope; None for any other. `base` is the address of the link."""
    found = read_ticket(session, actor, ticket_id, now, base)
    if found is None:
        return None
    here = f"{base}/tickets/{ticket_id}"
    steps = [replace(s, url=f"{here}/{s.name}") for s in offered(actor, found.row, {}) if s.name in STEPS]
    first = next((s for s in steps if s.name in FORWARD), None)
    sentence, why = next_sentence(actor, found.row)
    meeting = panel_of(session, actor, ticket_id, now)
    open_acts = meeting.actions if meeting is not None else ()
    return Job(
        found, sentence, why, first, tuple(s for s in steps if s is not first), meeting,
        {act: f"{here}/meeting/{act}" for act in open_acts if act in MEETING},
    )  # fmt: skip

"""What a reporter sees of the ticket: built for one report, in one language, without staff's words or others' data."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.base.clock import CHINA, Lamp
from webapp.catalogue.records import MatterClass
from webapp.layout.said import said
from webapp.people.records import Unit
from webapp.report.records import Report
from webapp.screen.resident_meeting import MeetingAsked
from webapp.screen.resident_words import ANSWERED, PHRASE, STATE, STEP, by_when, day, when
from webapp.ticket.milestones import Milestone, milestones_of
from webapp.ticket.queries import due_shown, lamp_of
from webapp.ticket.records import Photo, PhotoRole, PhotoState, Reporter, Ticket, TicketStep
from webapp.ticket.words import Action, State

LAMPS = {Lamp.GREEN: "calm", Lamp.YELLOW: "soon", Lamp.RED: "late"}
ONLY_THEIR_OWN = {"said_more", "left"}
NOT_SHOWN = {Action.REPORT, Action.CORRECT, Action.SELF_HANDLE}


@dataclass(frozen=True)
class Shown:
    """A photo as a page shows it."""

    small: str
    large: str
    alt: str


@dataclass(frozen=True)
class Holder:
    """Who has it now: the unit, the post that answers, the unit's own number."""

    name: str
    post: str | None
    phone: str | None


@dataclass(frozen=True)
class Said:
    """The reporter's own report."""

    text: str
    category: str | None
    when_words: str
    photos: tuple[Shown, ...]
    voices: tuple[str, ...] = ()
    """Addresses of their own voice notes."""


@dataclass(frozen=True)
class Entry:
    """A line of the timeline."""

    words: str
    when_words: str
    when: str
    who: str | None = None
    note: str | None = None
    before: Shown | None = None
    after: Shown | None = None


@dataclass(frozen=True)
class Stretch:
    """A milestone as residents read it."""

    name: str
    when_words: str
    done: bool


@dataclass(frozen=True)
class Tracking:
    """Everything on the tracking page (context of screen/tracking.html)."""

    number: str
    place: str
    lamp: str
    state_words: str
    due_words: str | None
    next_word_words: str | None
    next_word_late: bool
    safe: tuple[int, int]
    holder: Holder | None
    said: Said
    others: int
    invitation: MeetingAsked | None
    verdict_words: str | None
    milestones: tuple[Stretch, ...]
    timeline: tuple[Entry, ...]
    actions: dict[str, str]
    needs_code: bool = True
    done: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """The rows behind a tracking page, read once."""

    ticket: Ticket
    report: Report
    reporter: Reporter
    unit: Unit | None
    matter_class: MatterClass | None
    photos: tuple[Photo, ...]
    steps: tuple[TicketStep, ...]
    others: int
    milestones: tuple[Milestone, ...]


def read_story(session: Session, report_id: uuid.UUID) -> Story:
    """The rows of one report's ticket."""
    reporter, report, ticket = session.execute(
        select(Reporter, Report, Ticket)
        .join(Report, Report.id == Reporter.report_id)
        .join(Ticket, Ticket.id == Reporter.ticket_id)
        .where(Reporter.report_id == report_id)
    ).one()
    shared = Photo.step_id.is_not(None) & Photo.report_id.is_(None)
    photos = session.scalars(
        select(Photo)
        .where(Photo.ticket_id == ticket.id, (Photo.report_id == report_id) | shared)
        .order_by(Photo.place_in_order)
    )
    steps = session.scalars(
        select(TicketStep).where(TicketStep.ticket_id == ticket.id).order_by(TicketStep.version)
    )
    others = session.scalar(
        select(func.count()).where(
            Reporter.ticket_id == ticket.id, Reporter.left_at.is_(None), Reporter.report_id != report_id
        )
    )
    return Story(
        ticket, report, reporter,
        session.get(Unit, ticket.unit_id) if ticket.unit_id else None,
        session.get(MatterClass, ticket.class_id) if ticket.class_id else None,
        tuple(photos), tuple(steps), others or 0, tuple(milestones_of(session, ticket.id)),
    )  # fmt: skip


def state_words(story: Story, now: datetime, lang: str) -> str:
    """Where the ticket stands, as its residents read it."""
    t = story.ticket
    if t.state is State.CLOSED and t.answered:
        return ANSWERED[lang]
    last = next((s.reason for s in reversed(story.steps) if s.action == Action.HANG_UP), None)
    return STATE[lang][t.state].format(
        unit=story.unit.name if story.unit else "", reason=t.refused_why or last or PHRASE[lang]["no_reason"],
        referral=t.referral or "", until=day(t.wake_at, now, lang) if t.wake_at else "",
    )  # fmt: skip


def shown(photo: Photo, base: str, alt: str) -> Shown:
    """A photo's two addresses under a page's own path."""
    return Shown(f"{base}/photos/{photo.id}/small", f"{base}/photos/{photo.id}/large", alt)


def timeline(story: Story, base: str, now: datetime, lang: str) -> tuple[Entry, ...]:
    """The steps a resident may read, newest first; units by name, persons never."""
    own = next(
        (
            p
            for p in story.photos
            if p.report_id and p.state is PhotoState.READY and p.role is not PhotoRole.VOICE
        ),
        None,
    )
    before = shown(own, base, PHRASE[lang]["your_photo"]) if own else None
    entries = []
    unit = ""
    for step in story.steps:
        unit = str(step.facts.get("unit_name") or unit)
        entry = _entry(story, step, base, before, now, lang)
        if entry is not None:
            entries.append(entry)
    notes = [
        Entry(words, when(story.report.received_at, now, lang), story.report.received_at.isoformat())
        for words in not_kept(story)
    ]
    return tuple(reversed(notes + entries))


def not_kept(story: Story) -> tuple[str, ...]:
    """Why photos that this reporter sent were not kept, in the reader's language; said on the receipt and ever after."""
    refused = (p for p in story.photos if p.report_id and p.state is PhotoState.REFUSED)
    return tuple(said(photo.refused_why) for photo in refused if photo.refused_why)


def _entry(
    story: Story, step: TicketStep, base: str, before: Shown | None, now: datetime, lang: str
) -> Entry | None:
    theirs = step.action in ONLY_THEIR_OWN
    if step.action in NOT_SHOWN or (theirs and step.facts.get("report") != str(story.report.id)):
        return None
    words = STEP[lang].get(step.action)
    if words is None and not step.words:
        return None
    taken = next((p for p in story.photos if p.step_id == step.id and p.state is PhotoState.READY), None)
    after = shown(taken, base, PHRASE[lang]["photo"]) if taken else None
    if lang == "en" and step.action.startswith("meeting."):
        return Entry(
            words or step.words or "", when(step.at, now, lang), step.at.astimezone(CHINA).isoformat()
        )
    note = step.reason if theirs or step.action == Action.REFUSE else step.words
    return Entry(
        words=(words or step.words or "").format(unit=step.facts.get("unit_name") or _unit_name(story)),
        when_words=when(step.at, now, lang), when=step.at.astimezone(CHINA).isoformat(),
        note=note if words else None, before=before if after and step.action == Action.FEED_BACK else None, after=after,
    )  # fmt: skip


def _unit_name(story: Story) -> str:
    return story.unit.name if story.unit else ""


def view_of(
    story: Story, base: str, now: datetime, lang: str, actions: dict[str, str],
    invitation: MeetingAsked | None, verdict_words: str | None, heading: str | None = None, needs_code: bool = True,
    done: str | None = None, errors: dict[str, str] | None = None, typed: dict[str, str] | None = None,
) -> Tracking:  # fmt: skip
    """The tracking page of a story; `heading` when the reporter's own answer says more than the state."""
    t, phrase = story.ticket, PHRASE[lang]
    own = tuple(p for p in story.photos if p.report_id and p.role is not PhotoRole.VOICE and p.sha256)
    arrived = sum(p.state is not PhotoState.PROMISED for p in own)
    running, due = t.is_open, due_shown(t)
    late = t.next_word_by is not None and t.next_word_by < now
    word = "next_word_late" if late else "next_word"
    return Tracking(
        number=t.number, place=t.place_words,
        lamp=LAMPS[lamp_of(t, now)] if running else ("done" if t.closed_at else "off"),
        state_words=heading or state_words(story, now, lang),
        due_words=phrase["due"].format(when=by_when(due, now, lang)) if due and running else None,
        next_word_words=phrase[word].format(when=by_when(t.next_word_by, now, lang)) if t.next_word_by else None,
        next_word_late=late,
        safe=(arrived, len(own)),
        holder=Holder(story.unit.name, story.unit.post or None, story.unit.bridge_phone) if story.unit and running else None,
        said=Said(
            story.report.text, _class_name(story.matter_class, lang), when(story.report.received_at, now, lang),
            tuple(shown(p, base, phrase["your_photo"]) for p in own if p.state is PhotoState.READY),
            tuple(
                f"{base}/photos/{p.id}/voice" for p in story.photos
                if p.report_id == story.report.id and p.role is PhotoRole.VOICE and p.state is PhotoState.READY
            ),
        ),
        others=story.others, invitation=invitation, verdict_words=verdict_words,
        milestones=tuple(_stretch(one, now, lang) for one in story.milestones),
        timeline=timeline(story, base, now, lang), actions=actions, needs_code=needs_code, done=done,
        errors=errors or {}, typed=typed or {},
    )  # fmt: skip


def _stretch(one: Milestone, now: datetime, lang: str) -> Stretch:
    phrase = PHRASE[lang]["stretch_done" if one.done_at else "stretch_planned"]
    moment = one.done_at or datetime.combine(one.planned, time(12), CHINA)
    return Stretch(one.name, phrase.format(when=day(moment, now, lang)), one.done_at is not None)


def _class_name(matter_class: MatterClass | None, lang: str) -> str | None:
    if matter_class is None:
        return None
    return matter_class.name if lang == "zh" or not matter_class.name_en else matter_class.name_en

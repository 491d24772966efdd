"""One ticket as the desk reads it: report, photos, facts, history; masked for who may not know more."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import ROLE_NAMES, Role
from webapp.base.clock import Lamp
from webapp.catalogue.records import MatterClass
from webapp.layout.presenting import masked_phone, sentences
from webapp.people.records import Unit
from webapp.report.field_work import FIELD
from webapp.report.records import Report, ReportKind
from webapp.screen.note_words import NOTE_WORDS
from webapp.screen.photo_answer import SOUND
from webapp.screen.ticket_facts import facts_of
from webapp.ticket.lifecycle import TICKET, WORDS
from webapp.ticket.queries import KNOWS_THE_DOOR, due_shown, get_ticket, lamp_of, place_shown
from webapp.ticket.records import Contact, Photo, PhotoRole, PhotoState, Reporter, Ticket, TicketStep
from webapp.ticket.words import Action, Kind

KIND_WORDS = {Kind.FAULT: "报修", Kind.REQUEST: "诉求", Kind.QUESTION: "咨询", Kind.PRAISE: "表扬"}
CHANNEL_WORDS = {
    ReportKind.RESIDENT: "扫码", ReportKind.PHONE: "电话", ReportKind.COUNTER: "来访", ReportKind.HOTLINE: "热线转来",
    ReportKind.PATROL: "巡查上报", ReportKind.SELF_HANDLED: "自行处置",
}  # fmt: skip
SAID_BY_RESIDENTS = frozenset({
    Action.REPORT, Action.JOIN, Action.OBJECT, Action.REOPEN, Action.CANCEL, "said_more", "called_back", "followed_up",
    "looked_again", "callback_differs",
})  # fmt: skip
"""Lines that quote a resident; of what is 保密 only those read them who may know the door (safety.md 4)."""


@dataclass(frozen=True)
class PhotoShown:
    """A photo with its addresses for this room."""

    small: str
    large: str
    alt: str
    label: str = ""
    taken_at: datetime | None = None
    id: uuid.UUID | None = None


@dataclass(frozen=True)
class ReportShown:
    """What was sent, as this actor may read it."""

    words: str
    at: datetime
    by: str
    by_resident: bool
    channel: str
    photos: tuple[PhotoShown, ...]
    place_words: str
    place_proof: str
    map_url: str | None = None
    voices: tuple[str, ...] = ()
    """Addresses of voice notes."""


@dataclass(frozen=True)
class LineShown:
    """A line of the history."""

    at: datetime
    what: str
    who: str
    unit: str
    words: str
    photos: tuple[PhotoShown, ...]
    tone: str


@dataclass(frozen=True)
class TicketShown:
    """The ticket's head, as the templates want it, and everything below it."""

    id: uuid.UUID
    number: str
    version: int
    klass: str
    place: str
    state_label: str
    lamp: Lamp
    due_at: datetime | None
    urgent: bool
    confidential: bool
    kind_label: str
    row: Ticket
    report: ReportShown | None
    joined: int
    before: PhotoShown | None
    after: PhotoShown | None
    facts: tuple[tuple[str, Any], ...]
    history: tuple[LineShown, ...]


def read_ticket(
    session: Session, actor: Actor, ticket_id: uuid.UUID, now: datetime, photo_base: str
) -> TicketShown | None:
    """A ticket in scope with its story; None when it is not this actor's."""
    ticket = get_ticket(session, actor, ticket_id)
    if ticket is None:
        return None
    reports = session.execute(
        select(Report, Reporter, Contact.phone)
        .join(Reporter, Reporter.report_id == Report.id)
        .outerjoin(Contact, Contact.report_id == Report.id)
        .where(Reporter.ticket_id == ticket.id)
        .order_by(Reporter.joined, Report.received_at)
    ).all()
    photos = session.scalars(
        select(Photo).where(Photo.ticket_id == ticket.id).order_by(Photo.place_in_order, Photo.received_at)
    ).all()
    steps = session.scalars(
        select(TicketStep).where(TicketStep.ticket_id == ticket.id).order_by(TicketStep.version.desc())
    ).all()
    names = _unit_names(session, ticket, steps)
    klass = session.get(MatterClass, ticket.class_id) if ticket.class_id else None
    hidden = ticket.confidential and actor.role not in KNOWS_THE_DOOR
    ready = [p for p in photos if p.state is PhotoState.READY]
    kept_back = {
        r.id for r, _, _ in reports if hidden or (r.confidential and actor.role not in KNOWS_THE_DOOR)
    }
    sent = [p for p in ready if p.report_id and p.report_id not in kept_back]
    own = [p for p in sent if p.role is not PhotoRole.VOICE]
    voices = tuple(f"{photo_base}/photos/{p.id}/{SOUND}" for p in sent if p.role is PhotoRole.VOICE)
    after = next((p for p in reversed(ready) if p.role is PhotoRole.AFTER), None)
    return TicketShown(
        id=ticket.id, number=ticket.number, version=ticket.version, klass=klass.name if klass else "未定类",
        place=place_shown(actor, ticket), state_label=WORDS[ticket.state], lamp=lamp_of(ticket, now),
        due_at=due_shown(ticket) if ticket.is_open else None, urgent=ticket.urgent, confidential=ticket.confidential,
        kind_label=KIND_WORDS[ticket.kind], row=ticket,
        report=_report(
            actor, ticket, reports, own, photos, photo_base, kept_back,
            corrected=any(s.action == Action.CORRECT for s in steps), voices=voices,
        ),
        joined=max(0, len(reports) - 1),
        before=_photo(own[0], photo_base, "居民拍的") if own else None,
        after=_photo(after, photo_base, "办完以后") if after else None,
        facts=facts_of(session, ticket, steps, names),
        history=tuple(_line(s, ready, names, photo_base, bool(kept_back)) for s in steps if _may_read(s)),
    )  # fmt: skip


def _photo(photo: Photo, base: str, alt: str) -> PhotoShown:
    return PhotoShown(
        f"{base}/photos/{photo.id}/small",
        f"{base}/photos/{photo.id}/large",
        alt,
        taken_at=photo.taken_at,
        id=photo.id,
    )


def _unit_names(session: Session, ticket: Ticket, steps: Any) -> dict[uuid.UUID, str]:
    ids = {s.unit_id for s in steps} | {ticket.unit_id}
    return {
        row[0]: row[1] for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids - {None})))
    }


def _report(
    actor: Actor,
    ticket: Ticket,
    reports: Any,
    own: list[Photo],
    photos: Any,
    base: str,
    kept_back: set[uuid.UUID],
    corrected: bool,
    voices: tuple[str, ...],
) -> ReportShown | None:
    if not reports:
        return None
    report, _, phone = reports[0]
    hidden = report.id in kept_back
    contact = (
        masked_phone(phone)
        if phone and actor.role in KNOWS_THE_DOOR
        else ("留了电话" if phone else "没留电话")
    )
    waiting = sum(1 for p in photos if p.report_id and p.state in {PhotoState.PROMISED, PhotoState.KEPT})
    proof = _proof(report, ticket, corrected)
    return ReportShown(
        words="（要求保密，原话请问街道）" if hidden else report.text,
        at=report.received_at, by=_by(report, contact, hidden), by_resident=report.kind not in FIELD,
        channel=CHANNEL_WORDS[report.kind] + (f" {report.order_no}" if report.order_no else ""),
        photos=() if hidden else tuple(_photo(p, base, f"{ticket.summary} 的照片") for p in own),
        place_words=place_shown(actor, ticket), place_proof=f"{proof}；还有 {waiting} 张照片在路上" if waiting else proof,
        voices=() if hidden else voices,
    )  # fmt: skip


def _by(report: Report, contact: str, hidden: bool) -> str:
    if report.kind in FIELD:
        return "工作人员"
    return "居民（保密）" if hidden else f"居民 · {contact}"


def _proof(report: Report, ticket: Ticket, corrected: bool) -> str:
    """How sure the place is; only a code that was scanned makes it exact."""
    if corrected and ticket.door_id != report.door_id:
        return "坐席核实时改过"
    if report.door_code is not None:
        return "扫门口的码，地点准"
    if report.door_id is not None:
        return "登记时选的门，没有扫码"
    metres = (report.place or {}).get("accuracy_m")
    return f"定位，误差 {round(metres)} 米" if metres else "定位，误差不详"


def _residents_own(step: TicketStep) -> bool:
    """Whether a line carries what a resident said, whoever wrote it down."""
    return (
        step.role == Role.RESIDENT or step.action in SAID_BY_RESIDENTS or step.action.startswith("meeting.")
    )


def _may_read(step: TicketStep) -> bool:
    return step.action != Action.JOIN


def _line(
    step: TicketStep, photos: list[Photo], names: dict[uuid.UUID, str], base: str, kept_back: bool
) -> LineShown:
    label = next(
        (s.label for s in TICKET.steps if s.action == step.action), NOTE_WORDS.get(step.action, "记一笔")
    )
    why = step.facts.get("why")
    said = sentences(step.words, step.reason, why if isinstance(why, str) else None)
    if kept_back and _residents_own(step):
        said = ""
    target = step.facts.get("unit_name")
    taken = tuple(_photo(p, base, label) for p in photos if p.step_id == step.id and not p.report_id)
    return LineShown(
        at=step.at, what=f"{label} → {target}" if target else label,
        who=step.name if step.role != Role.RESIDENT else ROLE_NAMES[Role.RESIDENT],
        unit=names.get(step.unit_id, "") if step.unit_id else "", words=said, photos=taken,
        tone="late" if step.action in {Action.FAIL, Action.PASS_UP, Action.REOPEN, Action.REFUSE} else "plain",
    )  # fmt: skip

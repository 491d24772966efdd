"""Receiving a report: one commit gives the ticket, its number, its page; a repeat gives the same receipt."""

import hashlib
import uuid
from datetime import datetime
from secrets import randbelow

from sqlalchemy import select

from webapp.access.link_tokens import digest, report_token
from webapp.base.captured import true_moment
from webapp.base.clock import CHINA, LimitUnit
from webapp.base.database import new_id
from webapp.base.errors import Differs, Invalid, NotFound
from webapp.base.work import Work
from webapp.catalogue.queries import class_of_code
from webapp.catalogue.records import MatterClass, Tier
from webapp.catalogue.terms import ClassTerms
from webapp.place.chain import DoorChain, chain_of_code, chain_of_door
from webapp.place.records import Door
from webapp.report import field_work, rules
from webapp.report.field_work import FIELD
from webapp.report.orders import MOST_PHOTOS, Receipt, SendReport
from webapp.report.queries import receipt_for, receipt_of
from webapp.report.records import Report, ReportKind
from webapp.ticket import participants, photos, place_of
from webapp.ticket.advance import note, open_ticket, take
from webapp.ticket.effects import fresh_gate
from webapp.ticket.given import Given
from webapp.ticket.neighbours import neighbours_may_know
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import Contact, Photo, PhotoRole, PhotoState, Reporter, Ticket
from webapp.ticket.words import Action, Kind, Level

RESIDENTS = frozenset({ReportKind.RESIDENT, ReportKind.PHONE, ReportKind.COUNTER, ReportKind.HOTLINE})
SKEW_MOST = 10 * 365 * 86400.0


def receive_report(
    work: Work, order: SendReport, kept: tuple[KeptPhoto, ...] = (), door: Door | None = None
) -> Receipt:
    """Take a report and open (or join) its ticket.

    `kept` are photos whose bytes came with the form. The same id with the same content returns the same
    receipt; with other content raises `Differs`. `Invalid` names the wrong fields; nothing is written then.
    """
    place = chain_of_door(work.session, door.id) if door else _door_of(work, order)
    if not _claim(work, order, place):
        work.is_first = False
        return _repeat(work, order, kept, place)
    matter_class = class_of_code(work.session, order.category) if order.category else None
    joined = _join(work, order) if order.joins else None
    ticket = joined or _open(work, order, place, matter_class, _given(work, order, kept))
    _keep_contact(work, order)
    token = report_token(work.kernel.secret, order.report_id)
    _tie_reporter(work, order, ticket, joined is not None, token)
    if joined is not None:
        photos.tie(work, kept, ticket.id, order.report_id)
    _promise_photos(work, order, ticket)
    if said := field_work.doubts(work.session, order, place, matter_class, ticket):
        note(work, ticket, "field_doubt", reason="；".join(said))
    safe = tuple((photo.id, photo.sha256) for photo in kept)
    return receipt_for(work.kernel.secret, order.report_id, token, ticket, safe, not order.photos, work.now)


def _case_number(work: Work) -> str:
    """The number of a new ticket; drawn late, since on SQLite the others wait from here on."""
    local = work.now.astimezone(CHINA)
    return f"{local:%m%d}-{work.next_number(f'case:{local:%Y%m%d}'):04d}"


def _given(work: Work, order: SendReport, kept: tuple[KeptPhoto, ...]) -> Given:
    facts: dict[str, object] = {"photos_promised": len(order.photos)}
    if order.kind in FIELD and order.point is not None:
        facts["point"] = order.point
    if order.kind in FIELD and order.component is not None:
        facts["component"] = order.component
    return Given(
        words=order.text or None, photos=kept, report_id=order.report_id, facts=facts,
        promised=tuple(photo.role for photo in order.photos),
        captured_at=true_moment(order.captured_at, order.sent_at, work.now) if order.captured_at else None,
    )  # fmt: skip


def _claim(work: Work, order: SendReport, door: DoorChain | None) -> bool:
    """Write the report's row first: of two sends at once, the second waits here and then repeats."""
    values = {
        "id": order.report_id, "kind": order.kind, "text": order.text, "category": order.category,
        "door_id": door.id if door else None, "door_code": order.door, "place": order.place.model_dump(mode="json") if order.place else None,
        "point": order.point, "component": order.component, "confidential": order.confidential, "joins": order.joins, "replaces": order.replaces,
        "order_no": order.order_no, "external_due": order.external_due,
        "captured_at": order.captured_at, "received_at": work.now, "skew_seconds": _skew(order.sent_at, work.now),
        "device_hash": device_of(work, order), "client": order.client, "person_id": work.actor.person_id,
        "content_hash": order.content_hash(),
    }  # fmt: skip
    return work.claim(Report, values)


def _skew(sent_at: datetime | None, now: datetime) -> float | None:
    if sent_at is None:
        return None
    return max(-SKEW_MOST, min(SKEW_MOST, (sent_at - now).total_seconds()))


def device_of(work: Work, order: SendReport | None = None) -> str | None:
    """A digest of the device's random name: its cookie, else what the client gave."""
    name = work.actor.device or (order.device if order else None)
    return hashlib.sha256(name.encode()).hexdigest() if name else None


def _repeat(work: Work, order: SendReport, kept: tuple[KeptPhoto, ...], door: DoorChain | None) -> Receipt:
    report = work.session.get_one(Report, order.report_id)
    elsewhere = door is not None and report.door_id is not None and report.door_id != door.id
    if elsewhere or report.content_hash != order.content_hash():
        raise Differs(
            "这个编号的上报已经收到过，内容和这次不一样。第一次的已办理；要补充请重新扫码另报一件。",
            server={
                "text": report.text,
                "category": report.category,
                "received_at": report.received_at.isoformat(),
            },
        )
    _add_missing_photos(work, order.report_id, kept)
    return receipt_of(work.session, work.kernel.secret, order.report_id)


def _add_missing_photos(work: Work, report_id: uuid.UUID, kept: tuple[KeptPhoto, ...]) -> None:
    """A form sent again after it broke off brings the photos that were missing; known ones are dropped."""
    if not kept:
        return
    have = {p.sha256: p for p in work.session.scalars(select(Photo).where(Photo.report_id == report_id))}
    for photo in kept:
        if photo.sha256 in have:
            work.kernel.store.delete(photo.key)
    fresh = tuple(photo for photo in kept if photo.sha256 not in have)[: MOST_PHOTOS - len(have)]
    ticket_id = work.session.get_one(Reporter, report_id).ticket_id
    photos.tie(work, fresh, ticket_id, report_id, first=len(have))


def refuse_photos(work: Work, report_id: uuid.UUID, sentences: list[str]) -> None:
    """Note on the report which photos were not kept and why, so that its sender reads it on the ticket's page."""
    if not sentences:
        return
    reporter = work.session.get_one(Reporter, report_id)
    known = set(work.session.scalars(select(Photo.refused_why).where(Photo.report_id == report_id)))
    for sentence in sentences:
        if sentence not in known:
            work.session.add(
                Photo(
                    id=new_id(), ticket_id=reporter.ticket_id, report_id=report_id, role=PhotoRole.PROBLEM,
                    state=PhotoState.REFUSED, place_in_order=99, sha256="", bytes=0, refused_why=sentence,
                )
            )  # fmt: skip


def _door_of(work: Work, order: SendReport) -> DoorChain | None:
    if order.door is None:
        return None
    found = chain_of_code(work.session, order.door)
    if found is None and field_work.goes_on_without_door(order):
        return None
    if found is None:
        raise Invalid({"door": "没有这个门牌码，请重新扫一扫，或改用地图上的位置。"})
    return found


def _keep_contact(work: Work, order: SendReport) -> None:
    if order.phone and order.consent:
        work.add(
            Contact(
                report_id=order.report_id, phone=order.phone, consent_version=order.consent.version,
                consent_at=order.consent.at,
            )
        )  # fmt: skip


def _open(
    work: Work, order: SendReport, door: DoorChain | None, matter_class: ClassTerms | None, given: Given
) -> Ticket:
    ticket = Ticket(
        id=new_id(), year=work.now.astimezone(CHINA).year, version=0, kind=Kind(rules.kind_of(order.text)),
        sort=int(work.now.timestamp() * 1_000_000) * 1000 + randbelow(1000),
        summary=rules.summary_of(order.text, len(order.photos) + len(given.photos), _speaks(order)),
        confidential=order.confidential, about_unit=rules.is_about_unit(order.text),
        resident_reported=order.kind in RESIDENTS, reported_at=work.now, order_no=order.order_no,
        external_due=order.external_due, joins=0,
        finder_id=work.actor.person_id if order.kind not in RESIDENTS else None,
        **_ZEROES,
    )  # fmt: skip
    _place(work, ticket, order, door)
    if matter_class is not None:
        place_of.put_in_class(ticket, matter_class, work.now.astimezone(CHINA).date())
    ticket.urgent = rules.endangers_life(order.text) or bool(matter_class and matter_class.danger)
    ticket.meeting_gate = fresh_gate(ticket)
    action = field_work.beginning(order, matter_class)
    if action is Action.SELF_HANDLE and matter_class is not None:
        ticket.matter_class = work.session.get(
            MatterClass, matter_class.id
        )  # the step's need asks the class itself
    ticket.number = _case_number(work)
    open_ticket(work, ticket, action, given)
    participants.begin(work, ticket, door.offices if door else (), ticket.finder_id)
    return ticket


_ZEROES = {
    "tier": Tier.ORDINARY, "limit_value": 7, "limit_unit": LimitUnit.CALENDAR_DAY, "level": Level.UNIT, "returns": 0, "extensions": 0, "hang_ups": 0, "objections": 0, "reworked": 0, "reopened": 0, "noticed": False, "promise_level": 0,
    "recheck_passed": False, "answered": False, "self_handled": False,
}  # fmt: skip


def _place(work: Work, ticket: Ticket, order: SendReport, door: DoorChain | None) -> None:
    if door is not None:
        place_of.put_at_door(ticket, door)
    if order.place is not None:
        place_of.put_on_map(work.session, ticket, order.place.lng, order.place.lat, order.place.datum)
    if order.component is not None:
        place_of.put_at_told_component(work.session, ticket, order.component)
    if order.kind in FIELD and order.point is not None and not ticket.place_words:
        ticket.place_words = ticket.coarse_words = f"点位 {order.point}"


def _speaks(order: SendReport) -> bool:
    return any(photo.role is PhotoRole.VOICE for photo in order.photos)


def _join(work: Work, order: SendReport) -> Ticket | None:
    """我也遇到: the neighbour's ticket gets one more reporter instead of a double.

    None when staff meant a ticket that is no longer being handled: then theirs is one of its own.
    """
    ticket = work.session.get(Ticket, order.joins, with_for_update=True)
    while ticket is not None and ticket.merged_into is not None:
        ticket = work.session.get(Ticket, ticket.merged_into, with_for_update=True)
    if order.kind in FIELD and (ticket is None or not ticket.is_open):
        return None
    if ticket is None or not _may_join(work, order, ticket):
        raise NotFound("没有找到邻居反映的那件，请直接写下您的情况。")
    device = device_of(work, order)
    before = device is not None and work.session.scalar(
        select(Reporter.report_id).where(
            Reporter.ticket_id == ticket.id, Reporter.device_hash == device, Reporter.left_at.is_(None)
        )
    )
    if before and order.kind in FIELD:  # seen again: what was written and photographed must not be lost
        note(work, ticket, "said_again", reason=order.text or "又拍了照片")
        return ticket
    take(work, ticket, Action.JOIN, Given(joined_before=bool(before), for_resident=order.kind in RESIDENTS))
    return ticket


def _may_join(work: Work, order: SendReport, ticket: Ticket) -> bool:
    """A resident joins what the door shows them and nothing else, also when they know its id (safety.md 3)."""
    if order.kind is not ReportKind.RESIDENT:
        return True
    known = select(Ticket.id).where(Ticket.id == ticket.id, neighbours_may_know())
    return work.session.scalar(known) is not None


def _tie_reporter(work: Work, order: SendReport, ticket: Ticket, joined: bool, token: str) -> None:
    work.add(
        Reporter(
            report_id=order.report_id, ticket_id=ticket.id, resident=order.kind in RESIDENTS,
            token_hash=digest(token),
            device_hash=_device_counted(work, order, ticket, joined), joined=joined, since=work.now,
        )
    )  # fmt: skip


def _device_counted(work: Work, order: SendReport, ticket: Ticket, joined: bool) -> str | None:
    """The device counts once a ticket; staff who see the same thing again are kept without it."""
    device = device_of(work, order)
    if not joined or order.kind not in FIELD:
        return device
    known = select(Reporter.report_id).where(
        Reporter.ticket_id == ticket.id, Reporter.device_hash == device, Reporter.left_at.is_(None)
    )
    return None if device is not None and work.session.scalar(known) else device


def _promise_photos(work: Work, order: SendReport, ticket: Ticket) -> None:
    """Write down what the phone will send; an id that an earlier report took is known beside one of ours."""
    ids = [photo.id for photo in order.photos]
    taken = work.taken(Photo, ids)
    for place_in_order, photo in enumerate(order.photos):
        work.add(
            Photo(
                id=new_id() if photo.id in taken else photo.id, sent_as=photo.id if photo.id in taken else None,
                ticket_id=ticket.id, report_id=order.report_id, role=photo.role,
                state=PhotoState.PROMISED, place_in_order=place_in_order, sha256=photo.sha256, bytes=photo.bytes,
                taken_at=photo.taken_at, place=photo.place.model_dump(mode="json") if photo.place else None,
            )
        )  # fmt: skip

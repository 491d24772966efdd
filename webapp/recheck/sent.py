"""A verdict from a phone's queue: stored at once, taken as a step in the commit of its last safe photo."""

import hashlib
import uuid
from datetime import datetime, timedelta
from typing import Any

from webapp.access.role import Permission
from webapp.base.captured import clock_ahead, true_moment
from webapp.base.claim import claim
from webapp.base.database import new_id
from webapp.base.errors import Differs, Forbidden, Invalid, NotFound, Problem, Stale
from webapp.base.work import Work
from webapp.people.records import Person
from webapp.recheck.commands import FailRecheck, PassRecheck, fail_recheck, pass_recheck
from webapp.recheck.orders import SendVerdict, VerdictReceipt
from webapp.recheck.queries import fed_back_step
from webapp.recheck.receipts import photos_of, receipt_of_verdict
from webapp.recheck.records import Outcome, RecheckPhoto, RecheckSent, RecheckState, RecheckTask, Verdict
from webapp.ticket import photos as ticket_photos
from webapp.ticket.advance import note
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import PhotoRole, Ticket
from webapp.ticket.tombstone import follow

CLOCKS_APART = timedelta(minutes=2)
"""How far two clocks may differ before a look counts as made before the feed-back that it judges."""
NO_PHOTO = "照片打不开，这次复查没算上。请再去看一眼、重拍一张；文字和原文件都留着了。"
LEFT = "账号已经停用，这次复查没算上；照片和结论都留着，坐席看得到。"
MERGED = "这件已经并到 {number} 一起办了，这次复查没算上；照片和结论都记在那件上，坐席看得到。"
OVERTAKEN = "您拍的时候，这一次还没报办好。请看看新的照片，再去看一眼。照片留着了。"


def receive_verdict(
    work: Work, order: SendVerdict, told_at: datetime | None = None, account: str | None = None
) -> VerdictReceipt:
    """Store a verdict. The same content again gets the same receipt, other content raises `Differs`.

    `told_at` is the phone's clock at this try; `account` whose phone it was, when a file was imported.
    `Forbidden` for who does no rechecks today, `NotFound` for a ticket that never was.
    """
    if work.session.get(RecheckSent, order.recheck_id) is not None:
        return _repeat(work, order)
    work.actor.require(Permission.RECHECK)
    if work.session.get(Ticket, order.ticket) is None:
        raise NotFound("没有这件工单，请核对后再发；照片还在手机里。")
    if not _claim(work, order, told_at, account):
        return _repeat(work, order)
    for place_in_order, photo in enumerate(order.photos):
        work.session.add(
            RecheckPhoto(
                recheck_id=order.recheck_id, id=photo.id, place_in_order=place_in_order, role=photo.role,
                sha256=photo.sha256, bytes=photo.bytes, taken_at=photo.taken_at,
                place=photo.place.model_dump(mode="json") if photo.place else None,
            )
        )  # fmt: skip
    work.doing("recheck.send")
    return receipt_of_verdict(work.session, work.actor, order.recheck_id)


def _claim(work: Work, order: SendVerdict, told_at: datetime | None, account: str | None) -> bool:
    """Write the verdict's row first: of two sends at once, the second waits here and then repeats."""
    values: dict[str, Any] = {
        "id": order.recheck_id, "ticket_id": order.ticket, "task_id": order.task, "person_id": work.actor.person_id,
        "account": account, "verdict": order.verdict, "reason": order.reason, "words": order.words,
        "place": order.place.model_dump(mode="json") if order.place else None, "captured_at": order.captured_at,
        "sent_at": order.sent_at, "received_at": work.now,
        "looked_at": true_moment(order.captured_at, order.sent_at, work.now, told_at),
        "skew_seconds": clock_ahead(order.sent_at, work.now, told_at).total_seconds(),
        "device_hash": hashlib.sha256(order.device.encode()).hexdigest() if order.device else None,
        "client": order.client, "content_hash": order.content_hash(), "outcome": Outcome.WAITING,
    }  # fmt: skip
    return claim(work.session, RecheckSent, values)


def _repeat(work: Work, order: SendVerdict) -> VerdictReceipt:
    work.is_first = False
    sent = work.session.get_one(RecheckSent, order.recheck_id)
    if sent.content_hash != order.content_hash():
        raise Differs(
            "这个编号的复查已经收到过，内容和这次不一样。第一次的算数；要改请再去看一眼，另报一次。",
            server={
                "verdict": sent.verdict.value,
                "reason": sent.reason,
                "received_at": sent.received_at.isoformat(),
            },
        )
    return receipt_of_verdict(work.session, work.actor, order.recheck_id)


def keep_verdict_photo(
    work: Work, recheck_id: uuid.UUID, photo_id: uuid.UUID, kept: tuple[str, str | None]
) -> None:
    """Fill a promised photo with its stored bytes; the last one settles the verdict in this same commit.

    The work's actor is who sent the verdict (`receipts.sender_of`), whoever carried the bytes.
    """
    sent = work.session.get(RecheckSent, recheck_id, with_for_update=True)
    photo = work.session.get(RecheckPhoto, (recheck_id, photo_id), populate_existing=True)
    if sent is None or photo is None:
        raise NotFound("这次复查里没有这张照片。")
    if photo.key is not None:
        work.is_first = False
        work.kernel.store.delete(kept[0])
        return
    (photo.key, photo.refused_why), photo.received_at = kept, work.now
    photos = photos_of(work.session, recheck_id)
    if all(one.key is not None for one in photos):
        _settle(work, sent, photos)


def _settle(work: Work, sent: RecheckSent, photos: list[RecheckPhoto]) -> None:
    """Take the step as the page would; what cannot be taken any more stays with the ticket as a note."""
    ticket = follow(work.session, sent.ticket_id)
    try:
        _ask(work, sent, ticket, photos)
        with work.attempt():
            _judge(work, sent, _kept(photos, PhotoRole.AFTER))
    except Problem as problem:
        sent.outcome, sent.why = Outcome.REFUSED, problem.sentence[:200]
        _leave_with_ticket(work, sent, ticket, photos)
    else:
        sent.outcome = Outcome.DONE
    sent.settled_at = work.now


def _ask(work: Work, sent: RecheckSent, ticket: Ticket, photos: list[RecheckPhoto]) -> None:
    """What the page cannot meet, because nobody waits there for hours."""
    if not work.session.get_one(Person, sent.person_id).active:
        raise Forbidden(LEFT)
    if all(photo.refused_why for photo in photos):
        raise Invalid({"photos": NO_PHOTO})
    if ticket.id != sent.ticket_id:
        raise Stale(MERGED.format(number=ticket.number))
    said = fed_back_step(work.session, ticket.id)
    if sent.task_id is None and said is not None and sent.looked_at + CLOCKS_APART < said.at:
        raise Stale(OVERTAKEN)


def _judge(work: Work, sent: RecheckSent, photos: tuple[KeptPhoto, ...]) -> None:
    task = work.session.get(RecheckTask, sent.task_id) if sent.task_id else None
    # A task that the phone names but nobody knows is no reason to lose the look: the waiting one is asked.
    known = task is not None and task.ticket_id == sent.ticket_id and task.state is not RecheckState.VOID
    asked = sent.task_id if known else None
    if sent.verdict is Verdict.PASS:
        order = PassRecheck(
            ticket_id=sent.ticket_id, task=asked, words=sent.words, captured_at=sent.looked_at
        )
        pass_recheck(work, order, photos)
        return
    reason = "：".join(part for part in (sent.reason, sent.words) if part)[:2000]
    fail_recheck(
        work,
        FailRecheck(ticket_id=sent.ticket_id, task=asked, reason=reason, captured_at=sent.looked_at),
        photos,
    )


def _leave_with_ticket(work: Work, sent: RecheckSent, ticket: Ticket, photos: list[RecheckPhoto]) -> None:
    """The desk reads it in the ticket's history, with the photos."""
    verdict = "通过" if sent.verdict is Verdict.PASS else "不通过"
    said = "；".join(part for part in (f"手机发来：复查{verdict}", sent.reason, sent.words, sent.why) if part)
    facts = {"recheck": sent.id, "looked_at": sent.looked_at}
    step = note(work, ticket, "recheck_kept", reason=said[:2000], said=facts)
    ticket_photos.tie(work, _kept(photos, PhotoRole.PROBLEM), ticket.id, step_id=step.id)


def _kept(photos: list[RecheckPhoto], role: PhotoRole) -> tuple[KeptPhoto, ...]:
    """All that came, also what is no photo: the job worker marks it, and the desk sees why."""
    return tuple(
        KeptPhoto(new_id(), photo.key or "", photo.sha256, photo.bytes, role, photo.taken_at, photo.place)
        for photo in photos
    )

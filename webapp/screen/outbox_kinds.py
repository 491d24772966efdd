"""The kinds of send that a phone's exported file may hold, each with the commands that the queue uses for it."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from sqlalchemy import select

from webapp.access.actor import Actor
from webapp.base.work import Kernel, Work
from webapp.patrol.checkin import receive_visit
from webapp.patrol.forms import visit_from_json
from webapp.patrol.receipts import keep_visit_photo, store_visit_photo
from webapp.recheck.forms import verdict_from_json
from webapp.recheck.receipts import sender_of, store_verdict_photo
from webapp.recheck.sent import keep_verdict_photo, receive_verdict
from webapp.report.commands import receive_report
from webapp.report.forms import order_from_json
from webapp.report.keep import keep_promised, store_bytes
from webapp.ticket.advance import note
from webapp.ticket.records import Ticket

Receive = Callable[[Work, uuid.UUID, Mapping[str, Any], str | None], str]
TakePhoto = Callable[[Kernel, Actor, uuid.UUID, uuid.UUID, str, BinaryIO], None]


@dataclass(frozen=True)
class Kind:
    """How one kind is taken: its words, which answer a number for people, then each photo."""

    receive: Receive
    take_photo: TakePhoto


def _report(work: Work, item_id: uuid.UUID, body: Mapping[str, Any], account: str | None) -> str:
    receipt = receive_report(work, order_from_json(item_id, body))
    if work.is_first and account is not None:
        ticket = work.session.scalars(select(Ticket).where(Ticket.id == receipt.ticket.id)).one()
        note(work, ticket, "imported", reason=f"手机的账号是 {account}", said={"account": account})
    return receipt.ticket.number


def _report_photo(
    kernel: Kernel, actor: Actor, item_id: uuid.UUID, photo_id: uuid.UUID, sha256: str, source: BinaryIO
) -> None:
    kept = store_bytes(kernel, item_id, photo_id, sha256, source)
    with kernel.work(actor) as work:
        keep_promised(work, item_id, kept)


def _verdict(work: Work, item_id: uuid.UUID, body: Mapping[str, Any], account: str | None) -> str:
    return receive_verdict(work, verdict_from_json(item_id, body), account=account).ticket.number


def _verdict_photo(
    kernel: Kernel, _: Actor, item_id: uuid.UUID, photo_id: uuid.UUID, sha256: str, source: BinaryIO
) -> None:
    kept = store_verdict_photo(kernel, item_id, photo_id, sha256, source)
    with kernel.read() as session:
        sender = sender_of(session, item_id)
    with kernel.work(sender) as work:
        keep_verdict_photo(work, item_id, photo_id, kept)


def _visit(work: Work, item_id: uuid.UUID, body: Mapping[str, Any], account: str | None) -> str:
    return receive_visit(work, visit_from_json(item_id, body), account=account).point


def _visit_photo(
    kernel: Kernel, actor: Actor, item_id: uuid.UUID, photo_id: uuid.UUID, sha256: str, source: BinaryIO
) -> None:
    kept = store_visit_photo(kernel, item_id, photo_id, sha256, source)
    with kernel.work(actor) as work:
        keep_visit_photo(work, item_id, photo_id, kept)


KINDS: Mapping[str, Kind] = {
    "report": Kind(_report, _report_photo),
    "visit": Kind(_visit, _visit_photo),
    "recheck": Kind(_verdict, _verdict_photo),
}

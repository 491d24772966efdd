"""The form by which staff take a report for somebody, or report what they found: a mapping to one order, or errors."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.errors import Invalid
from webapp.base.fields import Command, LocalMoment, ShortWords, clean, read, read_form
from webapp.report.forms import NOTHING_SAID
from webapp.report.orders import SendReport
from webapp.report.records import ReportKind

CHANNELS = {
    ReportKind.PHONE: "电话", ReportKind.COUNTER: "来访", ReportKind.HOTLINE: "热线", ReportKind.PATROL: "巡查",
}  # fmt: skip
NEEDS_CONSENT = "请先问同不同意用这个号码回话，同意了再勾；不同意就把电话删掉。"
NO_DOOR = "请找到是哪个单元门：写几个字或拼音首字母，再选一个。"
NO_CHANNEL = "请选这件是怎么来的。"
NO_ORDER = "热线转来的，请写热线的单号。"
PAST_DUE = "热线的期限已经过了，请核对日期。"


class HotlineOrder(Command):
    """What the hotline gave along: its own number, and until when it wants an answer."""

    order_no: ShortWords
    external_due: LocalMoment | None = None


@dataclass(frozen=True)
class Intake:
    """The order with the door that was chosen; the door is known by its id, no plate was scanned."""

    report: SendReport
    door_id: uuid.UUID


def channels(actor: Actor) -> tuple[ReportKind, ...]:
    """The roads by which this person may bring a report; what one found oneself is for those on patrol."""
    spoken = (ReportKind.PHONE, ReportKind.COUNTER, ReportKind.HOTLINE)
    return (ReportKind.PATROL, *spoken) if actor.may(Permission.SELF_HANDLE) else spoken


def intake_order(
    form: Mapping[str, str], actor: Actor, now: datetime, consent_version: str, photos: int
) -> Intake:
    """The form as an order; `Invalid` names all that is wrong at once. `photos` came along."""
    wrong: dict[str, str] = {}
    kind = _channel(form, actor, wrong)
    hotline = _hotline(form, now, wrong) if kind is ReportKind.HOTLINE else None
    door_id = _door(form, wrong)
    report = _report(form, kind, hotline, now, consent_version, wrong)
    if not photos and not clean(form.get("text", "")):
        wrong["text"] = NOTHING_SAID
    if wrong or report is None or door_id is None:
        raise Invalid(wrong)
    return Intake(report, door_id)


def _channel(form: Mapping[str, str], actor: Actor, wrong: dict[str, str]) -> ReportKind | None:
    found = next((kind for kind in channels(actor) if kind.value == form.get("kind")), None)
    if found is None:
        wrong["kind"] = NO_CHANNEL
    return found


def _hotline(form: Mapping[str, str], now: datetime, wrong: dict[str, str]) -> HotlineOrder | None:
    if not form.get("order_no", "").strip():
        wrong["order_no"] = NO_ORDER
    try:
        order = read_form(HotlineOrder, form)
    except Invalid as refused:
        wrong.update(refused.fields | wrong)
        return None
    if order.external_due is not None and order.external_due <= now:
        wrong["external_due"] = PAST_DUE
    return order


def _door(form: Mapping[str, str], wrong: dict[str, str]) -> uuid.UUID | None:
    try:
        return uuid.UUID(form.get("door", ""))
    except ValueError:
        wrong["door"] = NO_DOOR
        return None


def _report(
    form: Mapping[str, str], kind: ReportKind | None, hotline: HotlineOrder | None, now: datetime,
    consent_version: str, wrong: dict[str, str],
) -> SendReport | None:  # fmt: skip
    given: dict[str, Any] = {
        "report_id": form.get("report_id", ""), "kind": kind or ReportKind.PHONE, "text": form.get("text", ""),
        "category": form.get("category") or None, "confidential": bool(form.get("confidential")), "client": "desk",
    }  # fmt: skip
    if hotline is not None:
        given |= {"order_no": hotline.order_no, "external_due": hotline.external_due}
    phone = form.get("phone", "").strip() if kind is not ReportKind.PATROL else ""
    if phone:
        given["phone"] = phone
        if form.get("consent"):
            given["consent"] = {"version": consent_version, "at": now.isoformat()}
    try:
        return read(SendReport, given)
    except Invalid as refused:
        fields = dict(refused.fields)
        if fields.pop("form", None) == "consent":
            fields["consent"] = NEEDS_CONSENT
        wrong.update(fields)
        return None

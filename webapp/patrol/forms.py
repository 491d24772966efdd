"""Mappings to orders of the patrol desk: a phone's JSON and the plain form become the same `SendVisit`."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from webapp.base.errors import Invalid
from webapp.base.fields import read, read_form
from webapp.patrol.labels import OrderLabels
from webapp.patrol.library import RenewLabel, SetActive
from webapp.patrol.orders import SendVisit
from webapp.patrol.oversight import GiveStreet, HandOverTask, LookAtVisit
from webapp.patrol.records import Checklist
from webapp.ticket.photos import KeptPhoto

ALL_CLEAR = "all"


def visit_from_json(visit_id: uuid.UUID, body: Mapping[str, Any]) -> SendVisit:
    """The API's payload as an order; `Invalid` by field."""
    if "visit_id" in body:
        raise Invalid({"visit_id": "编号写在网址里，不写在内容里。"})
    return read(SendVisit, dict(body) | {"visit_id": visit_id})


def visit_from_form(
    form: Mapping[str, str], point: str, checklist: Checklist | None, photos: Sequence[KeptPhoto], captured_at: Any
) -> SendVisit:  # fmt: skip
    """The plain form: every item is answered, or the one button says that nothing was found.

    Photos are known by their content, so that a form sent twice is the same visit twice.
    """
    visit_id = _uuid(form.get("visit_id", ""))
    items = _items(form, checklist, visit_id)
    promised = {photo.sha256: photo for photo in photos}
    return read(
        SendVisit,
        {
            "visit_id": visit_id, "point": point, "checklist_version": checklist.version if checklist else 0,
            "items": items, "scanned": form.get("scanned") or None, "words": form.get("words", ""),
            "place": _place(form), "captured_at": captured_at, "client": "form",
            "photos": [
                {"id": photo_id(visit_id, photo.sha256), "sha256": photo.sha256, "bytes": photo.bytes,
                 "role": "problem", "taken_at": photo.taken_at}
                for photo in promised.values()
            ],
        },
    )  # fmt: skip


def photo_id(visit_id: uuid.UUID, sha256: str) -> uuid.UUID:
    """The id of a photo that came with the plain form."""
    return uuid.uuid5(visit_id, sha256)


def report_id(visit_id: uuid.UUID, item: str) -> uuid.UUID:
    """The id of the report about an item that did not pass on the plain form."""
    return uuid.uuid5(visit_id, f"item {item}")


def _uuid(typed: str) -> uuid.UUID:
    try:
        return uuid.UUID(typed)
    except ValueError:
        raise Invalid({"visit_id": "这一页太旧了，请从今日巡查重新打开这个点。"}) from None


def _items(form: Mapping[str, str], checklist: Checklist | None, visit_id: uuid.UUID) -> list[dict[str, Any]]:
    if checklist is None:
        return []
    answers = {item["code"]: form.get(f"item-{item['code']}", "") for item in checklist.items}
    if form.get("clear") == ALL_CLEAR:
        if "bad" in answers.values():
            raise Invalid({"clear": "有一项勾了「有问题」，请点「交这次检查」，或把它改成「好」。"})
        answers = dict.fromkeys(answers, "ok")
    missing = {
        f"item-{code}": "这一项还没看。" for code, answer in answers.items() if answer not in {"ok", "bad"}
    }
    if missing:
        raise Invalid(missing)
    return [
        {"code": code, "ok": answer == "ok", "note": form.get(f"note-{code}", "") if answer == "bad" else ""}
        | ({"report": report_id(visit_id, code)} if answer == "bad" else {})
        for code, answer in answers.items()
    ]


def _place(form: Mapping[str, str]) -> dict[str, Any] | None:
    if not form.get("lng") or not form.get("lat"):
        return None
    accuracy = form.get("accuracy_m") or None
    return {"lng": form["lng"], "lat": form["lat"], "datum": "wgs84", "accuracy_m": accuracy, "source": "gps"}


def look_order(visit_id: uuid.UUID, form: Mapping[str, Any]) -> LookAtVisit:
    """The order to note that a visit was looked into, or `Invalid` by field."""
    return read_form(LookAtVisit, form, visit_id=visit_id)


def hand_over_order(task_id: uuid.UUID, form: Mapping[str, Any]) -> HandOverTask:
    """The order to send somebody else, or `Invalid` by field."""
    return read_form(HandOverTask, form, task_id=task_id)


def street_order(form: Mapping[str, Any]) -> GiveStreet:
    """The order to put somebody on a street's patrol, or `Invalid` by field."""
    return read_form(GiveStreet, form)


def active_order(point_id: uuid.UUID, form: Mapping[str, Any]) -> SetActive:
    """The order to take a point off the plan or put it back."""
    return SetActive(point_id=point_id, active=form.get("active") == "1")


def label_order(point_id: uuid.UUID) -> RenewLabel:
    """The order for a fresh label."""
    return RenewLabel(point_id=point_id)


def labels_order(form: Mapping[str, Any]) -> OrderLabels:
    """The order for a sheet of labels, or `Invalid` by field."""
    return read_form(OrderLabels, form)

"""Mappings to orders: the JSON of the API and the door page's form become the same `SendReport`."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from webapp.base.errors import Invalid
from webapp.base.fields import read
from webapp.report.orders import SendReport

NEEDS_CONSENT = "留了电话，要勾选「同意用这个电话联系我」；或者把电话删掉。"
NOTHING_SAID = "说一句怎么回事，或者拍一张照片，二者有一样就行。"


def order_from_json(
    report_id: uuid.UUID, body: Mapping[str, Any], told_at: datetime | None = None
) -> SendReport:
    """The API's payload as an order; `Invalid` by field.

    `told_at` is what the phone's clock shows at this try; it takes the place of `sent_at`, which was sealed with the
    words and may be hours old.
    """
    if "report_id" in body:
        raise Invalid({"report_id": "编号写在网址里，不写在内容里。"})
    order = _read(dict(body) | {"report_id": report_id})
    return order.model_copy(update={"sent_at": told_at}) if told_at else order


def order_from_form(form: Mapping[str, str], door: str, now: datetime, device: str | None) -> SendReport:
    """The door page's form as an order; empty boxes are left out."""
    phone = form.get("phone", "").strip() or None
    given: dict[str, Any] = {
        "report_id": form.get("report_id") or uuid.uuid4(), "text": form.get("text", ""), "door": door, "device": device,
        "category": form.get("category") or None, "confidential": form.get("confidential") in {"1", "on", "true"},
        "joins": form.get("joins") or None, "phone": phone, "client": "form",
    }  # fmt: skip
    if phone and form.get("consent"):
        given["consent"] = {"version": form["consent"][:20], "at": now.isoformat()}
    return _read(given)


def _read(given: Mapping[str, Any]) -> SendReport:
    try:
        return read(SendReport, given)
    except Invalid as wrong:
        fields = dict(wrong.fields)
        if fields.pop("form", None) == "consent":
            fields["consent"] = NEEDS_CONSENT
        raise Invalid(fields) from None


def typed_again(form: Mapping[str, str]) -> dict[str, str]:
    """What the person typed, to be shown again beside the errors."""
    return {
        k: v
        for k, v in form.items()
        if k in {"report_id", "text", "category", "phone", "consent", "confidential"}
    }

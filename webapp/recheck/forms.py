"""Mappings to orders of the recheck desk, for a form and for JSON."""

import uuid
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, BinaryIO

from webapp.base.errors import Invalid
from webapp.base.fields import read
from webapp.base.picture import PictureRefused
from webapp.base.storage import Store
from webapp.recheck.commands import FailRecheck, HandBackRecheck, NameRechecker, PassRecheck
from webapp.recheck.orders import WHAT_IS_WRONG, SendVerdict
from webapp.ticket.forms import order_about
from webapp.ticket.photos import KeptPhoto, keep_photo
from webapp.ticket.records import PhotoRole

MOST_PHOTOS = 4

REASONS = ("没修", "没修好", "修好又坏了", "现场没收拾", "地方不对")
"""What a person with gloves on can tap instead of typing."""


def photos_now(store: Store, sources: Iterable[BinaryIO]) -> tuple[KeptPhoto, ...]:
    """Keep the photos of the place as it is now; `Invalid` with the sentence when one cannot be kept.

    Call before the unit of work is opened: decoding must not hold the database's write lock.
    """
    try:
        return tuple(keep_photo(store, source, PhotoRole.AFTER) for source in islice(sources, MOST_PHOTOS))
    except PictureRefused as refused:
        raise Invalid({"photos": refused.sentence}) from None


def pass_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> PassRecheck:
    """The order to pass, or `Invalid` by field."""
    return order_about(PassRecheck, ticket_id, form)


def fail_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> FailRecheck:
    """The order to fail; the tapped reason and the written words become one sentence."""
    said = [str(form.get(name, "")).strip() for name in ("why", "reason")]
    reason = "：".join(part for part in said if part)
    if not reason:
        raise Invalid({"reason": WHAT_IS_WRONG})
    return order_about(FailRecheck, ticket_id, {**form, "reason": reason})


def name_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> NameRechecker:
    """The order to name somebody, or `Invalid` by field."""
    return order_about(NameRechecker, ticket_id, form)


def hand_back_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> HandBackRecheck:
    """The order to give the look away, or `Invalid` by field."""
    return order_about(HandBackRecheck, ticket_id, form)


def verdict_from_json(recheck_id: uuid.UUID, body: Mapping[str, Any]) -> SendVerdict:
    """The queue's payload as an order; `Invalid` by field."""
    if "recheck_id" in body:
        raise Invalid({"recheck_id": "编号写在网址里，不写在内容里。"})
    try:
        return read(SendVerdict, dict(body) | {"recheck_id": recheck_id})
    except Invalid as wrong:
        fields = dict(wrong.fields)
        if fields.pop("form", None) == "reason":
            fields["reason"] = WHAT_IS_WRONG
        raise Invalid(fields) from None

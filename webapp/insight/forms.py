"""Mappings to orders of the rates."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.errors import Invalid
from webapp.base.fields import read_form
from webapp.insight.commands import PublishRates
from webapp.insight.documents import OrderRatesFile


def publish_order(form: Mapping[str, Any]) -> PublishRates:
    """The order to publish the period in which a day lies; `Invalid` says which box to look at."""
    try:
        return read_form(PublishRates, {"kind": form.get("period", ""), "day": form.get("day", "")})
    except Invalid as wrong:
        raise Invalid(_named(wrong)) from None


def file_order(form: Mapping[str, Any], snapshot_id: uuid.UUID | None = None) -> OrderRatesFile:
    """The order for a file of the live period, or of a published one."""
    given = {"form": form.get("as", ""), "kind": form.get("period", ""), "day": form.get("day", "")}
    try:
        return read_form(OrderRatesFile, given, snapshot_id=snapshot_id)
    except Invalid as wrong:
        raise Invalid(_named(wrong)) from None


def _named(wrong: Invalid) -> dict[str, str]:
    said = {
        "kind": "请选按日、周、月还是考核期。", "day": "请选哪一天在里面，例如 2026-11-30。", "form": "请选要 Excel 还是 Word。",
    }  # fmt: skip
    return {name: said.get(name, sentence) for name, sentence in wrong.fields.items()}

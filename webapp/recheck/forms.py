"""Mappings to orders of the recheck desk, for a form and for JSON."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.errors import Invalid
from webapp.recheck.commands import FailRecheck, NameRechecker, PassRecheck
from webapp.ticket.forms import order_about

WHAT_IS_WRONG = "请选一项，或写一句哪里没弄好。"
REASONS = ("没修", "没修好", "修好又坏了", "现场没收拾", "地方不对")
"""What a person with gloves on can tap instead of typing."""


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

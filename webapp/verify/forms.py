"""Mappings to orders of the verifying desk."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.ticket.forms import order_about
from webapp.verify.commands import CorrectTicket, MergeTicket, RefuseTicket, VerifyTicket


def verify_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> VerifyTicket:
    """The order to file, or `Invalid` by field."""
    return order_about(VerifyTicket, ticket_id, form)


def correct_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> CorrectTicket:
    """The order to correct, or `Invalid` by field."""
    return order_about(CorrectTicket, ticket_id, form)


def refuse_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> RefuseTicket:
    """The order to refuse, or `Invalid` by field."""
    return order_about(RefuseTicket, ticket_id, form)


def merge_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> MergeTicket:
    """The order to merge, or `Invalid` by field."""
    return order_about(MergeTicket, ticket_id, form)

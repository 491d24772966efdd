"""Mappings to dispatch orders."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import read_form
from webapp.dispatch.commands import DispatchTicket, RedispatchTicket


def dispatch_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> DispatchTicket:
    """The order to dispatch, or `Invalid` by field."""
    return read_form(DispatchTicket, form, ticket_id=ticket_id)


def redispatch_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> RedispatchTicket:
    """The order to redispatch, or `Invalid` by field."""
    return read_form(RedispatchTicket, form, ticket_id=ticket_id)

"""Mappings to orders of the dispatching desk."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.dispatch.closing import CloseTicket
from webapp.dispatch.commands import DispatchTicket, FileAndDispatch, RedispatchTicket
from webapp.dispatch.deadlines import (
    DeclineAsked,
    ExtendTicket,
    HangUpTicket,
    HastenTicket,
    PassUpTicket,
    WakeTicket,
)
from webapp.ticket.forms import order_about


def dispatch_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> DispatchTicket:
    """The order to dispatch, or `Invalid` by field."""
    return order_about(DispatchTicket, ticket_id, form)


def file_and_dispatch_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> FileAndDispatch:
    """The order to file and dispatch at once, or `Invalid` by field."""
    return order_about(FileAndDispatch, ticket_id, form)


def redispatch_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> RedispatchTicket:
    """The order to redispatch, or `Invalid` by field."""
    return order_about(RedispatchTicket, ticket_id, form)


def extend_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> ExtendTicket:
    """The order to extend, or `Invalid` by field."""
    return order_about(ExtendTicket, ticket_id, form)


def hasten_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> HastenTicket:
    """The order to hasten, or `Invalid` by field."""
    return order_about(HastenTicket, ticket_id, form)


def hang_up_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> HangUpTicket:
    """The order to hang up, or `Invalid` by field."""
    return order_about(HangUpTicket, ticket_id, form)


def wake_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> WakeTicket:
    """The order to wake, or `Invalid` by field."""
    return order_about(WakeTicket, ticket_id, form)


def pass_up_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> PassUpTicket:
    """The order to pass up, or `Invalid` by field."""
    return order_about(PassUpTicket, ticket_id, form)


def decline_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> DeclineAsked:
    """The order to decline what was asked, or `Invalid` by field."""
    return order_about(DeclineAsked, ticket_id, form)


def close_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> CloseTicket:
    """The order to close, or `Invalid` by field."""
    return order_about(CloseTicket, ticket_id, form)

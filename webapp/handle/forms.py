"""Mappings to orders of the handling unit; photos are kept apart, by `photos_kept`."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from webapp.base.errors import Invalid
from webapp.base.picture import PictureRefused
from webapp.base.storage import Store
from webapp.handle.asking import AskExtension, AskHangUp, AskStreet
from webapp.handle.commands import (
    AcceptTicket,
    AnswerTicket,
    AssignTicket,
    FeedBack,
    ReturnTicket,
    SendWord,
    StartHandling,
)
from webapp.ticket.forms import order_about
from webapp.ticket.photos import KeptPhoto, keep_photo
from webapp.ticket.records import PhotoRole

MOST_PHOTOS = 4


def accept_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> AcceptTicket:
    """The order to accept, or `Invalid` by field."""
    return order_about(AcceptTicket, ticket_id, form)


def start_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> StartHandling:
    """The order to start, or `Invalid` by field."""
    return order_about(StartHandling, ticket_id, form)


def feed_back_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> FeedBack:
    """The order to feed back, or `Invalid` by field."""
    return order_about(FeedBack, ticket_id, form)


def answer_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> AnswerTicket:
    """The order to answer, or `Invalid` by field."""
    return order_about(AnswerTicket, ticket_id, form)


def word_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> SendWord:
    """The word to the resident, or `Invalid` by field: a canned sentence, own words, or the one before the other."""
    words = "\n".join(
        part for part in (str(form.get(name) or "").strip() for name in ("canned", "words")) if part
    )
    return order_about(SendWord, ticket_id, {**form, "words": words})


def return_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> ReturnTicket:
    """The order to return, or `Invalid` by field."""
    return order_about(ReturnTicket, ticket_id, form)


def assign_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> AssignTicket:
    """The order to name who goes, or `Invalid` by field."""
    return order_about(AssignTicket, ticket_id, form)


def ask_street_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> AskStreet:
    """The question to the street, or `Invalid` by field."""
    return order_about(AskStreet, ticket_id, form)


def ask_extension_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> AskExtension:
    """The wish for more time, or `Invalid` by field."""
    return order_about(AskExtension, ticket_id, form)


def ask_hang_up_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> AskHangUp:
    """The wish to set it aside, or `Invalid` by field."""
    return order_about(AskHangUp, ticket_id, form)


def photos_kept(
    store: Store, sources: Iterable[BinaryIO], role: PhotoRole = PhotoRole.AFTER
) -> tuple[KeptPhoto, ...]:
    """Keep photos, of the finished work unless their role is another; one that cannot be kept is `Invalid` with its sentence.

    Call before the unit of work is opened: decoding must not hold the database's write lock.
    """
    kept: list[KeptPhoto] = []
    for source in sources:
        if len(kept) == MOST_PHOTOS:
            raise Invalid({"photos": f"最多 {MOST_PHOTOS} 张照片，请去掉几张。"})
        try:
            kept.append(keep_photo(store, source, role))
        except PictureRefused as refused:
            raise Invalid({"photos": refused.sentence}) from None
    return tuple(kept)

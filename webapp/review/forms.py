"""Mappings to orders of the review desk; `id` is made where the form is drawn."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import read_asking
from webapp.review.commands import CloseReview, DropCase, HoldReview, NoteCase, PickTicket, PlanReview
from webapp.review.measures import AddMeasure, FulfilMeasure
from webapp.review.minutes import WriteUp
from webapp.ticket.queries import case_number

WEEK = {"week": "请选哪一周。"}
NUMBER = {"number": "请写单号，比如：1121-0007。"}
WHAT = {"what": "请写做什么，比如：派单前先看是不是物业的事。"}


def plan_order(form: Mapping[str, Any]) -> PlanReview:
    """The review of the week of a day."""
    return read_asking(PlanReview, form, WEEK)


def pick_order(review_id: uuid.UUID, form: Mapping[str, Any]) -> PickTicket:
    """A ticket by its number, as people type it."""
    kept = {name: value for name, value in form.items() if name != "number"}
    number = case_number(str(form.get("number", ""))) or None
    return read_asking(
        PickTicket, kept, NUMBER, review_id=review_id, **({"number": number} if number else {})
    )


def drop_order(review_id: uuid.UUID, form: Mapping[str, Any]) -> DropCase:
    """A case that is taken out again."""
    return read_asking(DropCase, form, {}, review_id=review_id)


def note_order(review_id: uuid.UUID, form: Mapping[str, Any]) -> NoteCase:
    """Cause, what went wrong, which rule."""
    return read_asking(NoteCase, form, {}, review_id=review_id)


def hold_order(review_id: uuid.UUID, form: Mapping[str, Any]) -> HoldReview:
    """Who was there, and what was settled."""
    return read_asking(HoldReview, form, {}, review_id=review_id)


def measure_order(review_id: uuid.UUID, form: Mapping[str, Any]) -> AddMeasure:
    """What, who, by which day."""
    return read_asking(AddMeasure, form, WHAT, review_id=review_id)


def fulfil_order(measure_id: uuid.UUID, form: Mapping[str, Any]) -> FulfilMeasure:
    """办到了."""
    return read_asking(FulfilMeasure, form, {}, measure_id=measure_id)


def write_up_order(review_id: uuid.UUID, form: Mapping[str, Any]) -> WriteUp:
    """出纪要."""
    return read_asking(WriteUp, form, {}, review_id=review_id)


def close_order(review_id: uuid.UUID, form: Mapping[str, Any]) -> CloseReview:
    """收尾."""
    return read_asking(CloseReview, form, {}, review_id=review_id)

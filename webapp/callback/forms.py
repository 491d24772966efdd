"""Mappings to orders of the callback desk, for a form and for JSON."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.fields import read_form
from webapp.callback.calling import RecordCall, UnmaskContact
from webapp.callback.checking import ReviewCall
from webapp.callback.commands import AnswerCallback, LookAgain
from webapp.callback.leaving_out import DecideLeaveOut, ProposeLeaveOut
from webapp.callback.records import Satisfied

ON_THE_RESIDENTS_PAGE = {
    "satisfied": Satisfied.YES, "basically": Satisfied.BASICALLY, "dissatisfied": Satisfied.NO,
}  # fmt: skip


def answer_order(ticket_id: uuid.UUID, report_id: uuid.UUID, form: Mapping[str, Any]) -> AnswerCallback:
    """The resident's answer; the tracking page names its boxes `solved`, `satisfaction`, `text`."""
    given = dict(form)
    if "satisfaction" in given:
        given["satisfied"] = ON_THE_RESIDENTS_PAGE.get(given["satisfaction"], given["satisfaction"])
    given.setdefault("verbatim", given.get("text", ""))
    return read_form(AnswerCallback, given, ticket_id=ticket_id, report_id=report_id)


def call_order(task_id: uuid.UUID, form: Mapping[str, Any]) -> RecordCall:
    """How a call went, or `Invalid` by field."""
    return read_form(RecordCall, form, task_id=task_id)


def unmask_order(task_id: uuid.UUID, form: Mapping[str, Any]) -> UnmaskContact:
    """The wish to see a number; the reason is filled in beforehand."""
    return read_form(UnmaskContact, form, task_id=task_id)


def look_order(task_id: uuid.UUID, form: Mapping[str, Any]) -> LookAgain:
    """The street's second look, or `Invalid` by field."""
    return read_form(LookAgain, form, task_id=task_id)


def leave_out_order(task_id: uuid.UUID, form: Mapping[str, Any]) -> ProposeLeaveOut:
    """The wish that a callback shall not count, or `Invalid` by field."""
    return read_form(ProposeLeaveOut, form, task_id=task_id)


def decide_order(leave_out_id: uuid.UUID, form: Mapping[str, Any]) -> DecideLeaveOut:
    """Yes or no to such a wish, or `Invalid` by field."""
    return read_form(DecideLeaveOut, form, leave_out_id=leave_out_id)


def review_order(check_id: uuid.UUID, form: Mapping[str, Any]) -> ReviewCall:
    """What quality control found, or `Invalid` by field."""
    return read_form(ReviewCall, form, check_id=check_id)

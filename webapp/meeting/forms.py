"""Mappings to orders of the meeting desk, the same for the tracking page, the desk and the link page."""

import uuid
from collections.abc import Mapping
from typing import Any

from webapp.base.errors import Invalid
from webapp.base.fields import read_form
from webapp.meeting.commands import (
    AcceptTime,
    AgreeToTime,
    Answer,
    DeclineMeeting,
    InviteAgain,
    ProposeTime,
    RecordCall,
    SendStandIn,
)
from webapp.meeting.minutes import ConfirmMinutes, DisputeMinutes, HoldMeeting
from webapp.meeting.missing import MissMeeting, WaitInVain

PICK_ONE = "请选一个时间，或者点「不用见面，电话说」。"


def answer_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> Answer:
    """A resident's answer.

    `answer` is `slot:<id>`, `for:<id>` or `stand_in` (both with `stand_in`), `propose` (with `proposal`) or
    `decline` (with `reason`).
    """
    answer = str(form.get("answer", ""))
    if answer == "decline":
        return read_form(DeclineMeeting, form, ticket_id=ticket_id)
    if answer == "propose":
        if not str(form.get("proposal", "")).strip():
            raise Invalid({"proposal": "请写一个您方便的时间，比如：周日下午三点。"})
        return read_form(ProposeTime, form, ticket_id=ticket_id)
    kind, _, slot = answer.partition(":")
    if kind in {"for", "stand_in"} and not str(form.get("stand_in", "")).strip():
        raise Invalid({"stand_in": "请写怎么称呼替您来的人，比如：我儿子小李。"})
    if answer == "stand_in":
        return read_form(SendStandIn, form, ticket_id=ticket_id)
    if kind not in {"slot", "for"} or not slot.isascii() or not slot.isdigit() or len(slot) > 1:
        raise Invalid({"answer": PICK_ONE})
    kept = {k: v for k, v in form.items() if kind == "for" or k != "stand_in"}
    return read_form(AcceptTime, kept, ticket_id=ticket_id, slot=int(slot))


def vain_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> WaitInVain:
    """没等到人."""
    return read_form(WaitInVain, form, ticket_id=ticket_id)


def minutes_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> ConfirmMinutes | DisputeMinutes:
    """A resident's word about the minutes: `answer` is `right` or `wrong` (with `text`)."""
    answer = form.get("answer")
    if answer not in {"right", "wrong"}:
        raise Invalid({"answer": "请选一个：没问题，或者不对。"})
    if answer == "right":
        return read_form(ConfirmMinutes, form, ticket_id=ticket_id)
    _wants(form, text="请说说哪里不对，一两句就行。")
    return read_form(DisputeMinutes, form, ticket_id=ticket_id)


def agree_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> AgreeToTime:
    """The resident's proposal as a moment (`at`)."""
    _wants(form, at="请按居民说的，选好哪天几点。")
    return read_form(AgreeToTime, form, ticket_id=ticket_id, seen=_seen(form))


def hold_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> HoldMeeting:
    """The minutes of a meeting that was held."""
    _wants(form, minutes="请写下见面谈了什么，一两句话就行。")
    if str(form.get("agreed_by", "") + form.get("agreed_until", "")).strip():
        _wants(form, agreed="请先写说好了什么。")
    lines = [
        {"what": what, "who": form.get(f"who_{n}") or None, "until": form.get(f"until_{n}") or None}
        if (what := str(form.get(f"what_{n}", "")).strip())
        else None
        for n in (2, 3)
    ]
    return read_form(HoldMeeting, form, ticket_id=ticket_id, more=lines, seen=_seen(form))


def miss_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> MissMeeting:
    """The resident did not come."""
    return read_form(MissMeeting, form, ticket_id=ticket_id, seen=_seen(form))


def call_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> RecordCall:
    """A call that was tried. Boxes that do not belong to the outcome are left aside."""
    _wants(form, outcome="请选电话打得怎么样。")
    reached = form.get("outcome") == "reached"
    kept = {k: v for k, v in form.items() if reached or k not in {"at", "answer_words", "sure", "stand_in"}}
    return read_form(RecordCall, kept, ticket_id=ticket_id, seen=_seen(form))


def invite_again_order(ticket_id: uuid.UUID, form: Mapping[str, Any]) -> InviteAgain:
    """Another invitation with up to three times of one's own (`time_1` … `time_3`)."""
    names = [name for name in ("time_1", "time_2", "time_3") if str(form.get(name, "")).strip()]
    times = tuple(form[name] for name in names)
    try:
        return read_form(InviteAgain, form, ticket_id=ticket_id, times=times, seen=_seen(form))
    except Invalid as wrong:
        boxes = {f"times.{place}": name for place, name in enumerate(names)}
        raise Invalid({boxes.get(field, field): words for field, words in wrong.fields.items()}) from None


def _seen(form: Mapping[str, Any]) -> Any:
    return form.get("version") or None


def _wants(form: Mapping[str, Any], **sentences: str) -> None:
    missing = {name: sentence for name, sentence in sentences.items() if not str(form.get(name, "")).strip()}
    if missing:
        raise Invalid(missing)

"""Mappings to orders of the whistle desk, the same for the desk and for a guest's page."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from webapp.base.fields import Command, read_asking
from webapp.ticket.queries import case_number
from webapp.whistle.answering import AnswerWhistle, Fulfil, SignIn
from webapp.whistle.commands import BlowWhistle, CallMore, InviteGuest, RevokeGuest
from webapp.whistle.settling import AddTask, CallOff, EndWhistle, RateParty, SettleWhistle

C = TypeVar("C", bound=Command)
NEEDED: Mapping[type[Command], Mapping[str, str]] = {
    BlowWhistle: {
        "issue": "请写什么事、要大家来看什么。", "place": "请写到哪儿集合。", "arrive_by": "请写几点前到。",
    },
    InviteGuest: {"guest": "请写外单位的名字，比如：第二小学总务处。"},
    SettleWhistle: {"minutes": "请写看到了什么、定了什么，一两句就行。"},
    AddTask: {"what": "请写做什么，比如：换好六杆路灯。"},
    RateParty: {"party": "请选一家。", "stars": "请选几颗星。", "words": "请写一句为什么，单位看得到。"},
    CallOff: {"reason": "请写一句为什么取消，叫到的单位看得到。"},
}  # fmt: skip
"""What is said where a box was left empty."""


def blow_order(form: Mapping[str, Any], units: Sequence[str]) -> BlowWhistle:
    """The order to blow; `numbers` holds case numbers as people type them, apart by spaces or commas."""
    typed = str(form.get("numbers", "")).replace("，", " ").replace(",", " ").replace("、", " ").split()
    numbers = tuple(dict.fromkeys(case_number(one) for one in typed))
    return _read(
        BlowWhistle, {k: v for k, v in form.items() if k != "numbers"}, numbers=numbers, units=tuple(units)
    )


def call_more_order(whistle_id: uuid.UUID, form: Mapping[str, Any], units: Sequence[str]) -> CallMore:
    """The order to call further units."""
    return _read(CallMore, form, whistle_id=whistle_id, units=tuple(units))


def guest_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> InviteGuest:
    """The order to ask a guest."""
    return _read(InviteGuest, form, whistle_id=whistle_id)


def revoke_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> RevokeGuest:
    """The order to end a guest's link."""
    return _read(RevokeGuest, form, whistle_id=whistle_id)


def answer_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> AnswerWhistle:
    """收到; `party_id` is the guest's, from the link and never from the form."""
    return _read(AnswerWhistle, form, whistle_id=whistle_id)


def sign_in_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> SignIn:
    """报到."""
    return _read(SignIn, form, whistle_id=whistle_id)


def fulfil_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> Fulfil:
    """办到了."""
    return _read(Fulfil, form, whistle_id=whistle_id)


def settle_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> SettleWhistle:
    """Minutes, and who maintains it afterwards."""
    return _read(SettleWhistle, form, whistle_id=whistle_id)


def task_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> AddTask:
    """A task for one party."""
    return _read(AddTask, form, whistle_id=whistle_id)


def rate_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> RateParty:
    """Stars with a word."""
    return _read(RateParty, form, whistle_id=whistle_id)


def end_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> EndWhistle:
    """The end."""
    return _read(EndWhistle, form, whistle_id=whistle_id)


def call_off_order(whistle_id: uuid.UUID, form: Mapping[str, Any]) -> CallOff:
    """取消."""
    return _read(CallOff, form, whistle_id=whistle_id)


def _read(model: type[C], form: Mapping[str, Any], **more: Any) -> C:
    return read_asking(model, form, NEEDED.get(model, {}), **more)

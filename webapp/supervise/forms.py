"""Mappings to orders of the supervising desk."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from webapp.base.fields import Command, read_asking
from webapp.supervise.answering import ReplyToNotice, SignNotice
from webapp.supervise.commands import IssueBatch, IssueNotice
from webapp.supervise.judging import AcceptReply, DropProposal, GiveCard, Postpone, SendBack, Withdraw
from webapp.ticket.queries import case_number

C = TypeVar("C", bound=Command)
DUE = "请写哪天几点前办好。"
NEEDED: Mapping[type[Command], Mapping[str, str]] = {
    IssueNotice: {
        "subject": "请写一个题目，比如：关于梧桐里小区路灯不亮的问题。", "problem": "请写清楚什么问题、在哪里。",
        "demand": "请写要求怎么办。", "due": DUE,
    },
    IssueBatch: {"demand": "请写要求怎么办。", "due": DUE},
    ReplyToNotice: {"reply": "请写怎么整改的，一两句就行。"},
    SendBack: {"reason": "请写一句为什么退回，单位看得到。", "due": "请写哪天几点前再反馈。"},
    Postpone: {"reason": "请写一句为什么改。", "due": DUE},
    Withdraw: {"reason": "请写一句为什么撤销，单位看得到。"},
}  # fmt: skip
"""What is said where a box was left empty."""


def numbers_typed(form: Mapping[str, Any]) -> tuple[str, ...]:
    """Case numbers as people type them, apart by spaces, commas or lines; each once."""
    typed = str(form.get("numbers", "")).replace("，", " ").replace(",", " ").replace("、", " ").split()
    return tuple(dict.fromkeys(case_number(one) for one in typed))


def issue_order(
    form: Mapping[str, Any], units: Sequence[str], copies: Sequence[str], photos: Sequence[str]
) -> IssueNotice:
    """The order to issue."""
    return _read(
        IssueNotice, _without(form, "numbers", "units", "copies", "photos"), numbers=numbers_typed(form),
        units=tuple(units), copies=tuple(copies), photos=tuple(photos),
    )  # fmt: skip


def batch_order(form: Mapping[str, Any]) -> IssueBatch:
    """The order to issue for many tickets."""
    return _read(
        IssueBatch,
        _without(form, "numbers", "each"),
        numbers=numbers_typed(form),
        each=form.get("each") == "ticket",
    )


def sign_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> SignNotice:
    """签收."""
    return _read(SignNotice, form, notice_id=notice_id)


def reply_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> ReplyToNotice:
    """反馈."""
    return _read(
        ReplyToNotice,
        _without(form, "own_photos"),
        notice_id=notice_id,
        own_photos=form.get("own_photos") == "1",
    )


def accept_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> AcceptReply:
    """验收通过."""
    return _read(AcceptReply, form, notice_id=notice_id)


def send_back_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> SendBack:
    """退回重办."""
    return _read(SendBack, form, notice_id=notice_id)


def postpone_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> Postpone:
    """改期限."""
    return _read(Postpone, form, notice_id=notice_id)


def card_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> GiveCard:
    """催办, 黄牌, 红牌."""
    return _read(GiveCard, form, notice_id=notice_id)


def drop_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> DropProposal:
    """这次不发."""
    return _read(DropProposal, form, notice_id=notice_id)


def withdraw_order(notice_id: uuid.UUID, form: Mapping[str, Any]) -> Withdraw:
    """撤销."""
    return _read(Withdraw, form, notice_id=notice_id)


def _without(form: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in form.items() if name not in names}


def _read(model: type[C], form: Mapping[str, Any], **more: Any) -> C:
    return read_asking(model, form, NEEDED.get(model, {}), **more)

"""Mappings to orders of the message desk, or `Invalid` by field."""

import re
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from webapp.base.errors import Invalid
from webapp.base.fields import clean
from webapp.message.commands import OpenChannel, WordText
from webapp.message.mail_channel import ADDRESS
from webapp.message.texts import read_text
from webapp.message.words import ROBOTS, Form, Kind, Means

_SERVER = re.compile(r"[A-Za-z0-9.-]{1,200}(:\d{1,5})?")
BAD_MAIL = "邮箱好像不对，例如 wang@example.cn；不想收就清空。"


def mail_given(form: Mapping[str, Any]) -> str:
    """An address for mails, or nothing."""
    mail = clean(str(form.get("mail", "")))
    if mail and not (len(mail) <= 120 and ADDRESS.fullmatch(mail)):
        raise Invalid({"mail": BAD_MAIL})
    return mail


def text_order(kind: Kind, form_kind: Form, form: Mapping[str, Any]) -> WordText:
    """A text that is complete; `Invalid` names `body` and says which place is unknown or missing."""
    try:
        body = read_text(kind, form_kind, clean(str(form.get("body", ""))))
    except ValueError as wrong:
        raise Invalid({"body": str(wrong)}) from None
    return WordText(kind=kind, form=form_kind, body=body)


def channel_order(form: Mapping[str, Any]) -> OpenChannel:
    """A channel with all that its means asks for."""
    given = {
        name: clean(str(form.get(name, "")))
        for name in ("means", "name", "unit", "address", "account", "key")
    }
    if given["means"] not in set(Means):
        raise Invalid({"means": "请选一种渠道。"})
    means = Means(given["means"])
    unit_id = _id(given["unit"]) if means in ROBOTS else None
    wrong = {} if 1 <= len(given["name"]) <= 40 else {"name": "请起个名字，最多 40 个字。"}
    wrong |= (
        _wrong_robot(given, unit_id) if means in ROBOTS else _wrong_mail(given) if means is Means.MAIL else {}
    )
    if len(given["key"]) > 200:
        wrong["key"] = "太长了，请从服务商的页面复制。"
    if wrong:
        raise Invalid(wrong)
    return OpenChannel(
        means=means, name=given["name"], unit_id=unit_id, address=given["address"], account=given["account"],
        secret=given["key"], starttls=form.get("plain", "") != "1",
    )  # fmt: skip


def _wrong_robot(given: Mapping[str, str], unit_id: uuid.UUID | None) -> dict[str, str]:
    try:
        parts = urlsplit(given["address"])
        whole = parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    found = {} if whole and given["address"].isascii() and len(given["address"]) <= 300 and " " not in given["address"] else {
        "address": "请填机器人的完整网址，从群设置里复制，以 https:// 开头。"
    }  # fmt: skip
    return found if unit_id else found | {"unit": "请选这个群是哪个单位的。"}


def _wrong_mail(given: Mapping[str, str]) -> dict[str, str]:
    found = {}
    if not _SERVER.fullmatch(given["address"]) or int(given["address"].partition(":")[2] or 25) > 65535:
        found["address"] = "请填邮件服务器和端口，例如 smtp.example.cn:587。"
    if not (len(given["account"]) <= 120 and ADDRESS.fullmatch(given["account"])):
        found["account"] = "请填发件人的邮箱，例如 mashang@example.cn。"
    return found


def _id(given: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(given)
    except ValueError:
        return None

"""Annotated field types of every form and request, and `read`, which turns wrong input into Chinese sentences."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
)

from webapp.base.clock import CHINA
from webapp.base.errors import Invalid

TEXT_MOST = 2000
# Marks that turn the reading direction round, which can make a text lie about itself; control characters, Cc; halves of pairs, Cs.
_UNKEPT = re.compile(
    r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]"
)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")


def clean(text: str) -> str:
    """Text as kept: no control characters or direction marks, line ends as \\n, ends trimmed.

    What nobody can see, such as zero-width spaces alone, is no text.
    """
    text = _UNKEPT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return text if any(unicodedata.category(c)[0] not in "CMZ" for c in text) else ""


def typed_number(text: str) -> str:
    """Digits and signs as a person may type them, as plain ones: full-width forms, any dash, no spaces."""
    plain = unicodedata.normalize("NFKC", clean(text))
    return "".join("-" if c in "—–−‐‑" else c for c in plain if not c.isspace())


def _clean_any(value: Any) -> Any:
    return clean(value) if isinstance(value, str) else value


def _empty_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def normal_phone(value: str) -> str:
    """A Chinese mobile or landline number as digits; ValueError with a sentence when it is none."""
    digits = re.sub(r"[\s()（）\-—]", "", unicodedata.normalize("NFKC", value))
    digits = digits.removeprefix("+86").removeprefix("0086")
    if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits):
        return digits
    raise ValueError("电话好像不对：手机是 1 开头的 11 位数字，座机请带区号。也可以不留。")


def _local_moment(value: Any) -> Any:
    """A `datetime-local` field has no offset: it means the district's time."""
    if isinstance(value, str) and value.strip():
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            raise ValueError("时间看不懂，请重新选，例如 2026-11-21 10:00。") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)
    return value


Words = Annotated[str, BeforeValidator(_clean_any), StringConstraints(min_length=1, max_length=TEXT_MOST)]
ShortWords = Annotated[str, BeforeValidator(_clean_any), StringConstraints(min_length=1, max_length=60)]
Plain = Annotated[str, BeforeValidator(_clean_any)]
"""A code or a name: no control characters, which PostgreSQL refuses to store."""
MaybeWords = Annotated[str, BeforeValidator(_clean_any), StringConstraints(max_length=TEXT_MOST)]
Phone = Annotated[str, AfterValidator(normal_phone)]
LocalMoment = Annotated[AwareDatetime, BeforeValidator(_local_moment)]


class Command(BaseModel):
    """A frozen order to a desk; unknown fields are refused so that a typing error never passes silently."""

    model_config = ConfigDict(frozen=True, extra="forbid")


_SENTENCES = {
    "missing": "这一项要填。",
    "string_too_short": "这一项要填。",
    "string_too_long": "太长了，最多 {max_length} 个字。",
    "uuid_parsing": "编号的格式不对。",
    "datetime_from_date_parsing": "时间的格式不对。",
    "timezone_aware": "时间要带时区，例如 2026-11-21T09:30:00+08:00。",
    "extra_forbidden": "没有这个字段，请去掉。",
    "enum": "没有这个选项，请重新选。",
    "literal_error": "没有这个选项，请重新选。",
    "bool_parsing": "只能选是或否。",
    "int_parsing": "要填数字。",
    "float_parsing": "要填数字。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "too_long": "太多了，最多 {max_length} 个。",
}
_NEEDED = {
    "words": "请写一两句话。",
    "reason": "请写一句为什么。",
    "why": "请写一句为什么。",
    "minutes": "请写下见面谈了什么。",
    "name": "请写名字。",
    "person_name": "请写给谁用。",
    "target": "请写并到哪一件，写它的单号。",
}
"""What is asked for where such a box was left empty: in a summary on top 这一项 would name nothing."""

C = TypeVar("C", bound=BaseModel)


def read(model: type[C], given: Mapping[str, Any]) -> C:
    """Build the command, or raise `Invalid` with one sentence a field (keys as in the input)."""
    try:
        return model.model_validate(given)
    except ValidationError as wrong:
        raise Invalid({_path(e["loc"]): _sentence(e) for e in wrong.errors()}) from None


def read_form(model: type[C], given: Mapping[str, Any], **more: Any) -> C:
    """`read` for an HTML form: empty boxes count as not filled in, unknown boxes are left aside."""
    kept = {k: v for k, v in given.items() if k in model.model_fields and _empty_is_none(v) is not None}
    return read(model, kept | more)


def read_asking(model: type[C], given: Mapping[str, Any], empty: Mapping[str, str], **more: Any) -> C:
    """`read_form` with a desk's own sentence for a box that was left empty, by field."""
    try:
        return read_form(model, given, **more)
    except Invalid as wrong:
        said = {name: sentence for name, sentence in empty.items() if not str(given.get(name, "")).strip()}
        fields = {name: said.get(name, sentence) for name, sentence in wrong.fields.items()}
        raise Invalid({name.partition(".")[0]: sentence for name, sentence in fields.items()}) from None


def _path(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc) or "form"


def _sentence(error: Any) -> str:
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    kind = error["type"]
    if kind == "too_long" and isinstance(error["input"], str):
        kind = "string_too_long"
    if kind in {"missing", "string_too_short"} and (needed := _NEEDED.get(str(error["loc"][-1]))):
        return needed
    template = _SENTENCES.get(kind)
    return template.format(**error.get("ctx", {})) if template else "这一项看不懂，请改一改。"

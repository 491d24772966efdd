"""What the district decides: read from a form, put in force from a day on (catalogue.settings)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.role import Permission
from webapp.base.clock import CHINA, Clock
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import clean
from webapp.base.work import Work
from webapp.catalogue.base_map import CHECKS as MAP_CHECKS
from webapp.catalogue.canned import read_sentences
from webapp.catalogue.rate_weights import read_weights
from webapp.catalogue.records import Setting
from webapp.catalogue.settings import DECISIONS, Decision, in_force, put_setting
from webapp.message.rules import read_quiet

LEAST_MOST: Mapping[str, tuple[int, int]] = {
    "callback_opens": (0, 23), "callback_closes": (1, 24), "unreachable_after": (1, 20),
    "end_without_phone_days": (1, 60), "follow_up_days": (1, 90), "callback_check_percent": (0, 100),
    "rate_window_day": (1, 28), "invitations_long": (1, 5),
    "invitations_short": (1, 5), "link_days": (1, 365), "idle_minutes": (5, 720),
    "patrol_visits": (1, 60), "patrol_ahead_days": (0, 60), "patrol_second_percent": (0, 100), "keep_positions_days": (1, 90), "keep_contact_months": (1, 60),
    "self_handled_sample": (0, 100), "watermark": (0, 1), "recheck_camera_only": (0, 1),
    "photos_missing_hours": (1, 240), "message_window_minutes": (1, 120),
}  # fmt: skip
LONGEST = 60
CHECKS: Mapping[str, Callable[[str], Any]] = {
    **MAP_CHECKS,
    "canned_words": read_sentences,
    "quiet_hours": read_quiet,
    "rate_weights": read_weights,
}
MAY_BE_EMPTY = frozenset({"number_prefix"})


@dataclass(frozen=True)
class DecisionRow:
    """A decision as the page shows it: what is in force, and what will be from which day."""

    decision: Decision
    shown: str
    lines: bool
    coming: Sequence[tuple[date, str]]


def decisions(session: Session, clock: Clock) -> Sequence[DecisionRow]:
    """All decisions in the order of their table."""
    now, today = in_force(session, clock), clock.now().astimezone(CHINA).date()
    later = session.scalars(select(Setting).where(Setting.since > today).order_by(Setting.since)).all()
    return [
        DecisionRow(
            decision, as_text(now[decision.name]), isinstance(decision.default, list),
            [(row.since, as_text(row.value)) for row in later if row.name == decision.name],
        )
        for decision in DECISIONS
    ]  # fmt: skip


def as_text(value: Any) -> str:
    """A value as its form field holds it: a list of pairs has one line each."""
    if isinstance(value, list):
        return "\n".join(one if isinstance(one, str) else " ".join(one) for one in value)
    return str(value)


def decide(work: Work, name: str, typed: str, since_typed: str) -> Decision:
    """Put a decision in force from a day on, not in the past; `Invalid` names `value` or `since`."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    decision = next((d for d in DECISIONS if d.name == name), None)
    if decision is None:
        raise NotFound("没有这一项设置。")
    since = _day(since_typed, work)
    work.doing("setting.decide")
    put_setting(work.session, name, _value(decision, clean(typed)), since)
    return decision


def _day(typed: str, work: Work) -> date:
    today = work.now.astimezone(CHINA).date()
    try:
        day = date.fromisoformat(typed) if typed else today
    except ValueError:
        raise Invalid({"since": "日期看不懂，请重新选。"}) from None
    if day < today:
        raise Invalid({"since": "只能从今天或以后开始；过去的日子按当时的设置。"})
    return day


def _value(decision: Decision, typed: str) -> Any:
    if (check := CHECKS.get(decision.name)) is not None:
        return _checked(check, typed)
    if isinstance(decision.default, int):
        return _number(decision.name, typed)
    if isinstance(decision.default, list):
        return _pairs(typed)
    if (not typed and decision.name not in MAY_BE_EMPTY) or len(typed) > LONGEST:
        raise Invalid({"value": f"请填 1 到 {LONGEST} 个字。"})
    return typed


def _checked(check: Callable[[str], Any], typed: str) -> Any:
    try:
        return check(typed)
    except ValueError as wrong:
        raise Invalid({"value": str(wrong)}) from None


def _number(name: str, typed: str) -> int:
    least, most = LEAST_MOST[name]
    if not (typed.isascii() and typed.isdigit()) or not least <= int(typed) <= most:
        raise Invalid({"value": f"请填 {least} 到 {most} 的整数。"})
    return int(typed)


def _pairs(typed: str) -> list[list[str]]:
    pairs = [line.rsplit(maxsplit=1) for line in typed.splitlines() if line.strip()]
    if not pairs or any(len(pair) != 2 or not pair[1].replace("-", "").isdigit() for pair in pairs):
        raise Invalid({"value": "一行一个：名称、空格、电话，例如「火警 119」。"})
    return pairs

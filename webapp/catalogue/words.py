"""The words of the catalogue: whose list a class stands in, what is numbered, tiers and units of time."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from webapp.base.clock import Limit, LimitUnit
from webapp.catalogue.records import Tier

OWN = "own"
LOCAL = "local"
HOTLINE = "hotline"
NATIONAL = "GB/T 47678.5-2026"
OLDER = "GB/T 30428.2-2013"
SCHEMES: Mapping[str, str] = {
    OWN: "本区目录",
    LOCAL: "本地扩充",
    NATIONAL: NATIONAL,
    HOTLINE: "12345 分类",
    OLDER: OLDER,
}
"""Whose list, in the order in which a number that stands in several of them is understood."""


class Kind(StrEnum):
    """What a number stands for: the same digits name a component, its fault and an event (mission.md, Words)."""

    MATTER = "matter"
    COMPONENT_FAULT = "component_fault"
    EVENT = "event"
    COMPONENT = "component"


KINDS: Mapping[Kind, str] = {
    Kind.MATTER: "诉求",
    Kind.COMPONENT_FAULT: "部件问题",
    Kind.EVENT: "事件",
    Kind.COMPONENT: "部件",
}
TIER_WORDS: Mapping[Tier, str] = {
    Tier.SUDDEN: "2小时", Tier.UTILITY: "24小时", Tier.ORDINARY: "7天", Tier.HARD: "15天",
}  # fmt: skip
TIER_LIMITS: Mapping[Tier, Limit] = {
    Tier.SUDDEN: Limit(2, LimitUnit.URGENT_HOUR), Tier.UTILITY: Limit(24, LimitUnit.URGENT_HOUR),
    Tier.ORDINARY: Limit(7, LimitUnit.CALENDAR_DAY), Tier.HARD: Limit(15, LimitUnit.CALENDAR_DAY),
}  # fmt: skip
"""How long a tier is (mission.md, Clocks)."""
UNIT_WORDS: Mapping[LimitUnit, str] = {
    LimitUnit.URGENT_HOUR: "紧急小时",
    LimitUnit.WORK_HOUR: "工作小时",
    LimitUnit.WORK_DAY: "工作日",
    LimitUnit.CALENDAR_DAY: "天",
}
"""Units as the lists of offices write them."""
SPAN_WORDS: Mapping[LimitUnit, str] = {
    LimitUnit.URGENT_HOUR: "小时（含夜间）",
    LimitUnit.WORK_HOUR: "个工作小时",
    LimitUnit.WORK_DAY: "个工作日",
    LimitUnit.CALENDAR_DAY: "天",
}


def limit_words(limit: Limit) -> str:
    """A limit as people say it: 7 天, 24 小时（含夜间）."""
    return f"{limit.value} {SPAN_WORDS[limit.unit]}"


LIMIT_MOST = 366
"""A year and a day: whatever takes longer is a plan, not a limit."""


def checked_limit(value: int) -> int:
    """A limit's number; ValueError with a sentence for nothing, less than nothing and a century."""
    if not 1 <= value <= LIMIT_MOST:
        raise ValueError(f"时限要在 1 到 {LIMIT_MOST} 之间，{value} 不行。")
    return value


LimitValue = Annotated[int, AfterValidator(checked_limit)]

"""The closed vocabularies of a dispatch rule: what it looks at, whom it sends to, how. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class ClassMatch(StrEnum):
    """Which matters a rule is about."""

    ANY = "any"
    ONE = "one"
    PREFIX = "prefix"
    """All classes of a scheme and kind whose code begins so: a major class with its minor ones."""
    ORDINARY = "ordinary"
    """Classes that the catalogue marks as ordinary property matters (the direct road)."""


class PlaceMatch(StrEnum):
    """Where a rule holds."""

    ANY = "any"
    STREET = "street"
    COMMUNITY = "community"
    MANAGEMENT_UNIT = "management_unit"
    GRID = "grid"


class OwnerMatch(StrEnum):
    """What must be known of who answers for the thing itself."""

    ANY = "any"
    FIRM = "firm"
    """A property firm serves the place."""
    COMPONENT = "component"
    """It is about a component of which the keeper or the owner is known."""
    UNIT = "unit"
    """It is about a component that this unit keeps or owns."""


class Hours(StrEnum):
    """When a rule holds, by the usual hours of offices."""

    ANY = "any"
    WORK = "work"
    OFF = "off"


class Target(StrEnum):
    """Whom a rule sends to."""

    UNIT = "unit"
    FIRM = "firm"
    KEEPER = "keeper"
    """Who keeps the component, else who owns it."""
    STREET = "street"


class Way(StrEnum):
    """Whether the worker sends at once, or the desk is shown the unit and decides."""

    DIRECT = "direct"
    DESK = "desk"


CLASS_WORDS: Final[Mapping[ClassMatch, str]] = {
    ClassMatch.ANY: "不限类别", ClassMatch.ONE: "一个类别", ClassMatch.PREFIX: "一大类（按代码开头）",
    ClassMatch.ORDINARY: "普通物业事项（目录里标了直派的）",
}  # fmt: skip
PLACE_WORDS: Final[Mapping[PlaceMatch, str]] = {
    PlaceMatch.ANY: "全区", PlaceMatch.STREET: "街道", PlaceMatch.COMMUNITY: "社区",
    PlaceMatch.MANAGEMENT_UNIT: "物业管理单元", PlaceMatch.GRID: "网格",
}  # fmt: skip
OWNER_WORDS: Final[Mapping[OwnerMatch, str]] = {
    OwnerMatch.ANY: "不看权属", OwnerMatch.FIRM: "有物业管", OwnerMatch.COMPONENT: "部件有主",
    OwnerMatch.UNIT: "部件归这个单位",
}  # fmt: skip
HOURS_WORDS: Final[Mapping[Hours, str]] = {
    Hours.ANY: "任何时间", Hours.WORK: "上班时间", Hours.OFF: "下班以后和节假日",
}  # fmt: skip
TARGET_WORDS: Final[Mapping[Target, str]] = {
    Target.UNIT: "指定单位", Target.FIRM: "管这里的物业", Target.KEEPER: "部件的养护或权属单位", Target.STREET: "所在街道",
}  # fmt: skip
WAY_WORDS: Final[Mapping[Way, str]] = {Way.DIRECT: "自动派出", Way.DESK: "坐席过目再派"}

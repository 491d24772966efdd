"""Why a ticket went as it went: a short table, as data; its words stand in lists, filters and minutes."""

from collections.abc import Mapping
from enum import StrEnum


class Cause(StrEnum):
    """The cause of a case; the code is what is stored."""

    NOBODYS = "nobodys"
    WRONG_UNIT = "wrong_unit"
    NO_CONTACT = "no_contact"
    NOT_THERE = "not_there"
    LATE = "late"
    NOT_SOLVED = "not_solved"
    COMES_BACK = "comes_back"
    NO_MEANS = "no_means"
    RULE_GAP = "rule_gap"
    MANNER = "manner"
    BEYOND = "beyond"
    EXAMPLE = "example"


CAUSE_WORDS: Mapping[Cause, str] = {
    Cause.NOBODYS: "没人认领，权责不清", Cause.WRONG_UNIT: "派错了单位", Cause.NO_CONTACT: "没及时联系居民",
    Cause.NOT_THERE: "没到现场，凭印象办", Cause.LATE: "办晚了", Cause.NOT_SOLVED: "没解决就报办结",
    Cause.COMES_BACK: "反复出现，没治本", Cause.NO_MEANS: "缺钱、缺物、缺人", Cause.RULE_GAP: "规矩有空子",
    Cause.MANNER: "态度、说法不妥", Cause.BEYOND: "超出职责，没说明白", Cause.EXAMPLE: "办得好，可以推广",
}  # fmt: skip

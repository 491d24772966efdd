"""Words of the whistle desk that rules, records and pages share."""

from collections.abc import Mapping
from enum import IntEnum


class Climb(IntEnum):
    """Who has heard that a called party does not answer."""

    NOBODY = 0
    LEAD = 1
    STREET = 2
    DISTRICT = 3


HEARS: Mapping[Climb, str] = {Climb.LEAD: "单位负责人", Climb.STREET: "街道", Climb.DISTRICT: "区里"}
STAR_WORDS: Mapping[int, str] = {1: "很差", 2: "不太行", 3: "一般", 4: "不错", 5: "很好"}

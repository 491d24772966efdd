"""Words of the supervising desk that rules, records and pages share."""

from collections.abc import Mapping
from enum import StrEnum


class Card(StrEnum):
    """What a notice that is not answered may bring, the mildest first (mission.md, C3)."""

    URGE = "urge"
    YELLOW = "yellow"
    RED = "red"


CARD_WORDS: Mapping[Card, str] = {Card.URGE: "催办", Card.YELLOW: "黄牌", Card.RED: "红牌"}
RANK: Mapping[Card, int] = {card: place for place, card in enumerate(Card, start=1)}


def full_number(mark: str, year: int, number: int) -> str:
    """The number as it stands on paper: 新街督〔2026〕12号, in the brackets that official papers use (GB/T 9704)."""
    return f"{mark}〔{year}〕{number}号"

"""When two tickets look like one. Pure: words and places in, a likeness out."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rapidfuzz import fuzz

from webapp.place.nearest import metres_between

WINDOW = timedelta(hours=72)
ALIKE = 60.0
NEAR_METRES = 300


@dataclass(frozen=True)
class Likeness:
    """How near and how alike another ticket is; the larger `score`, the likelier the same."""

    same_class: bool
    words: float
    """Likeness of the words, 0–100."""
    same_door: bool
    class_open: bool
    """One of them has no class yet: a photo without words says nothing that could be unlike."""

    @property
    def is_alike(self) -> bool:
        """Whether it is worth showing."""
        return self.same_class or self.words >= ALIKE or (self.same_door and self.class_open)

    @property
    def score(self) -> float:
        """For the order of the list."""
        return self.words + 40 * self.same_class + 20 * self.same_door


def compare(one: Any, other: Any) -> Likeness:
    """Compare two tickets by class, door and the first words of their reports."""
    return Likeness(
        same_class=one.class_id is not None and one.class_id == other.class_id,
        words=words_alike(one.summary, other.summary),
        same_door=one.door_id is not None and one.door_id == other.door_id,
        class_open=None in {one.class_id, other.class_id},
    )


def words_alike(one: str, other: str) -> float:
    """0–100 by the pairs of characters that both have; good for short Chinese sentences in any order."""
    return float(fuzz.token_set_ratio(" ".join(_pairs(one)), " ".join(_pairs(other))))


def _pairs(words: str) -> list[str]:
    plain = "".join(character for character in words.lower() if character.isalnum())
    return [plain[i : i + 2] for i in range(len(plain) - 1)]


def metres(one: Any, other: Any) -> float | None:
    """Distance of two tickets by great circle; None when either has no position."""
    if None in {one.lng, one.lat, other.lng, other.lat}:
        return None
    return metres_between(one.lng, one.lat, other.lng, other.lat)


def is_near(one: Any, other: Any) -> bool:
    """In the same compound, or within 300 m of each other."""
    if one.compound_id is not None and one.compound_id == other.compound_id:
        return True
    apart = metres(one, other)
    return apart is not None and apart <= NEAR_METRES


def distance_words(one: Any, other: Any) -> str:
    """同一个门 / 同一个小区 / 约 120 米."""
    if one.door_id is not None and one.door_id == other.door_id:
        return "同一个门"
    if one.compound_id is not None and one.compound_id == other.compound_id:
        return "同一个小区"
    apart = metres(one, other)
    return "不远" if apart is None else f"约 {round(apart / 10) * 10:.0f} 米"

"""A walking order through some places: nearest neighbour, then 2-opt on the open path. Pure."""

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Protocol

METRES_A_DEGREE = 111_195.0


class Spot(Protocol):
    """Anything with a WGS-84 position in degrees."""

    @property
    def lng(self) -> float: ...  # noqa: D102  degrees east
    @property
    def lat(self) -> float: ...  # noqa: D102  degrees north


def metres(lng: float, lat: float, other_lng: float, other_lat: float) -> float:
    """The distance in a plane that touches the ground here; below 0.1 % off within 30 km."""
    across = (other_lng - lng) * math.cos(math.radians((lat + other_lat) / 2))
    return METRES_A_DEGREE * math.hypot(across, other_lat - lat)


def walking_order(
    spots: Sequence[Spot], start: tuple[float, float] | None = None
) -> tuple[list[int], list[int]]:
    """The places' numbers in walking order, and metres from the one before (from `start`, if there is one).

    Without a start the walk begins at the place farthest from the middle, so that it need not come back.
    """
    if not spots:
        return [], []
    flat = _flattened(spots)
    begin = _projected(start, spots) if start else None
    order = _nearest_first(flat, begin)
    _uncross(order, flat, begin)
    before = [begin, *(flat[place] for place in order[:-1])]
    return order, [
        round(math.dist(one, flat[place])) if one else 0 for one, place in zip(before, order, strict=True)
    ]


def _flattened(spots: Sequence[Spot]) -> list[tuple[float, float]]:
    return [_projected((spot.lng, spot.lat), spots) for spot in spots]


def _projected(place: tuple[float, float], spots: Sequence[Spot]) -> tuple[float, float]:
    scale = math.cos(math.radians(spots[0].lat))
    return METRES_A_DEGREE * scale * place[0], METRES_A_DEGREE * place[1]


def _nearest_first(flat: list[tuple[float, float]], begin: tuple[float, float] | None) -> list[int]:
    left = list(range(len(flat)))
    if begin is None:
        middle = (sum(x for x, _ in flat) / len(flat), sum(y for _, y in flat) / len(flat))
        here = max(left, key=lambda place: (math.dist(flat[place], middle), -place))
    else:
        here = min(left, key=lambda place: (math.dist(flat[place], begin), place))
    order = [here]
    left.remove(here)
    while left:
        here = min(left, key=lambda place, at=flat[here]: (math.dist(flat[place], at), place))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        order.append(here)
        left.remove(here)
    return order


def _uncross(order: list[int], flat: list[tuple[float, float]], begin: tuple[float, float] | None) -> None:
    """2-opt: turn a stretch round as long as that makes the path shorter; both ends of an open path may move."""

    def joints(one: int, other: int, i: int, j: int) -> float:
        """How long the two joints of a stretch are when it begins with `one` and ends with `other`."""
        before = flat[order[i - 1]] if i else begin
        after = flat[order[j + 1]] if j + 1 < len(order) else None
        return (math.dist(before, flat[one]) if before else 0.0) + (
            math.dist(flat[other], after) if after else 0.0
        )

    shorter = True
    while shorter:
        shorter = False
        for i, j in combinations(range(len(order)), 2):
            if joints(order[j], order[i], i, j) < joints(order[i], order[j], i, j) - 0.01:
                order[i : j + 1] = reversed(order[i : j + 1])
                shorter = True

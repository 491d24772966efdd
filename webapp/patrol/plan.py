"""The day's plan: what is due goes to somebody near, in an order that can be walked. Pure and reproducible.

Must-go points (due or overdue) are taken most overdue first as long as people have room, split along a curve that
keeps neighbours together, and filled up with points that are due soon and lie near. Then each list gets its walking
order: nearest neighbour, improved by 2-opt. Distances are planar metres, exact enough within a district.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

from webapp.patrol.walk import Spot, metres, walking_order

NEAR_M = 1200.0
"""A point that is due soon comes along when it lies this near to one that must be visited."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A point that may be visited: where, in which area, and days from the end of the planned day until it is due.

    At most 0: it must be visited; below −1: it was overdue when the day began.
    """

    key: int
    lng: float
    lat: float
    area: int
    due_in: float


@dataclass(frozen=True, slots=True)
class Walker:
    """A person: the area they walk in (None: anywhere), how many visits fit into the day, where they begin."""

    key: int
    room: int
    area: int | None = None
    start: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Revisit:
    """A visit that may be repeated by somebody else than `by`."""

    key: int
    point: Candidate
    by: int


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a walk: which point, what for (the revisited one's key), metres from the stop before."""

    point: int
    distance_m: int
    overdue: bool
    second_of: int | None = None


@dataclass
class _Load:
    walker: Walker
    points: list[Candidate] = field(default_factory=list)
    seconds: list[Revisit] = field(default_factory=list)

    @property
    def room(self) -> int:
        return self.walker.room - len(self.points) - len(self.seconds)


def plan_day(
    points: Sequence[Candidate], walkers: Sequence[Walker], revisits: Sequence[Revisit] = (), *,
    revisit_count: int = 0, seed: str = "",
) -> dict[int, tuple[Stop, ...]]:  # fmt: skip
    """Each walker's stops in walking order. The same input and seed give the same plan on every machine."""
    loads = [_Load(walker) for walker in walkers]
    _give_revisits(loads, revisits, revisit_count, seed)
    taken: set[int] = {revisit.point.key for load in loads for revisit in load.seconds}
    for area in sorted({load.walker.area for load in loads if load.walker.area is not None}):
        here = [load for load in loads if load.walker.area == area]
        _share(here, [p for p in points if p.area == area and p.key not in taken], taken)
    anywhere = [load for load in loads if load.walker.area is None]
    if anywhere:
        _share(anywhere, [p for p in points if p.key not in taken], taken)
    return {load.walker.key: _in_order(load) for load in loads}


def _share(loads: list[_Load], points: Sequence[Candidate], taken: set[int]) -> None:
    """Split what must be done among people of one area, then fill up with what is near."""
    must = sorted((p for p in points if p.due_in <= 0), key=lambda p: (p.due_in, p.key))
    must = must[: sum(load.room for load in loads)]
    along = sorted(must, key=lambda p: (_curve(p), p.key))
    begun = 0
    for number, load in enumerate(loads):
        left = sum(other.room for other in loads[number:])
        fair = math.ceil((len(along) - begun) * load.room / left) if left else 0
        share = min(load.room, fair)
        load.points += along[begun : begun + share]
        begun += share
    taken.update(p.key for p in along[:begun])
    soon = [p for p in points if p.due_in > 0]
    for load in loads:
        _fill(load, soon, taken)


def _fill(load: _Load, soon: Sequence[Candidate], taken: set[int]) -> None:
    """Points that are due soon and near: to the middle of the walk, or to the one that is due first."""
    if load.room <= 0:
        return
    free = [p for p in soon if p.key not in taken]
    if not free:
        return
    anchors: Sequence[Spot] = load.points or [min(free, key=lambda p: (p.due_in, p.key))]
    lng, lat = _middle(anchors)
    reach = NEAR_M + max(metres(lng, lat, spot.lng, spot.lat) for spot in anchors)
    scale = math.cos(math.radians(lat))
    span = reach / 111_195

    def near(p: Candidate) -> float:
        return math.hypot((p.lng - lng) * scale, p.lat - lat)

    chosen = [p for p in nsmallest(load.room, free, key=lambda p: (near(p), p.key)) if near(p) <= span]
    load.points += chosen
    taken.update(p.key for p in chosen)


def _give_revisits(loads: list[_Load], revisits: Sequence[Revisit], count: int, seed: str) -> None:
    """Random second visits, each to somebody else who may go there, at most two a person."""
    dice = random.Random(seed)  # noqa: S311  to be reproduced, not to be kept secret
    for revisit in dice.sample(list(revisits), min(count, len(revisits))):
        fits = [
            load for load in loads
            if load.walker.key != revisit.by and load.walker.area in {None, revisit.point.area}
            and load.room > 0 and len(load.seconds) < 2
        ]  # fmt: skip
        if fits:
            dice.choice(fits).seconds.append(revisit)


def _in_order(load: _Load) -> tuple[Stop, ...]:
    asked = [(p, None) for p in load.points] + [(r.point, r.key) for r in load.seconds]
    order, distances = walking_order([p for p, _ in asked], load.walker.start)
    return tuple(
        Stop(asked[place][0].key, distance, asked[place][0].due_in < -1, asked[place][1])
        for place, distance in zip(order, distances, strict=True)
    )


def _middle(spots: Sequence[Spot]) -> tuple[float, float]:
    return sum(s.lng for s in spots) / len(spots), sum(s.lat for s in spots) / len(spots)


def _curve(point: Candidate) -> int:
    """The place of a point on a Hilbert curve over the district: near on the curve is near on the ground."""
    x, y = int((point.lng + 180) / 360 * 2**20), int((point.lat + 90) / 180 * 2**20)
    rank, side = 0, 2**19
    while side:
        right, up = int(x & side > 0), int(y & side > 0)
        rank += side * side * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = 2**20 - 1 - x, 2**20 - 1 - y
            x, y = y, x
        side >>= 1
    return rank

"""The day's plan, pure: must-go first, near things together, walkable, the same every time."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.patrol.plan import Candidate, Revisit, Walker, plan_day
from webapp.patrol.walk import metres, walking_order
from webapp.place.nearest import metres_between

DICE = random.Random(7)


def town(count: int, due: tuple[float, float] = (-5, 20), areas: int = 1) -> list[Candidate]:
    return [
        Candidate(n, 116.3 + DICE.random() * 0.2, 39.8 + DICE.random() * 0.2, n % areas, DICE.uniform(*due))
        for n in range(count)
    ]


def keys(plan) -> list[int]:
    return [stop.point for walk in plan.values() for stop in walk]


@pytest.mark.parametrize("areas", [1, 4])
def test_everything_due_is_planned_while_there_is_room_and_nothing_twice(areas):
    points = town(300, areas=areas)
    plan = plan_day(points, [Walker(n, 12, n % areas if areas > 1 else None) for n in range(20)])
    must = {p.key for p in points if p.due_in <= 0}
    assert must <= set(keys(plan))
    assert len(keys(plan)) == len(set(keys(plan)))
    assert all(len(walk) <= 12 for walk in plan.values())


def test_when_there_is_too_much_the_longest_overdue_go_first():
    points = town(200, due=(-50, 0))
    plan = plan_day(points, [Walker(n, 5) for n in range(4)])
    longest = sorted(points, key=lambda p: p.due_in)[:20]
    assert set(keys(plan)) == {p.key for p in longest}


def test_people_stay_in_their_street():
    points = town(200, due=(-9, 0), areas=3)
    plan = plan_day(points, [Walker(0, 10, 0), Walker(1, 10, 1), Walker(2, 10, 2), Walker(3, 10, None)])
    for person in (0, 1, 2):
        assert plan[person]
        assert all(points[stop.point].area == person for stop in plan[person])


def test_what_is_due_soon_comes_along_only_when_it_is_near():
    must = Candidate(0, 116.4, 39.9, 0, -1)
    near, far = Candidate(1, 116.401, 39.9, 0, 5), Candidate(2, 116.5, 39.9, 0, 1)
    plan = plan_day([must, near, far], [Walker(0, 10)])
    assert set(keys(plan)) == {0, 1}


def test_work_is_shared_fairly_and_neighbours_stay_together():
    points = town(120, due=(-9, 0))
    plan = plan_day(points, [Walker(n, 12) for n in range(10)])
    assert {len(walk) for walk in plan.values()} == {12}
    walked = sum(stop.distance_m for walk in plan.values() for stop in walk)
    dealt = [points[n::10] for n in range(10)]
    at_random = sum(sum(walking_order(hand)[1]) for hand in dealt)
    assert walked < 0.6 * at_random


def test_second_visits_are_by_somebody_else_at_most_two_each_and_reproducible():
    points = town(40, due=(1, 30))
    revisits = [Revisit(n, Candidate(100 + n, 116.4, 39.9, 0, 9), by=n % 3) for n in range(30)]
    walkers = [Walker(n, 6) for n in range(3)]

    def seconds(seed):
        plan = plan_day(points, walkers, revisits, revisit_count=10, seed=seed)
        return {
            (person, stop.second_of)
            for person, walk in plan.items()
            for stop in walk
            if stop.second_of is not None
        }

    chosen = seconds("2026-11-20")
    assert len(chosen) == 6
    assert all(person != revisits[key].by for person, key in chosen)
    assert seconds("2026-11-20") == chosen
    assert seconds("2026-11-21") != chosen


def test_nobody_and_nothing_give_an_empty_plan():
    assert plan_day([], [Walker(0, 5)]) == {0: ()}
    assert plan_day(town(5), []) == {}
    assert plan_day(town(5, due=(-1, 0)), [Walker(0, 0)]) == {0: ()}


spots = st.lists(
    st.builds(Candidate, st.integers(), st.floats(116.3, 116.5), st.floats(39.8, 40.0), st.just(0), st.just(0.0)), max_size=9
)  # fmt: skip


@settings(max_examples=60, deadline=None, derandomize=True)
@given(spots, st.booleans())
def test_a_walk_visits_each_place_once_and_no_turned_stretch_is_shorter(places, from_somewhere):
    start = (116.4, 39.9) if from_somewhere else None
    order, distances = walking_order(places, start)
    assert sorted(order) == list(range(len(places)))
    assert len(distances) == len(order)

    def long(way):
        stops = ([start] if start else []) + [(places[n].lng, places[n].lat) for n in way]
        return sum(metres(*one, *other) for one, other in pairwise(stops))

    for i in range(len(order)):
        for j in range(i + 1, len(order)):
            turned = order[:i] + order[i : j + 1][::-1] + order[j + 1 :]
            assert long(order) <= long(turned) * 1.002 + 1


def test_planar_metres_agree_with_the_great_circle_within_a_town():
    for _ in range(50):
        one = (116.3 + DICE.random() * 0.2, 39.8 + DICE.random() * 0.2)
        other = (116.3 + DICE.random() * 0.2, 39.8 + DICE.random() * 0.2)
        assert metres(*one, *other) == pytest.approx(metres_between(*one, *other), rel=0.001, abs=0.1)

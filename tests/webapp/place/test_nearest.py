"""The nearest places, against measuring all of them."""

import random
from itertools import pairwise

import pytest
from geopy.distance import great_circle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from webapp.access.actor import RULE
from webapp.base.database import new_id
from webapp.place.cells import around, cell_of, put, reach, ring
from webapp.place.nearest import FARTHEST, metres_between, nearest
from webapp.place.records import Component

ROWS = "11010101009"
in_china = st.tuples(st.floats(74, 134), st.floats(4, 53))


def at_random(middle, seed, count=400, spread_m=900):
    """Positions around a middle, close together and far apart, some on the same spot."""
    chance = random.Random(seed)
    up = spread_m / 111_200
    places = [
        (middle[0] + chance.gauss(0, up / 2), middle[1] + chance.gauss(0, up / 2)) for _ in range(count - 10)
    ]
    return places + places[:10]


@given(in_china, st.floats(0, 360), st.integers(1, 15))
def test_rings_reach_as_far_as_they_say(at, bearing, rings):
    there = great_circle(meters=reach(rings) - 0.01).destination(at[::-1], bearing)
    assert cell_of(there.longitude, there.latitude) in ring(*at, 0, rings)


def test_rings_come_in_steps_that_leave_nothing_out_and_nothing_twice():
    whole = ring(116.4, 39.9, 0, 6)
    steps = [ring(116.4, 39.9, first, last) for first, last in ((0, 1), (2, 3), (4, 6))]
    assert sorted(whole) == sorted(cell for step in steps for cell in step)
    assert len(whole) == len(set(whole)) == 127
    assert set(around(116.4, 39.9, 50)) == set(ring(116.4, 39.9, 0, 1))


@given(in_china, in_china)
def test_metres_are_those_of_the_great_circle(one, other):
    assert metres_between(*one, *other) == pytest.approx(
        great_circle(one[::-1], other[::-1]).meters, abs=0.01
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(in_china, st.integers(0, 2**32), st.integers(1, 25), st.sampled_from([50.0, 300.0, FARTHEST]))
def test_the_nearest_are_those_that_measuring_all_of_them_finds(kernel, middle, seed, limit, within_m):
    places = at_random(middle, seed)
    with kernel.work(RULE) as work:
        work.session.execute(delete(Component))
        for order, place in enumerate(places):
            row = Component(id=new_id(), code=f"{ROWS}{order:06}", klass="路灯", name=str(order))
            put(row, *place)
            work.session.add(row)
        unplaced = Component(code=f"{ROWS}999999", klass="路灯", name="不知道在哪")
        put(unplaced, None, 39.9)
        work.session.add(unplaced)
    assert (unplaced.lng, unplaced.lat, unplaced.cell) == (None, None, None)
    distances = sorted(metres_between(*middle, *place) for place in places)
    expected = [metres for metres in distances if metres <= within_m][:limit]
    with kernel.read() as session:
        found = nearest(session, Component, *middle, limit, within_m)
        few = nearest(session, Component, *middle, 5, FARTHEST, Component.name == "7")
    assert [near.metres for near in found] == pytest.approx(expected)
    assert all(one.metres <= other.metres for one, other in pairwise(found))
    assert len({near.row.id for near in found}) == len(found)
    assert {near.row.name for near in few} <= {"7"}

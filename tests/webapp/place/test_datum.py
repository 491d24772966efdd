"""Coordinates between datums, held to the vectors that the browser's code is held to as well."""

import json
from pathlib import Path

import pytest
from geopy.distance import great_circle
from hypothesis import given
from hypothesis import strategies as st

from webapp.place.datum import Datum, from_wgs84, to_wgs84

VECTORS = json.loads((Path(__file__).parents[2] / "shared" / "coordinates.json").read_text(encoding="utf-8"))
SHIFTED = (Datum.GCJ02, Datum.BD09)
CENTIMETRE, MILLIMETRE = 0.01, 0.001
in_china = st.tuples(st.floats(73.5, 135.0), st.floats(3.9, 53.5))


def metres(one, other) -> float:
    return float(great_circle(one[::-1], other[::-1]).meters)


@pytest.mark.parametrize("pair", VECTORS["reference"], ids=lambda pair: pair["source"])
def test_pairs_that_others_published_are_met_both_ways(pair):
    datums = [Datum(name) for name in ("wgs84", "gcj02", "bd09") if name in pair]
    for one in datums:
        for other in datums:
            found = from_wgs84(*to_wgs84(*pair[one], one), other)
            assert metres(found, pair[other]) <= pair["metres"], f"{one} → {other}: {found}"


def test_the_grid_over_china_comes_out_as_written():
    assert len(VECTORS["grid"]) >= 100
    for lng, lat, *shifted in VECTORS["grid"]:
        found = [*from_wgs84(lng, lat, Datum.GCJ02), *from_wgs84(lng, lat, Datum.BD09)]
        assert found == pytest.approx(shifted, abs=1e-12, rel=0)
        assert 10 < metres((lng, lat), shifted[:2]) < 1200
        for datum, there in zip(SHIFTED, (shifted[:2], shifted[2:]), strict=True):
            assert metres(to_wgs84(*there, datum), (lng, lat)) < MILLIMETRE


@given(in_china)
def test_there_and_back_again_is_less_than_a_centimetre_anywhere_in_china(at):
    for datum in SHIFTED:
        assert metres(to_wgs84(*from_wgs84(*at, datum), datum), at) < MILLIMETRE
        assert metres(from_wgs84(*to_wgs84(*at, datum), datum), at) < MILLIMETRE


@pytest.mark.parametrize("at", VECTORS["outside"], ids=str)
@pytest.mark.parametrize("datum", Datum)
def test_outside_china_nothing_is_shifted(at, datum):
    assert list(from_wgs84(*at, datum)) == at
    assert list(to_wgs84(*at, datum)) == at


def test_a_datum_that_is_none_is_refused():
    with pytest.raises(ValueError, match="mars"):
        to_wgs84(116.4, 39.9, "mars")

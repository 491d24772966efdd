"""Pure rules: minutes late, how long an answer is waited for, who hears next; and the table itself."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from webapp.base.lifecycle import unmet
from webapp.whistle.lifecycle import WHISTLE, WhistleNeed, WhistleState
from webapp.whistle.rules import (
    RULES,
    Brought,
    Case,
    answer_wait,
    climbs_again,
    late_minutes,
    next_climb,
)
from webapp.whistle.words import Climb

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize(("seconds", "late"), [(-90, 0), (0, 0), (59, 0), (60, 1), (1559, 25)])
def test_minutes_late_are_whole_and_never_below_nothing(seconds, late):
    assert late_minutes(NOON, NOON + timedelta(seconds=seconds)) == late


@pytest.mark.parametrize(("road", "minutes"), [(24 * 60, 30), (60, 15), (10, 5), (-5, 5)])
def test_an_answer_is_waited_for_a_quarter_of_the_road(road, minutes):
    assert answer_wait(NOON, NOON + timedelta(minutes=road), HALF_HOUR) == timedelta(minutes=minutes)


def test_silence_climbs_from_lead_to_street_to_district_and_a_guests_to_the_street_alone():
    assert [next_climb(level, guest=False) for level in (0, 1, 2)] == [
        Climb.LEAD,
        Climb.STREET,
        Climb.DISTRICT,
    ]
    assert [climbs_again(level, guest=False) for level in (Climb.LEAD, Climb.DISTRICT)] == [True, False]
    assert next_climb(0, guest=True) is Climb.STREET
    assert not climbs_again(Climb.STREET, guest=True)


def test_every_state_can_be_reached_and_every_need_is_explained():
    assert WHISTLE.reachable({WhistleState.BLOWN}) == set(WhistleState)
    assert set(RULES) == set(WhistleNeed) == {need for step in WHISTLE.steps for need in step.needs}


def test_a_ticket_that_is_closed_or_of_another_street_needs_no_whistle_of_ours():
    closed = SimpleNamespace(
        number="1120-0001", is_open=False, street_id="there", confidential=False, about_unit=False
    )
    case = Case(None, None, NOON, brought=Brought(tickets=[closed]), street_of=frozenset({"here"}))
    said = [one.sentence for one in unmet(RULES, (WhistleNeed.OPEN_TICKETS, WhistleNeed.OWN_STREET), case)]
    assert said == ["1120-0001 已经办结，不用再吹哨。", "1120-0001 不在您街道。"]

"""Times, waits, rounds and places of an invitation, without a database."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.base.clock import CHINA
from webapp.meeting.lifecycle import (
    INVITATION,
    LIVE,
    STILL,
    InvitationAction,
    InvitationNeed,
    InvitationState,
)
from webapp.meeting.rules import RULES, place_for, rounds_for, wait_for, words_of_time
from webapp.meeting.slots import EARLIEST, LATEST, proposed_times

DAY = timedelta(days=1)
MONTHS = datetime(2026, 1, 1), datetime(2027, 12, 31)  # noqa: DTZ001  hypothesis wants bounds without a zone
moments = st.datetimes(*MONTHS, timezones=st.just(UTC))
limits = st.sampled_from([timedelta(hours=2), DAY, 2 * DAY, 3 * DAY, 7 * DAY, 15 * DAY])


@given(now=moments, limit=limits, urgent=st.booleans())
def test_three_different_times_are_offered_in_order_never_past_and_never_at_night(now, limit, urgent):
    times = proposed_times(now, limit, urgent)
    assert len(set(times)) == 3
    assert list(times) == sorted(times)
    assert all(at >= now + timedelta(hours=1) for at in times)
    assert all(EARLIEST <= at.astimezone(CHINA).time() <= LATEST for at in times)


@given(now=moments, limit=st.sampled_from([7 * DAY, 15 * DAY]))
def test_an_ordinary_matter_is_offered_an_evening_a_work_day_and_a_weekend(now, limit):
    times = [at.astimezone(CHINA) for at in proposed_times(now, limit, urgent=False)]
    assert sum(at.hour == 18 for at in times) == 1
    assert sum(at.hour == 10 and at.weekday() < 5 for at in times) == 1
    assert sum(at.hour == 10 and at.weekday() >= 5 for at in times) == 1
    assert all(at <= now + limit for at in times)


def test_friday_morning_offers_this_evening_tomorrow_and_monday():
    now = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)
    words = [words_of_time(at) for at in proposed_times(now, 7 * DAY, urgent=False)]
    assert words == ["11月20日 周五 18:30", "11月21日 周六 10:00", "11月23日 周一 10:00"]


def test_an_urgent_matter_is_offered_a_time_about_an_hour_ahead():
    now = datetime(2026, 11, 20, 10, 12, tzinfo=CHINA)
    assert words_of_time(proposed_times(now, 7 * DAY, urgent=True)[0]) == "11月20日 周五 11:30"
    on_the_hour = datetime(2026, 11, 20, 10, 0, tzinfo=CHINA)
    assert words_of_time(proposed_times(on_the_hour, DAY, urgent=False)[0]) == "11月20日 周五 11:00"


def test_an_urgent_matter_in_the_night_waits_for_the_morning():
    now = datetime(2026, 11, 20, 23, 0, tzinfo=CHINA)
    assert words_of_time(proposed_times(now, 2 * DAY, urgent=True)[0]) == "11月21日 周六 10:00"


@pytest.mark.parametrize(
    ("limit", "wait"),
    [
        (timedelta(hours=2), timedelta(minutes=30)),
        (DAY, timedelta(hours=6)),
        (7 * DAY, DAY),
        (15 * DAY, DAY),
    ],
)
def test_an_answer_is_waited_for_a_quarter_of_the_limit_at_most_a_day(limit, wait):
    assert wait_for(limit) == wait


def test_limits_of_seven_days_and_more_get_the_longer_number_of_rounds():
    assert rounds_for(7 * DAY, 2, 1) == 2
    assert rounds_for(7 * DAY - timedelta(seconds=1), 2, 1) == 1


def ticket(**more):
    return SimpleNamespace(
        **{
            "confidential": False,
            "about_unit": False,
            "street_id": "S",
            "door_id": "D",
            "place_words": "新街坊30号院 5号楼",
        }
        | more
    )


def test_the_place_is_the_door_the_spot_or_the_streets_room():
    street = SimpleNamespace(name="新街街道", post="值班室")
    assert place_for(ticket(), street) == "新街坊30号院 5号楼门口"
    assert place_for(ticket(door_id=None, place_words="地图上的位置"), street) == "现场：地图上的位置"
    assert place_for(ticket(confidential=True), street) == "新街街道值班室"
    assert place_for(ticket(about_unit=True), street) == "新街街道值班室"


def test_every_need_has_a_rule_every_state_is_reached_and_every_live_one_can_end():
    assert set(RULES) == set(InvitationNeed)
    assert INVITATION.reachable({InvitationState.SENT}) == set(InvitationState)
    for state in LIVE:
        assert INVITATION.reachable({state}) - LIVE
    for state in set(InvitationState) - STILL:
        assert {step.target for step in INVITATION.allowed(state)} <= {state}


def test_each_action_has_one_row():
    assert [step.action for step in INVITATION.steps] == list(InvitationAction)


def test_after_a_meeting_only_its_minutes_move():
    allowed = {step.action for step in INVITATION.allowed(InvitationState.HELD)}
    assert allowed == {InvitationAction.CONFIRM, InvitationAction.DISPUTE, InvitationAction.AMEND}


def test_silence_never_becomes_a_decline():
    declining = [step for step in INVITATION.steps if step.target is InvitationState.DECLINED]
    assert {step.action for step in declining} == {
        InvitationAction.DECLINE,
        InvitationAction.DECLINE_BY_PHONE,
    }
    assert all(step.permission != "pass_up" for step in declining)
    assert InvitationNeed.RESIDENTS_WORD in INVITATION.step(InvitationAction.DECLINE_BY_PHONE).needs

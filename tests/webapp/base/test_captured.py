"""When it was really done: a wait is no skew, a wrong clock is no lateness."""

from datetime import UTC, datetime, timedelta

import pytest

from webapp.base.captured import clock_ahead, told_moment, true_moment

NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_five_hours_without_a_signal_are_a_wait_and_no_skew():
    captured = NOW - 5 * HOUR
    assert true_moment(captured, captured, NOW) == captured
    assert true_moment(captured, captured, NOW, told_at=NOW) == captured


@pytest.mark.parametrize("skew", [DAY, -DAY, 3 * HOUR, datetime(1970, 1, 1, tzinfo=UTC) - NOW])
def test_a_wrong_clock_is_taken_out_when_the_try_tells_what_it_shows(skew):
    really = NOW - 2 * HOUR
    assert true_moment(really + skew, really + skew, NOW, told_at=NOW + skew) == really


@pytest.mark.parametrize("skew", [DAY, datetime(1970, 1, 2, tzinfo=UTC) - NOW, -400 * DAY])
def test_an_impossible_sent_at_shows_a_wrong_clock_by_itself(skew):
    assert true_moment(NOW - HOUR + skew, NOW + skew, NOW) == NOW - HOUR


def test_nothing_is_done_after_it_was_received_or_before_it_could_wait():
    assert true_moment(NOW + HOUR, NOW, NOW) == NOW
    assert true_moment(NOW - 40 * DAY, NOW, NOW) == NOW
    assert true_moment(None, None, NOW) == NOW
    assert true_moment(datetime.min.replace(tzinfo=UTC), NOW + DAY, NOW) == NOW
    assert clock_ahead(None, NOW) == timedelta(0)


@pytest.mark.parametrize(
    "header", ["1", "0", "", "yes", "2026-11-20T15:00:00", "9" * 30, "９", "999999999999999"]
)
def test_any_other_header_tells_no_time(header):
    assert told_moment(header) is None


def test_the_header_tells_the_phones_time_in_two_ways():
    assert told_moment("2026-11-20T23:00:00+08:00") == NOW
    assert told_moment(str(int(NOW.timestamp() * 1000))) == NOW

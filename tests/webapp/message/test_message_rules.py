"""Quiet hours, and how long to wait after failures."""

from datetime import datetime, timedelta

import pytest

from webapp.base.clock import CHINA
from webapp.message.rules import Quiet, quiet_of, read_quiet, wait_after

AT = datetime(2026, 11, 20, tzinfo=CHINA)


@pytest.mark.parametrize(
    ("words", "hour", "minute", "held"),
    [
        ("21:00-07:30", 20, 59, False), ("21:00-07:30", 21, 0, True), ("21:00-07:30", 0, 0, True),
        ("21:00-07:30", 7, 29, True), ("21:00-07:30", 7, 30, False), ("12:00-13:00", 12, 30, True),
        ("12:00-13:00", 13, 0, False), ("无", 3, 0, False), ("08:00-08:00", 8, 0, False),
    ],
)  # fmt: skip
def test_quiet_hours_may_go_over_midnight(words, hour, minute, held):
    assert quiet_of(words).holds(AT.replace(hour=hour, minute=minute)) is held


@pytest.mark.parametrize("typed", ["", "21", "25:00-07:00", "21:60-07:00", "21:00", "晚上九点-早上七点"])
def test_quiet_hours_that_are_none_are_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="21:00-07:30"):
        read_quiet(typed)


def test_quiet_hours_are_read_as_people_type_them():
    assert read_quiet(" 21：00 － 7:30 ") == "21:00-7:30"
    assert quiet_of("21:00-7:30") == Quiet(21 * 60, 7 * 60 + 30)
    assert [wait_after(n) for n in (1, 2, 99)] == [
        timedelta(seconds=30),
        timedelta(seconds=60),
        timedelta(hours=1),
    ]

from datetime import datetime, timedelta

import pytest

from webapp.base.clock import CHINA
from webapp.layout import presenting
from webapp.screen.resident_words import by_when

NOW = datetime(2026, 11, 18, 14, 20, tzinfo=CHINA)  # a Wednesday


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


def ahead(**by: float) -> datetime:
    return NOW + timedelta(**by)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (ago(days=2), "前天"),
        (ago(days=1), "昨天"),
        (NOW, "今天"),
        (ahead(days=1), "明天"),
        (ahead(days=2), "后天"),
        (ahead(days=4), "周日"),
        (ahead(days=5), "11月23日"),
        (ago(days=15), "11月3日"),
        (ago(days=400), "2025年10月14日"),
    ],
)
def test_a_day_is_named_as_a_neighbour_would(at: datetime, words: str) -> None:
    assert presenting.day_words(at, NOW) == words


def test_the_day_is_the_day_of_the_zone_and_not_of_greenwich() -> None:
    late = datetime(2026, 11, 18, 23, 59, tzinfo=CHINA).astimezone(tz=None)
    assert presenting.day_words(late, NOW) == "今天"
    assert presenting.day_words(late + timedelta(minutes=2), NOW) == "明天"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (ago(seconds=59), "刚刚"),
        (ago(minutes=5), "5 分钟前"),
        (ago(minutes=59, seconds=59), "59 分钟前"),
        (ago(hours=1), "今天 13:20"),
        (ago(hours=20), "昨天 18:20"),
        (ahead(minutes=5), "今天 14:25"),
    ],
)
def test_a_moment_near_by_counts_minutes_and_a_far_one_tells_the_hour(at: datetime, words: str) -> None:
    assert presenting.moment_words(at, NOW) == words


def test_a_deadline_says_until_when() -> None:
    assert presenting.due_words(ahead(hours=3, minutes=40), NOW) == "今天 18:00前"
    assert presenting.due_words(ahead(days=10), NOW) == "11月28日 14:20前"


def test_a_limit_at_midnight_ends_the_day_and_does_not_begin_the_next():
    midnight = ahead(hours=9, minutes=40)
    assert presenting.due_words(midnight, NOW) == "今天 24:00前"
    assert presenting.due_words(midnight + timedelta(days=1), NOW) == "明天 24:00前"
    assert by_when(midnight, NOW, "en") == "18 Nov 24:00"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (ahead(hours=3), "还剩 3 小时"),
        (ahead(minutes=25), "还剩 25 分钟"),
        (ahead(hours=47, minutes=59), "还剩 47 小时"),
        (ahead(hours=48), "还剩 2 天"),
        (ahead(seconds=30), "还剩不到 1 分钟"),
        (ago(minutes=40), "已超 40 分钟"),
        (ago(days=3), "已超 3 天"),
    ],
)
def test_what_is_left_is_never_promised_longer_than_it_is(at: datetime, words: str) -> None:
    assert presenting.left_words(at, NOW) == words


def test_age_is_short_and_never_negative() -> None:
    assert presenting.age_words(ago(hours=3, minutes=59), NOW) == "3 小时"
    assert presenting.age_words(ahead(minutes=5), NOW) == "刚刚"


def test_the_stop_watch_counts_minutes_and_seconds() -> None:
    assert [presenting.watch_words(s) for s in (0, 65, 119.9, 760)] == ["0:00", "1:05", "1:59", "12:40"]


def test_past_the_hour_the_stop_watch_says_what_every_age_says() -> None:
    seconds = (3600, 4 * 3600 + 59 * 60, 47 * 3600, 50 * 3600)
    assert [presenting.watch_words(s) for s in seconds] == ["1 小时", "4 小时", "47 小时", "2 天"]
    assert [presenting.watch_words(s) for s in seconds] == [presenting.span_words(s) for s in seconds]


def test_a_time_carries_its_exact_moment_and_escapes_its_words() -> None:
    tag = presenting.time_tag(ago(days=1), "<昨天>")
    assert tag == (
        '<time datetime="2026-11-17T14:20:00+08:00" title="2026年11月17日 周二 14:20">&lt;昨天&gt;</time>'
    )


def test_a_form_field_gets_the_local_moment() -> None:
    assert presenting.input_moment(NOW) == "2026-11-18T14:20"


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        presenting.exact_words(naive)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("010-55550100", "010****0100"),
        ("55550100", "****00"),
        ("110", "****"),
        ("", "未留电话"),
        (None, "未留电话"),
        ("没有", "未留电话"),
    ],
)
def test_a_telephone_cannot_be_called_from_a_page(number: str | None, shown: str) -> None:
    assert presenting.masked_phone(number) == shown


def test_numbers_read_as_people_write_them() -> None:
    assert presenting.number_words(1286) == "1,286"
    assert presenting.number_words(0.25) == "0.2"
    assert [presenting.badge_words(n) for n in (7, 99, 100)] == ["7", "99", "99+"]
    assert presenting.rate_words(1, 3) == "33.3%"
    assert presenting.rate_words(0, 0) == "—"


def test_what_was_said_stands_in_one_line_without_two_stops_in_a_row():
    assert presenting.sentences("见了面。", None, "换声控灯。") == "见了面；换声控灯。"
    assert presenting.sentences("见了面。", "", None) == "见了面。"
    assert presenting.sentences(None) == ""

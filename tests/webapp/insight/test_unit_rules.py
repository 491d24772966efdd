"""Months and shares of a score card, by themselves."""

from datetime import UTC, date, datetime

import pytest

from webapp.insight.fees import read_cents
from webapp.insight.rules import Counts
from webapp.insight.unit_rules import Card, Month, Share, change, last_months, month_of, read_month, step


def test_a_month_is_chinas():
    november = month_of(datetime(2026, 10, 31, 16, tzinfo=UTC))
    assert november == Month(date(2026, 11, 1))
    assert (november.begins, november.ends) == (
        datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC),
    )  # fmt: skip
    assert [month.words for month in last_months(Month(date(2026, 2, 1)), 3)] == [
        "2026-02",
        "2026-01",
        "2025-12",
    ]
    assert Month(date(2025, 12, 1)).after.words == "2026-01"


@pytest.mark.parametrize("given", ["2026-11", "2026/11", "2026年11月", " 2026-11 "])
def test_a_month_is_read_as_people_write_it(given):
    assert read_month(given).words == "2026-11"


@pytest.mark.parametrize(
    "given", ["", "十一月", "2026-13", "2026-0", "26-1", "2026", "99999-1", "9" * 40 + "-1"]
)
def test_what_is_no_month_says_how_to_write_one(given):
    with pytest.raises(ValueError, match="2026-11"):
        read_month(given)


def test_nothing_is_made_of_nothing():
    assert (Share(0, 0).words, Share(0, 3).words, Share(12, 13).words) == ("—", "0.0%", "92.3%")
    assert change(Share(1, 2), Share(0, 0)) == ""
    assert change(Share(2, 3), Share(1, 2)) == "升 16.7 个百分点"
    assert (change(Share(1, 2), Share(2, 4)), change(Share(1, 4), Share(1, 2))) == (
        "持平",
        "降 25.0 个百分点",
    )
    assert (step(3, 3), step(5, 3), step(1, 3)) == ("持平", "多 2 件", "少 2 件")


def test_a_card_weighs_basically_satisfied():
    card = Card(
        heard=Counts(valid=10, contacted=10, solved=7, satisfied=5, basically=2),
        fee_due_cents=123460,
        fee_paid_cents=100000,
    )
    assert (card.solved.words, card.satisfied(90).words) == ("70.0%", "68.0%")
    assert (card.fees.words, card.fees.formula) == ("81.0%", "1,000 ÷ 1,234.6")


def test_yuan_are_kept_in_cents():
    assert [read_cents(given) for given in ("12,345.60", "１２元", "0")] == [1_234_560, 1_200, 0]
    for given in ("", "abc", "1.234", "-1", "NaN", "Infinity", "1e30", "1e999999999"):
        with pytest.raises(ValueError, match="金额"):
            read_cents(given)

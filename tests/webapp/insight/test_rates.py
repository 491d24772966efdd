"""The three rates: worked out by hand, equal to the page, and the sums equal to a raw count."""

import re
from datetime import date, datetime
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy import func, select

from tests.builders.callback import answers_by_link, asks_to_leave_out, calls_back, closed_report, task_of
from tests.builders.report import deliver_all
from tests.builders.signed_in import sign_in
from tests.builders.walk import ticket_of
from webapp.access.role import Role
from webapp.admin.deciding import decide
from webapp.base.clock import CHINA
from webapp.base.errors import Invalid
from webapp.callback.leaving_out import DecideLeaveOut, decide_leave_out
from webapp.callback.records import CallbackTask
from webapp.insight.counting import count_missed, counts
from webapp.insight.queries import behind, rates_table
from webapp.insight.records import RateFact, RateSum
from webapp.insight.rules import Counts, PeriodKind, Weights, averaged, half_of, period_of, rates_of
from webapp.insight.table import By
from webapp.ticket.records import Ticket

BY_THE_BOOK = Weights(10, 50, 40, 90)
DAY = date(2026, 11, 20)
HALF_FOR_BASICALLY = "响应 10\n解决 50\n满意 40\n基本满意 50"


def test_the_formulae_by_hand():
    told = rates_of(Counts(valid=7, contacted=6, solved=5, satisfied=3, basically=2), BY_THE_BOOK)
    # 6/7, 5/7, (3 + 1.8)/7, and 0.1·85.714… + 0.5·71.428… + 0.4·68.571…
    assert (told.response, told.solution, told.satisfaction) == (
        Decimal("85.7"),
        Decimal("71.4"),
        Decimal("68.6"),
    )
    assert told.composite == Decimal("71.7")
    assert rates_of(Counts(), BY_THE_BOOK).composite is None


def test_pooled_and_averaged_differ_and_empty_rows_do_not_weigh():
    one, many = Counts(1, 1, 1, 1, 0), Counts(9, 0, 0, 0, 0)
    rows = [rates_of(each, BY_THE_BOOK) for each in (one, many, Counts())]
    assert averaged(rows).solution == Decimal("50.0")
    assert rates_of(one + many, BY_THE_BOOK).solution == Decimal("10.0")
    assert averaged([]).composite is None


@pytest.mark.parametrize(
    ("kind", "day", "begins", "last"),
    [
        (PeriodKind.WEEK, date(2026, 11, 20), date(2026, 11, 16), date(2026, 11, 22)),
        (PeriodKind.MONTH, date(2026, 11, 20), date(2026, 11, 1), date(2026, 11, 30)),
        (PeriodKind.MONTH, date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        (PeriodKind.WINDOW, date(2026, 11, 19), date(2026, 11, 19), date(2026, 12, 18)),
        (PeriodKind.WINDOW, date(2026, 1, 18), date(2025, 12, 19), date(2026, 1, 18)),
    ],
)
def test_periods(kind, day, begins, last):
    period = period_of(kind, day, 19)
    assert (period.begins, period.last) == (begins, last)
    assert period.first == half_of(datetime(begins.year, begins.month, begins.day, 0, tzinfo=CHINA))
    assert period.after == half_of(datetime(last.year, last.month, last.day, 23, tzinfo=CHINA)) + 1


def test_a_daily_report_runs_from_noon_to_noon():
    period = period_of(PeriodKind.DAY, DAY, 19)
    inside = [datetime(2026, 11, 19, 12, tzinfo=CHINA), datetime(2026, 11, 20, 11, 59, tzinfo=CHINA)]
    outside = [datetime(2026, 11, 19, 11, 59, tzinfo=CHINA), datetime(2026, 11, 20, 12, tzinfo=CHINA)]
    assert all(period.first <= half_of(moment) < period.after for moment in inside)
    assert not any(period.first <= half_of(moment) < period.after for moment in outside)


def table(kernel, actor, by=By.UNIT, kind=PeriodKind.MONTH, day=DAY):
    with kernel.read() as session:
        return rates_table(session, actor, kernel.clock, kind, day, by)


def raw(kernel) -> Counts:
    """Counted afresh from the callbacks themselves, without facts or sums."""
    with kernel.read() as session:
        tasks = session.scalars(select(CallbackTask).where(*counts())).all()
    return Counts(
        len(tasks),
        sum(t.gate in {"met", "declined"} if t.contacted is None else t.contacted for t in tasks),
        sum(t.solved == "yes" for t in tasks),
        sum(t.satisfied == "yes" for t in tasks),
        sum(t.satisfied == "basically" for t in tasks),
    )


def test_the_sums_stay_equal_to_a_raw_count_through_every_change(kernel, clock, district):
    clerk, street = district[Role.CLERK], district[Role.STREET]
    receipts = [closed_report(kernel, district) for _ in range(5)]
    ids = [task_of(kernel, receipt.report).id for receipt in receipts]
    calls_back(kernel, clerk, ids[0], "reached", contacted=True, solved="yes", satisfied="yes")
    calls_back(kernel, clerk, ids[1], "reached", contacted=False, solved="partly", satisfied="basically")
    calls_back(kernel, clerk, ids[2], "reached", contacted=True, solved="yes", satisfied="no")
    calls_back(kernel, clerk, ids[3], "refused")
    answers_by_link(kernel, receipts[4], solved="no", satisfied="no")
    deliver_all(kernel)
    assert table(kernel, street).pooled.counts == raw(kernel) == Counts(4, 3, 2, 1, 1)
    wish = asks_to_leave_out(kernel, clerk, ids[2]).id
    with kernel.work(street) as work:
        decide_leave_out(work, DecideLeaveOut(leave_out_id=wish, approved=True))
    deliver_all(kernel)
    assert table(kernel, street).pooled.counts == raw(kernel) == Counts(3, 2, 1, 1, 1)
    clock.move(hours=5)  # another half day: the fact moves to it
    answers_by_link(kernel, receipts[0], solved="no", satisfied="no", contacted=False)
    deliver_all(kernel)
    found = table(kernel, street)
    assert found.pooled.counts == raw(kernel) == Counts(3, 1, 0, 0, 1)
    assert found.pooled.rates.solution == Decimal("0.0")
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(RateFact)) == 3
        assert session.scalar(select(func.sum(RateSum.valid))) == 3
    assert ticket_of(kernel, receipts[0].ticket.id).state == "dispatched"


def test_the_unit_that_handled_keeps_the_answer_though_another_does_it_again(kernel, district):
    receipt = closed_report(kernel, district)
    unit = ticket_of(kernel, receipt.ticket.id).unit_id
    answers_by_link(kernel, receipt, solved="no", satisfied="no")
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        work.session.get_one(Ticket, receipt.ticket.id).unit_id = None
    deliver_all(kernel)
    assert [row.key for row in table(kernel, district[Role.STREET]).rows] == [str(unit)]


def test_what_was_settled_before_anybody_counted_is_counted_once(kernel, district):
    receipt = closed_report(kernel, district)
    answers_by_link(kernel, receipt)
    assert count_missed(kernel) == 1
    deliver_all(kernel)
    assert count_missed(kernel) == 0
    assert table(kernel, district[Role.STREET]).pooled.counts.valid == 1


def test_each_sees_the_rates_of_what_is_theirs(kernel, district):
    answers_by_link(kernel, closed_report(kernel, district))
    deliver_all(kernel)
    seen = {
        role: table(kernel, district[role]).pooled.counts.valid
        for role in (Role.STREET, Role.CLERK, Role.DISTRICT, Role.COMMUNITY, Role.PROPERTY, Role.DEPARTMENT)
    }
    assert seen == dict.fromkeys(seen, 1) | {Role.DEPARTMENT: 0}
    assert table(kernel, district.other_firm).pooled.counts.valid == 0


def test_weights_are_those_of_the_periods_end(kernel, district):
    receipt = closed_report(kernel, district)
    answers_by_link(kernel, receipt, solved="yes", satisfied="basically", contacted=False)
    deliver_all(kernel)
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        decide(work, "rate_weights", HALF_FOR_BASICALLY, "2026-11-25")
        with pytest.raises(Invalid, match="加起来要正好 100，现在是 105"):
            decide(work, "rate_weights", HALF_FOR_BASICALLY.replace("40", "45"), "2026-11-26")
    assert table(kernel, district[Role.STREET], kind=PeriodKind.DAY).pooled.rates.satisfaction == Decimal(
        "90.0"
    )
    assert table(kernel, district[Role.STREET]).pooled.rates.satisfaction == Decimal("50.0")


def test_the_page_shows_what_it_was_counted_from_and_leads_to_the_ticket(kernel, app, district):
    receipt = closed_report(kernel, district)
    answers_by_link(kernel, receipt, solved="yes", satisfied="basically", contacted=True)
    deliver_all(kernel)
    street = sign_in(app, district[Role.STREET])
    page = street.get("/desk/rates").text
    assert "新街物业" in page
    assert "0+1×0.9/1" in page
    assert "<b>96.0</b>" in page
    for by in By:
        assert street.get(f"/desk/rates?by={by}&period=window&day=2026-11-20").status_code == 200
    key = table(kernel, district[Role.STREET]).rows[0].key
    assert receipt.ticket.number in street.get(f"/desk/rates/behind?key={key}").text
    assert receipt.ticket.number not in street.get("/desk/rates/behind?key=none").text
    empty = street.get("/desk/rates?period=day&day=2020-01-01").text
    assert "还没有有效回访" in empty
    with kernel.read() as session:
        stranger = behind(session, district.other_firm, kernel.clock, PeriodKind.MONTH, DAY, By.UNIT, "")
    assert stranger == ()


@pytest.mark.parametrize(
    ("kind", "before", "here", "after"),
    [
        ("day", "11-18 12:00 到 2026-11-19 12:00", "11-19 12:00 到 2026-11-20", "11-20 12:00 到 2026-11-21"),
        ("week", "11-09 到 2026-11-15", "11-16 到 2026-11-22", "11-23 到 2026-11-29"),
        ("month", "10-01 到 2026-10-31", "11-01 到 2026-11-30", "12-01 到 2026-12-31"),
        ("window", "10-19 到 2026-11-18", "11-19 到 2026-12-18", "12-19 到 2027-01-18"),
    ],
)
def test_the_period_before_and_the_one_after_follow_without_a_gap(app, district, kind, before, here, after):
    street = sign_in(app, district[Role.STREET])
    page = street.get(f"/desk/rates?period={kind}&day=2026-11-20").text
    assert f"2026-{here}" in page
    for words, there in (("上一期", before), ("下一期", after)):
        found = re.search(rf'href="([^"]*)"[^>]*>\s*(?:<[^>]*>\s*)*{words}', page)
        assert found is not None, words
        assert f"2026-{there}" in street.get(unescape(found[1])).text

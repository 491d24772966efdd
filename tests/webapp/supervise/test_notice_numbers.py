"""Numbers of an office and a year: one after another, none twice, none left out, whatever fails in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.builders.notice import issues
from webapp.access.role import Role
from webapp.people.records import Unit
from webapp.supervise.commands import IssueNotice, issue_notice
from webapp.supervise.numbers import usual_office
from webapp.supervise.records import Notice, NoticeSeries

AT_ONCE, EACH, FAILS = 8, 3, 5


class BrokenError(Exception):
    """What goes wrong after a number was drawn."""


def test_many_at_once_leave_no_gap_and_no_double(kernel, district):
    def one(turn: int) -> None:
        if turn % FAILS == 0:
            with pytest.raises(BrokenError):
                fails(kernel, district)
        else:
            issues(kernel, district, subject=f"第{turn}件")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE * EACH)))
    with kernel.read() as session:
        drawn = sorted(session.scalars(select(Notice.number)))
        last = session.scalars(select(NoticeSeries.last)).one()
    expected = sum(turn % FAILS != 0 for turn in range(AT_ONCE * EACH))
    assert drawn == list(range(1, expected + 1))
    assert last == expected


def fails(kernel, district) -> None:
    with kernel.work(district[Role.STREET]) as work:
        order = IssueNotice(
            units=(district.units["property"],), subject="失败的", problem="x", demand="y", due=datetime(2027, 1, 1, tzinfo=UTC)
        )  # fmt: skip
        issue_notice(work, order)
        raise BrokenError


def test_each_office_and_each_year_begins_anew(kernel, district, clock):
    assert [issues(kernel, district).number for _ in range(2)] == [1, 2]
    assert issues(kernel, district, by=Role.DISTRICT).number == 1
    clock.moment = datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    assert issues(kernel, district).full_number.endswith("〔2026〕3号")
    clock.move(minutes=1)
    assert issues(kernel, district).full_number.endswith("〔2027〕1号"), "the year is China's"


@pytest.mark.parametrize(
    ("name", "taken", "mark"),
    [
        ("梧桐街道办事处", (), "梧桐督"), ("示范区城市管理委员会", (), "示范区城市管理督"), ("养护队", (), "养护队督"),
        ("梧桐街道", ("梧桐督",), "梧桐街道督"),
    ],
)  # fmt: skip
def test_an_office_that_set_nothing_has_a_mark_of_its_own(name, taken, mark):
    unit = Unit(name=name, code="JD", post="值班室", bridge_phone=None)
    assert usual_office(unit, frozenset(taken))["mark"] == mark

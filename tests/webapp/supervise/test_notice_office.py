"""What an office does with many notices: a batch, its own signature, lists with filters, the rate with what is behind it."""

from datetime import timedelta

import pytest

from tests.builders.notice import issues
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import ticket_of, to_fed_back, to_unit
from tests.webapp.supervise.test_notice_pages import post
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.errors import Invalid
from webapp.people.records import UnitKind
from webapp.supervise.batch import issue_batch
from webapp.supervise.commands import IssueBatch
from webapp.supervise.disposal import Month, effective_rates, tickets_behind
from webapp.supervise.offices import SetOffice, set_office
from webapp.supervise.queries import open_notices
from webapp.ticket.records import Ticket
from webapp.ticket.words import State


@pytest.fixture
def tickets(kernel, district):
    """Two with the firm, one with the department."""
    made = [send_report(kernel, district, text=f"{n}楼灯不亮").ticket for n in range(3)]
    deliver_all(kernel)
    with kernel.work(RULE) as work:
        work.session.get_one(Ticket, made[2].id).unit_id = district.units[UnitKind.DEPARTMENT]
    return made


def batch(kernel, district, tickets, **more):
    given = {
        "numbers": tuple(t.number for t in tickets),
        "demand": "马上修",
        "due": kernel.clock.now() + timedelta(days=3),
    }
    with kernel.work(district[Role.STREET]) as work:
        return issue_batch(work, IssueBatch(**(given | more)))


def test_a_batch_becomes_a_notice_a_unit_or_a_ticket(kernel, district, tickets):
    by_unit = batch(kernel, district, tickets)
    assert [one.number for one in by_unit] == [1, 2]
    firm = next(one for one in by_unit if one.unit_id == district.units[UnitKind.PROPERTY])
    assert "等2件问题" in firm.subject
    assert all(t.number in firm.problem for t in tickets[:2])
    assert tickets[2].number not in firm.problem
    assert [one.number for one in batch(kernel, district, tickets, each=True)] == [3, 4, 5]
    assert all(ticket_of(kernel, t.id).noticed for t in tickets)


def test_a_batch_with_one_wrong_ticket_issues_nothing_and_names_it(kernel, district, tickets):
    waiting = send_report(kernel, district, category="noise", text="半夜装修").ticket
    secret = send_report(kernel, district, text="二单元漏水", confidential=True).ticket
    deliver_all(kernel)
    with kernel.work(RULE) as work:
        work.session.get_one(Ticket, secret.id).unit_id = district.units[UnitKind.PROPERTY]
    for more, sentence in (
        ((waiting,), f"{waiting.number} 还没派给单位"),
        ((secret,), "不能发给物业"),
        ((), "没有找到 1-9"),
    ):
        numbers = tuple(t.number for t in (*tickets, *more)) + (() if more else ("1-9",))
        with pytest.raises(Invalid) as refused:
            batch(kernel, district, tickets, numbers=numbers)
        assert sentence in refused.value.fields["numbers"]
    with kernel.read() as session:
        assert not open_notices(session, district[Role.STREET], kernel.clock.now())


def test_an_office_decides_how_it_signs_and_no_two_have_one_mark(kernel, district):
    first = issues(kernel, district)
    with kernel.work(district[Role.STREET]) as work:
        set_office(
            work, SetOffice(mark="新创督", head="新街街道创城办", contact="王科长", phone="010-88880000")
        )
    second = issues(kernel, district)
    assert (first.mark, second.full_number, second.head) == (
        "street单位督",
        "新创督〔2026〕2号",
        "新街街道创城办",
    )
    assert (second.contact, second.phone) == ("王科长", "010-88880000")
    with kernel.work(district[Role.DISTRICT]) as work, pytest.raises(Invalid, match="别的单位在用"):
        set_office(work, SetOffice(mark="新创督", head="区里"))


def test_the_pages_of_an_office(app, kernel, district, tickets):
    browser = sign_in(app, district[Role.STREET])
    numbers = "\n".join(t.number for t in tickets)
    refused = post(
        browser, "/desk/notices/batch", numbers=f"{numbers} 1-9", demand="马上修", due="2026-11-25T17:00"
    )
    assert refused.status_code == 422
    assert tickets[0].number in refused.text
    assert (
        post(
            browser, "/desk/notices/batch", numbers=numbers, demand="马上修", due="2026-11-25T17:00"
        ).status_code
        == 303
    )
    unit = district.units[UnitKind.PROPERTY]
    page = browser.get(f"/desk/notices/all?state=issued&unit={unit}").text
    assert page.count('class="row"') == 1
    odd = browser.get("/desk/notices/all?state=nonsense&unit=x&card=blue&after=x")
    assert odd.status_code == 200
    assert "地址里的「状态、牌、单位」看不懂" in odd.text
    assert post(browser, "/desk/notices/office", mark="", head="新街").status_code == 422
    assert post(browser, "/desk/notices/office", mark="新创督", head="新街").status_code == 303
    assert "新创督" in browser.get("/desk/notices/office").text
    assert "有效处置率" in browser.get("/desk/notices/rates?month=2026-13").text
    assert browser.get("/desk/notices/rates/tickets?unit=x&only=y&month=z").status_code == 200


def test_the_rate_counts_what_was_due_and_shows_the_tickets_behind(kernel, district, tickets, clock):
    good, late, department = tickets
    to_fed_back(kernel, district, good.id)
    for ticket, state, passed in ((good, State.ENDED, True), (late, State.HANDLING, False)):
        with kernel.work(RULE) as work:
            row = work.session.get_one(Ticket, ticket.id)
            row.state, row.recheck_passed = state, passed
            row.open_sort = row.sort if state is State.HANDLING else None
            row.closed_at = None if state is State.HANDLING else work.now
            row.due = work.now + timedelta(days=1)
    to_unit(kernel, district, department.id, UnitKind.DEPARTMENT)
    clock.move(days=2)
    month, district_sees = Month.read("2026-11", clock.now()), district[Role.DISTRICT]
    with kernel.read() as session:
        total, rows = effective_rates(session, district_sees, month, clock.now())
        behind = {
            only: [
                row.number
                for row in tickets_behind(session, district_sees, month, clock.now(), "all", only).rows
            ]
            for only in ("all", "effective", "rest")
        }
        nothing, _ = effective_rates(session, district_sees, Month.read("2020-01", clock.now()), clock.now())
        other, _ = effective_rates(session, district.other_firm, month, clock.now())
    assert (total.due, total.effective, total.rate, nothing.rate, other.due) == (2, 1, "50.0%", "—", 0)
    assert {row.name: (row.due, row.effective) for row in rows} == {"新街物业": (2, 1)}
    assert {only: sorted(numbers) for only, numbers in behind.items()} == {
        "all": sorted([late.number, good.number]), "effective": [good.number], "rest": [late.number],
    }  # fmt: skip

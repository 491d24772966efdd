"""Score cards of management units: who reads which, figures that open what they count, fees typed and imported."""

from datetime import timedelta

from sqlalchemy import select

from tests.builders.callback import answers_by_link, closed_report
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import send, sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.admin.imports.running import apply
from webapp.admin.imports.verdict import Outcome
from webapp.insight.records import FeeMonth
from webapp.insight.unit_rules import month_of
from webapp.people.records import Unit
from webapp.place.records import ManagementUnit

LIST = "/desk/management-units"


def unit_of(kernel, code="M0"):
    with kernel.read() as session:
        return session.scalars(select(ManagementUnit).where(ManagementUnit.code == code)).one().id


def test_a_card_counts_what_its_figures_open(app, kernel, clock, district):
    done = closed_report(kernel, district)
    answers_by_link(kernel, done, solved="partly", satisfied="basically")
    late = send_report(kernel, district, category="lamp").ticket
    deliver_all(kernel)
    unit, month = unit_of(kernel), month_of(clock.now())
    address = f"{LIST}/{unit}"
    browser = sign_in(app, district[Role.STREET])
    page = browser.get(address).text
    assert "<td>按期 " in page
    behind = f"{address}/tickets?month={month.words}&figure="
    for figure, numbers in (
        ("volume", {done.ticket.number, late.number}),
        ("solved", set()),
        ("unsolved", {done.ticket.number}),
    ):
        shown = browser.get(behind + figure).text
        assert {one for one in (done.ticket.number, late.number) if one in shown} == numbers
        assert (f"figure={figure}" in page) is (figure == "volume"), "nothing to open where there is none"
    assert browser.get(behind + "nothing").status_code == 404
    clock.move(days=20)
    browser = sign_in(app, district[Role.STREET])
    page = browser.get(f"{address}?month={month.words}").text
    shown = browser.get(f"{behind}late").text
    assert late.number in shown
    assert done.ticket.number not in shown
    assert "退回过" in page


def test_each_reads_the_units_of_their_own_area(app, kernel, district):
    own, other = unit_of(kernel), unit_of(kernel, "M1")
    for role, seen in (
        (Role.PROPERTY, {own}), (Role.COMMUNITY, {own, other}), (Role.STREET, {own, other}),
        (Role.DISTRICT, {own, other}), (Role.DEPARTMENT, set()),
    ):  # fmt: skip
        browser = sign_in(app, district[role])
        page = browser.get(LIST).text
        assert {unit for unit in (own, other) if f"{LIST}/{unit}" in page} == seen
        for unit in (own, other):
            expected = 200 if unit in seen else 404
            assert browser.get(f"{LIST}/{unit}").status_code == expected
            assert browser.get(f"{LIST}/{unit}/tickets?figure=volume").status_code == expected


def test_a_firm_is_not_told_by_its_figures_what_it_may_not_know(app, kernel, district):
    send_report(kernel, district, confidential=True, category="other")
    address = f"{LIST}/{unit_of(kernel)}"
    assert "figure=volume" in sign_in(app, district[Role.STREET]).get(address).text
    assert "figure=volume" not in sign_in(app, district[Role.PROPERTY]).get(address).text


def test_coverage_counts_units_that_somebody_serves(app, kernel, district):
    browser = sign_in(app, district[Role.DISTRICT])
    assert "占 100.0%（2 ÷ 2）" in browser.get(LIST).text
    with kernel.work(RULE) as work:
        work.session.get_one(Unit, district.other_firm.unit_id).live = False
    page = browser.get(LIST).text
    assert "占 50.0%（1 ÷ 2）" in page
    assert "物业已撤" in page
    assert browser.get(f"{LIST}?q=另一家").text.count(f"{LIST}/{unit_of(kernel, 'M1')}") == 1
    assert "月份要写成" in browser.get(f"{LIST}?month=x").text


def test_fees_are_typed_put_right_and_refused_with_a_sentence(app, kernel, clock, district):
    unit, month = unit_of(kernel), month_of(clock.now())
    address, to = f"{LIST}/{unit}", f"{LIST}/{unit}/fees"
    browser = sign_in(app, district[Role.STREET])
    assert send(browser, address, to, month=month.words, due="12,345.60", paid="10000").status_code == 303
    assert send(browser, address, to, month=month.words, due="12,345.60", paid="12000").status_code == 303
    assert "97.2%" in browser.get(address).text
    for typed, sentence in (
        ({"due": "0"}, "应收不能是 0"), ({"paid": "99999"}, "已收比应收多"), ({"month": month.after.words}, "这个月还没到"),
        ({"paid": ""}, "没收到写 0"), ({"due": "很多"}, "金额要写成数字"),
    ):  # fmt: skip
        answer = send(browser, address, to, **({"month": month.words, "due": "200", "paid": "100"} | typed))
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'value="100"' in answer.text or "paid" in typed, "what was typed is still there"
    with kernel.read() as session:
        (row,) = session.scalars(select(FeeMonth))
        assert (row.due_cents, row.paid_cents) == (1_234_560, 1_200_000)
    assert "填物业费" not in sign_in(app, district[Role.DISTRICT]).get(address).text


def test_a_list_of_fees_gets_a_verdict_for_each_row(kernel, clock, district):
    month = month_of(clock.now() - timedelta(days=40)).words
    lines = (
        "物业管理单元编号,月份,应收,已收", f"M0,{month},1000,900", f"M1,{month},1000,2000", f"M9,{month},1,1", "M0,2026年十月,1,1",
    )  # fmt: skip
    content = "\n".join(lines).encode()
    admin = district[Role.ADMINISTRATOR]
    first = apply(kernel, admin, "fees", content)
    assert [row.outcome for row in first.rows] == [Outcome.ADDED, *[Outcome.REFUSED] * 3]
    assert [bool(row.why) for row in first.rows] == [False, True, True, True]
    assert apply(kernel, admin, "fees", content).rows[0].outcome is Outcome.SAME
    better = apply(kernel, admin, "fees", content.replace(b",900", b",950"))
    assert better.rows[0].outcome is Outcome.CHANGED

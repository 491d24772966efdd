"""The library on the screen: the list, one component, its steps; what is wrong comes back with what was typed."""

import uuid

import pytest

from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, sign_in
from tests.webapp.component.conftest import HEAD, HERE
from webapp.access.role import Role
from webapp.people.records import UnitKind
from webapp.ticket.records import Ticket

LIST = "/desk/components"


@pytest.fixture
def chief(app, district, lamps):
    return sign_in(app, district[Role.ADMINISTRATOR])


@pytest.fixture
def lead(app, district, lamps):
    return sign_in(app, district[Role.SHIFT_LEAD])


def test_the_list_is_searched_narrowed_and_walked_to_its_end(app, district, bring, chief):
    bring(HEAD + "".join(f"110101020090{n:05},路名牌,东河沿 {n} 号牌,,,,,116.4,39.9\n" for n in range(1, 61)))
    page = chief.get(LIST).text
    assert "共 64 个" in page
    assert (page.count("<tr>"), "新街 2 号杆" in page, "东河沿 60 号牌" in page) == (51, True, False)
    following = chief.get(f"{LIST}?after=11010102009000047").text
    assert "东河沿 60 号牌" in following
    assert "下一页" not in following
    for asked, count in (
        ("q=路灯", 3),
        ("q=中心", 1),
        ("klass=路灯&q=2", 1),
        ("state=damaged", 1),
        ("q=没有的", 0),
    ):
        found = chief.get(f"{LIST}?{asked}").text
        assert found.count('<th scope="row">') == count, asked
    firm = sign_in(app, district.other_firm)
    assert firm.get(f"{LIST}?mine=1").text.count('<th scope="row">') == 1


def test_a_code_that_was_scanned_leads_to_its_component(chief, lamps):
    lamp = lamps["新街 3 号杆"]
    assert chief.get(f"{LIST}?q=110101 01 09 000003").location.endswith(str(lamp.id))
    assert chief.get(f"{LIST}?q=11010101009999999").status_code == 200


def test_its_page_tells_all_that_happened_and_takes_the_next_step(kernel, district, lead, lamps):
    lamp, page = lamps["新街 1 号杆"], f"{LIST}/{lamps['新街 1 号杆'].id}"
    sent = send_report(
        kernel,
        district,
        district[Role.GRID_WORKER],
        kind="patrol",
        door=None,
        component=lamp.code,
        text="路灯不亮",
    )
    deliver_all(kernel)
    shown = lead.get(page).text
    for words in ("110101 01 009 000001", "department单位", "另一家物业", "登记入库", sent.ticket.number):
        assert words in shown
    assert f'<a href="{page}">' in lead.get(f"/desk/tickets/{sent.ticket.id}").text
    form = form_on(shown, f"{page}/step")
    refused = lead.post(f"{page}/step", data=form | {"action": "remove", "number": sent.ticket.number})
    assert refused.status_code == 422
    assert "请写一句为什么" in refused.text
    assert f'value="{sent.ticket.number}"' in refused.text
    done = form | {"action": "find_damaged", "reason": "灯罩裂了", "number": sent.ticket.number}
    assert lead.post(f"{page}/step", data=done).location.endswith(page)
    after = lead.get(page).text
    assert "完好 → 破损；灯罩裂了" in after
    assert f"工单 {sent.ticket.number}" in after
    late = lead.post(f"{page}/step", data=form_on(after, f"{page}/step") | {"action": "put_back"})
    assert late.status_code == 409
    assert "现在是「破损」" in late.text


def test_only_an_administrator_corrects_and_prints(app, district, lead, chief, lamps):
    page = f"{LIST}/{lamps['新街 3 号杆'].id}"
    assert "更正登记" not in lead.get(page).text
    shown = chief.get(page).text
    form = form_on(shown, f"{page}/correct")
    wrong = chief.post(f"{page}/correct", data=form | {"name": "新街 3 号灯", "reason": ""})
    assert wrong.status_code == 422
    assert "请写一句为什么改" in wrong.text
    assert 'value="新街 3 号灯"' in wrong.text
    chief.post(f"{page}/correct", data=form | {"name": "新街 3 号灯", "owner": "", "reason": "换了灯头"})
    assert "名称：新街 3 号杆 → 新街 3 号灯" in chief.get(page).text
    assert "记录状态变化" not in sign_in(app, district[Role.OPERATOR]).get(page).text


def test_the_desk_says_which_component_it_is_while_it_dispatches(kernel, district, lead, lamps):
    here = {"lng": HERE[0] + 17 / 85_300, "lat": HERE[1], "datum": "wgs84"}
    sent = send_report(
        kernel,
        district,
        district[Role.GRID_WORKER],
        kind="patrol",
        door=None,
        category="lamp",
        text="路灯不亮",
        place=here,
    )
    deliver_all(kernel)
    address, lamp = f"/desk/verify/{sent.ticket.id}/dispatch", lamps["新街 2 号杆"]
    page = lead.get(f"/desk/verify?ticket={sent.ticket.id}").text
    assert [name in page for name in ("路灯 新街 1 号杆 · 17 米", "路灯 新街 2 号杆 · 17 米")] == [True, True]
    typed = {"klass": str(district.classes["lamp"]), "unit": str(district.units[UnitKind.DEPARTMENT])}
    wrong = lead.post(address, data=form_on(page, address) | typed | {"component": str(uuid.uuid4())})
    assert (wrong.status_code, "没有这个部件" in wrong.text) == (422, True)
    assert (
        lead.post(address, data=form_on(page, address) | typed | {"component": str(lamp.id)}).status_code
        == 303
    )
    with kernel.read() as session:
        ticket = session.get_one(Ticket, sent.ticket.id)
        assert (ticket.component_id, ticket.place_words) == (lamp.id, "路灯 新街 2 号杆")

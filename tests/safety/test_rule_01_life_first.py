"""Rule 1: life first."""

import re

import pytest
from sqlalchemy import select

from tests.builders import signed_in
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.catalogue.settings import put_setting
from webapp.people.records import UnitKind
from webapp.ticket.records import Ticket
from webapp.ticket.words import Action, State

DANGEROUS = ["我妈被困在电梯里", "楼道里有煤气味", "配电箱冒烟了", "小孩掉进井里", "there is a gas leak"]
OFFICE_PAGES = {
    Role.OPERATOR: ["/desk/", "/desk/verify"],
    Role.SHIFT_LEAD: ["/desk/"],
    Role.STREET: ["/desk/", "/desk/callbacks"],
    Role.DISTRICT: ["/desk/"],
    Role.COMMUNITY: ["/desk/"],
}


def banner(page: str) -> str | None:
    found = re.search(r'<div class="banner"[^>]*data-part="urgent"[^>]*>.*?</a>', page, re.DOTALL)
    return found[0] if found else None


def test_the_emergency_numbers_are_tel_links_before_the_form(client, district):
    """Tiles 电梯 and 水电气 show, before the form, 「有人被困、漏气、着火：先打 119 / 燃气抢修 …」 as tel: links."""
    page = client.get(f"/q/{district.codes[0]}").text
    before, form = page.split("<form id=", 1)
    assert re.findall(r'href="tel:(\d+)"', before)[:3] == ["119", "120", "96777"]
    assert re.search(r'value="lift"[^>]*data-danger', form)
    assert not re.search(r'value="lamp"[^>]*data-danger', form)
    assert "有人被困、漏气、着火" in page


def test_the_numbers_are_what_the_district_decides(client, kernel, district, clock):
    """(numbers are settings)"""
    with kernel.work(RULE) as work:
        put_setting(work.session, "emergency", [["消防", "010119"]], clock.now().date())
    page = client.get(f"/q/{district.codes[0]}").text
    assert 'href="tel:010119"' in page
    assert 'href="tel:96777"' not in page


@pytest.mark.parametrize("text", DANGEROUS)
def test_words_of_danger_make_a_ticket_urgent_whatever_the_tile(scan, kernel, text):
    """Such a ticket is urgent."""
    assert scan(text=text, category="other").status_code == 303
    with kernel.read() as session:
        assert session.scalars(select(Ticket.urgent)).one() is True


def test_the_danger_tile_makes_a_ticket_urgent_whatever_the_words(scan, kernel):
    """Such a ticket is urgent."""
    scan(text="门关不严", category="lift")
    scan(text="灯不亮", category="lamp")
    with kernel.read() as session:
        assert session.scalars(select(Ticket.urgent).order_by(Ticket.number)).all() == [True, False]


def test_an_urgent_ticket_shows_the_numbers_again_on_the_receipt(scan, client):
    """先打 119."""
    page = client.get(scan(text="电梯里有人被困", category="lift").location).text
    assert 'href="tel:119"' in page


@pytest.mark.parametrize("role", OFFICE_PAGES)
def test_an_urgent_ticket_that_nobody_accepted_stands_on_every_page_of_who_may_see_it(
    kernel, district, sign_in, role
):
    """… and rings a person at once, day or night."""
    browser = sign_in(role)
    for address in OFFICE_PAGES[role]:
        assert banner(browser.get(address).text) is None
    send_report(kernel, district, text="电梯里有人被困", category="lift")
    deliver_all(kernel)
    for address in OFFICE_PAGES[role]:
        shown = banner(browser.get(address).text)
        assert shown is not None, address
        assert 'data-sound="urgent"' in shown
        assert 'data-count="1"' in shown
    link = re.search(r'<a href="([^"]+)"', shown)[1]
    assert "电梯" in browser.get(link).text


def test_the_firm_is_rung_about_its_own_and_until_it_says_that_it_comes(kernel, district, sign_in, app):
    """… rings a person at once"""
    made = send_report(kernel, district, text="楼道配电箱冒烟", category="lamp").ticket.id
    deliver_all(kernel)
    ours, others = sign_in(Role.PROPERTY), signed_in.sign_in(app, district.other_firm)
    with kernel.read() as session:
        at_firm = session.get_one(Ticket, made).state is State.DISPATCHED
    if not at_firm:
        step(kernel, district[Role.OPERATOR], made, Action.FILE)
        step(
            kernel, district[Role.OPERATOR], made, Action.DISPATCH, unit_id=district.units[UnitKind.PROPERTY]
        )
    assert banner(ours.get("/desk/").text) is not None
    assert banner(others.get("/desk/").text) is None
    step(kernel, district[Role.PROPERTY], made, Action.ACCEPT)
    assert banner(ours.get("/desk/").text) is None
    assert banner(sign_in(Role.OPERATOR).get("/desk/").text) is None

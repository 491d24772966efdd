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
from webapp.ticket.urgent import HeardAlarm
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
    found = re.search(r'<div class="banner alarm"[^>]*data-part="urgent"[^>]*>.*?</a>', page, re.DOTALL)
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


def ring(kernel, district) -> None:
    """An urgent ticket that no rule can pass on at once."""
    send_report(kernel, district, text="电梯里有人被困", category="lift")
    deliver_all(kernel)


def sounds(page: str) -> bool:
    return "data-sound" in (banner(page) or "")


def say_heard(browser, page: str, **typed) -> None:
    sent = browser.post("/desk/alarm/heard", data=signed_in.form_on(page, "/desk/alarm/heard") | typed)
    assert sent.status_code == 303


def test_knowing_of_it_silences_it_for_whoever_says_so_and_leaves_it_on_top(kernel, district, sign_in):
    """… rings a person at once: until somebody says 知道了; the others are rung on."""
    ring(kernel, district)
    operator, lead = sign_in(Role.OPERATOR), sign_in(Role.SHIFT_LEAD)
    say_heard(operator, operator.get("/desk/").text)
    page = operator.get("/desk/").text
    assert banner(page) is not None
    assert not sounds(page)
    assert "说知道了" in page
    assert "/desk/alarm/heard" not in page
    assert sounds(lead.get("/desk/").text)


def test_everybody_reads_on_the_ticket_who_knows_of_it(kernel, district, sign_in):
    """… a person: one who is named."""
    ring(kernel, district)
    operator = sign_in(Role.OPERATOR)
    page = operator.get("/desk/").text
    address = re.search(r'data-part="urgent".*?<a href="([^"]+)"', page, re.DOTALL)[1]
    assert re.search(r"<dt>知道了</dt>\s*<dd>\s*还没有人", operator.get(address).text)
    say_heard(operator, page)
    told = re.search(r"<dt>知道了</dt>\s*<dd>\s*(\S+)", sign_in(Role.SHIFT_LEAD).get(address).text)
    assert told[1] == district[Role.OPERATOR].name


def test_it_rings_again_when_still_nobody_has_accepted(kernel, district, sign_in, clock):
    """… day or night"""
    ring(kernel, district)
    operator = sign_in(Role.OPERATOR)
    say_heard(operator, operator.get("/desk/").text)
    clock.move(minutes=9)
    assert not sounds(operator.get("/desk/").text)
    clock.move(minutes=1)
    assert sounds(operator.get("/desk/").text)


def test_another_one_rings_although_the_first_is_known(kernel, district, sign_in):
    """Such a ticket … rings: each of them."""
    ring(kernel, district)
    operator = sign_in(Role.OPERATOR)
    say_heard(operator, operator.get("/desk/").text)
    send_report(kernel, district, text="楼道里有煤气味", category="lift")
    deliver_all(kernel)
    page = operator.get("/desk/alarm").text
    assert 'data-count="2"' in page
    assert sounds(page)


def test_nobody_silences_what_another_unit_must_hear(kernel, district, sign_in, app):
    """Only what is theirs to read."""
    ring(kernel, district)
    operator, stranger = sign_in(Role.OPERATOR), signed_in.sign_in(app, district.other_firm)
    page = operator.get("/desk/").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', stranger.get("/desk/").text)[1]
    sent = stranger.post(
        "/desk/alarm/heard", data=signed_in.form_on(page, "/desk/alarm/heard") | {"csrf_token": token}
    )
    assert sent.status_code == 303
    with kernel.read() as session:
        assert session.scalars(select(HeardAlarm)).all() == []


def test_a_page_that_locked_itself_rings_on_and_says_only_how_many(kernel, district, sign_in, clock):
    """… day or night: a night watch whose page locked must be rung."""
    operator = sign_in(Role.OPERATOR)
    operator.get("/desk/")
    assert operator.get("/desk/alarm").status_code == 204
    clock.move(minutes=61)
    ring(kernel, district)
    told = operator.get("/desk/alarm").text
    assert sounds(told)
    assert "/desk/sign-in" in told
    assert "电梯" not in told
    assert "/desk/alarm/heard" not in told
    assert operator.get("/desk/").status_code == 302


def test_listening_keeps_no_page_open(kernel, district, sign_in, clock):
    """A script that asks is no sign of a person."""
    operator = sign_in(Role.OPERATOR)
    operator.get("/desk/")
    for _ in range(7):
        clock.move(minutes=10)
        operator.get("/desk/alarm")
    assert operator.get("/desk/").status_code == 302


def test_nobody_is_rung_for_a_sign_in_of_yesterday_or_for_none(kernel, district, sign_in, clock, client):
    """Who went home is not told about the district."""
    operator = sign_in(Role.OPERATOR)
    ring(kernel, district)
    assert client.get("/desk/alarm").status_code == 204
    assert operator.get("/desk/alarm").status_code == 200
    clock.move(hours=25)
    assert operator.get("/desk/alarm").status_code == 204

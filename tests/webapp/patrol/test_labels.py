"""Sheets of labels: asked for, drawn by the job worker, fetched for a day."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from tests.builders.patrol import build_patrol
from tests.builders.report import deliver_all
from tests.builders.signed_in import form_on, sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.admin.imports.waiting_files import forget_waiting_files
from webapp.base.database import new_id
from webapp.base.errors import Forbidden
from webapp.patrol.labels import OrderLabels, component_label, order_labels
from webapp.place.records import Component

LIST, POST = "/desk/patrol/points", "/desk/patrol/labels"


@pytest.fixture
def chief(app, kernel, district):
    build_patrol(kernel, district, points=12)
    return sign_in(app, district[Role.ADMINISTRATOR])


def asked(chief, **typed):
    """Ask from the list; the page that tells whether it is made."""
    return chief.post(POST, data=form_on(chief.get(LIST).text, POST) | typed)


def pages_of(chief, page) -> int:
    with chief.get(f"{page}.pdf") as answer:
        return len(PdfReader(io.BytesIO(answer.data)).pages)


def test_the_page_waits_until_the_worker_has_drawn(kernel, chief):
    page = asked(chief).location
    waiting = chief.get(page)
    assert (waiting.headers["Refresh"], "正在排版" in waiting.text) == ("3", True)
    assert chief.get(f"{page}.pdf").status_code == 404
    deliver_all(kernel)
    ready = chief.get(page)
    assert "Refresh" not in ready.headers
    assert "下载标签" in ready.text
    assert pages_of(chief, page) == 2  # twelve labels, eight on a sheet


def test_the_same_form_twice_asks_once_and_forms_without_a_key_are_two_wishes(chief):
    form = form_on(chief.get(LIST).text, POST)
    first = chief.post(POST, data=form).location
    assert chief.post(POST, data=form).location == first
    keyless = [chief.post(POST, data=form | {"once": ""}).location for _ in range(2)]
    assert len({first, *keyless}) == 3


def test_what_was_never_asked_for_or_will_not_come_does_not_wait(chief, clock):
    page = asked(chief).location
    assert "正在排版" in chief.get(page).text
    assert chief.get(f"{POST}/{'0' * 32}").status_code == 404
    assert chief.get(f"{POST}/20991231235959-{'0' * 32}").status_code == 404
    assert chief.get(f"{POST}/20269931235959-{'0' * 32}").status_code == 404
    clock.moment += timedelta(minutes=16)
    gone = chief.get(page)
    assert (gone.status_code, "Refresh" in gone.headers) == (404, False)
    assert "请从点位重新印" in gone.text


def test_one_label_is_one_label_though_other_codes_begin_alike(kernel, chief):
    page = asked(chief, code="D1").location
    deliver_all(kernel)
    assert pages_of(chief, page) == 1


def test_what_finds_nothing_says_so_and_asks_nobody(chief):
    assert asked(chief, q="没有这样的").location.endswith("/points")
    assert "这里没有能印的" in chief.get(LIST).text


def test_components_carry_their_national_code(kernel, chief):
    with kernel.work(RULE) as work:
        for order in range(1, 10):
            work.session.add(
                Component(id=new_id(), code=f"1101010100900{order:04}", klass="路灯", name=f"{order}号灯")
            )
    page = asked(chief, of="components", q="路灯").location
    deliver_all(kernel)
    assert pages_of(chief, page) == 2
    one = Component(code="11010101009000001", klass="路灯", name="1号灯")
    plate = component_label("https://mashang.example", "12345", one)
    assert (plate.url, plate.short_code, plate.place) == ("11010101009000001", "11010101009 000001", "1号灯")


def test_the_file_is_gone_after_a_day_and_a_strange_name_was_never_there(kernel, chief, clock):
    asked(chief)
    deliver_all(kernel)
    assert {chief.get(f"{POST}/{odd}.pdf").status_code for odd in ("..%2fimport", "x")} == {404}
    clock.moment += timedelta(hours=25)
    assert forget_waiting_files(kernel) == 1
    assert not list(kernel.store.list("labels"))


def test_only_who_keeps_the_points_may_ask(kernel, chief, district):
    with kernel.work(district[Role.STREET]) as work, pytest.raises(Forbidden):
        order_labels(work, OrderLabels())

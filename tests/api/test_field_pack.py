"""`/api/v1/field/pack` and `…/near`: enough for a day without a signal, and nothing that is not this person's."""

from datetime import timedelta

import pytest

from tests.builders.callback import PHONE
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import to_fed_back
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.place.cells import put
from webapp.place.datum import from_wgs84
from webapp.place.records import Component, Door
from webapp.screen.field_near import age_words

HERE = (116.4, 39.9)


@pytest.fixture
def phone(app, district):
    return sign_in(app, district[Role.GRID_WORKER])


@pytest.fixture
def located(kernel, district):
    """The first door and a lamp post stand where the phone is."""
    with kernel.work(RULE) as work:
        put(work.session.get_one(Door, district.doors[0]), *HERE)
        lamp = Component(code="11010101020300001", klass="路灯", name="新街 12 号杆")
        put(lamp, 116.4003, 39.9)
        work.session.add(lamp)


def near(phone, datum="wgs84", **more):
    lng, lat = from_wgs84(*HERE, datum)
    return phone.get("/api/v1/field/near", query_string={"lng": lng, "lat": lat, "datum": datum} | more)


def test_the_pack_holds_what_a_day_needs_and_no_phone_number(kernel, district, phone, located, clock):
    receipt = send_report(
        kernel,
        district,
        phone=PHONE,
        consent={"version": "2026-11", "at": clock.now()},
        text="楼道灯不亮，找王大爷",
    )
    deliver_all(kernel)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    pack = phone.get("/api/v1/field/pack").json
    assert pack["me"]["account"] == "grid_worker"
    assert [grid["code"] for grid in pack["me"]["grids"]] == ["110101001001001"]
    lamp = next(one for one in pack["classes"] if one["code"] == "lamp")
    assert (lamp["letters"], lamp["danger"]) == ("ldd", False)
    assert {"code": district.codes[0], "lng": HERE[0], "lat": HERE[1]}.items() <= pack["doors"][0].items()
    assert [one["class"] for one in pack["components"]] == ["路灯"]
    assert [one["number"] for one in pack["rechecks"]] == [receipt.ticket.number]
    assert [one["number"] for one in pack["tickets"]] == [receipt.ticket.number]
    assert pack["switches"]["recheck_camera_only"] is True
    assert {"points", "checklists", "plan"} <= set(pack)
    assert PHONE not in str(pack)
    assert "王大爷" not in str(pack)


def test_the_same_pack_is_not_sent_twice(kernel, district, phone, clock):
    first = phone.get("/api/v1/field/pack")
    clock.move(minutes=10)
    same = phone.get("/api/v1/field/pack", headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    send_report(kernel, district)
    changed = phone.get("/api/v1/field/pack", headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json["version"] != first.json["version"]


def test_of_tickets_that_are_not_theirs_they_learn_what_a_neighbour_does(kernel, district, phone, located):
    public = send_report(kernel, district).ticket
    send_report(kernel, district, category="noise", text="半夜装修")
    send_report(kernel, district, confidential=True)
    for found in (phone.get("/api/v1/field/pack").json["tickets"], near(phone).json["tickets"]):
        assert [one["id"] for one in found] == [str(public.id)]
        assert (found[0]["number"], found[0]["place"], found[0]["mine"]) == ("", "新街坊30号院", False)


@pytest.mark.parametrize("datum", ["wgs84", "gcj02", "bd09"])
def test_what_is_near_is_told_in_any_datum(kernel, district, phone, located, datum):
    mine = send_report(kernel, district, actor=district[Role.GRID_WORKER], kind="patrol").ticket
    found = near(phone, datum).json
    assert (found["doors"][0]["code"], found["doors"][0]["distance_m"]) == (district.codes[0], 0)
    assert found["components"][0]["distance_m"] == pytest.approx(26, abs=1)
    assert [one["number"] for one in found["tickets"]] == [mine.number]
    assert found["tickets"][0]["age_words"] == "刚刚"


def test_what_is_a_day_old_or_closed_is_not_offered(kernel, district, phone, located, clock):
    send_report(kernel, district)
    clock.move(hours=25)
    again = sign_in(phone.application, district[Role.GRID_WORKER])
    assert near(again).json["tickets"] == []


@pytest.mark.only_sqlite("who may ask and how it is told, no query of its own")
def test_a_position_without_its_datum_is_refused(phone):
    answer = phone.get("/api/v1/field/near?lng=116.4&lat=39.9")
    assert (answer.status_code, list(answer.json["fields"])) == (422, ["datum"])
    assert near(phone, accuracy_m=-1).status_code == 422


@pytest.mark.only_sqlite("who may ask and how it is told, no query of its own")
@pytest.mark.parametrize("address", ["/api/v1/field/pack", "/api/v1/field/near?lng=1&lat=1&datum=wgs84"])
def test_nobody_is_told_as_a_problem_and_never_sent_to_a_page(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (401, "application/problem+json")


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.PROPERTY, Role.AUDITOR, Role.ADMINISTRATOR])
def test_every_post_gets_a_pack_of_its_own_scope(app, kernel, district, role, located):
    ticket = send_report(kernel, district, category="noise", text="半夜装修").ticket
    pack = sign_in(app, district[role]).get("/api/v1/field/pack").json
    assert str(ticket.id) not in str(pack)


def test_ages_are_told_as_people_say_them():
    ages = [timedelta(seconds=5), timedelta(minutes=12), timedelta(hours=5), timedelta(days=3)]
    assert [age_words(age) for age in ages] == ["刚刚", "12 分钟前", "5 小时前", "3 天前"]

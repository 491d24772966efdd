"""The map of open tickets: in scope, small, honest about who may know the house, a list for everybody."""

import json

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import to_unit
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.catalogue.settings import put_setting
from webapp.people.records import UnitKind
from webapp.place.cells import put
from webapp.place.records import Component, Door, Grid
from webapp.screen.map_data import MOST, MOST_GRIDS, shown_on_map

HERE = (116.4012344, 39.9012344)
SMALL = 200_000


@pytest.fixture
def d(kernel):
    district = build_district(kernel)
    with kernel.work(RULE) as work:
        put(work.session.get_one(Door, district.doors[0]), *HERE)
    return district


def asked(app, actor, address="/desk/map/data"):
    answer = sign_in(app, actor).get(address)
    assert answer.status_code == 200
    return answer


def decide(kernel, clock, **decided):
    with kernel.work(RULE) as work:
        for name, value in decided.items():
            put_setting(work.session, name, value, clock.now().astimezone(CHINA).date())


def test_each_sees_the_open_tickets_of_their_own_scope(app, kernel, d):
    ours = send_report(kernel, d).ticket
    deliver_all(kernel)
    for actor, expected in (
        (d[Role.OPERATOR], [ours.number]),
        (d[Role.PROPERTY], [ours.number]),
        (d.other_firm, []),
    ):
        told = asked(app, actor).json
        assert [ticket["number"] for ticket in told["tickets"]] == expected
        page = sign_in(app, actor).get("/desk/map").text
        assert (ours.number in page) is bool(expected), "the list is there without the script"
    (ticket,) = asked(app, d[Role.OPERATOR]).json["tickets"]
    assert (ticket["lng"], ticket["lat"], ticket["lamp"]) == (116.401234, 39.901234, "green")


def test_a_confidential_ticket_tells_a_unit_neither_door_nor_house(app, kernel, d):
    hushed = send_report(kernel, d, confidential=True, category="other").ticket.id
    to_unit(kernel, d, hushed, UnitKind.DEPARTMENT)
    (seen,) = asked(app, d[Role.DEPARTMENT]).json["tickets"]
    assert (seen["lng"], seen["lat"]) == (116.401, 39.901)
    assert "单元" not in seen["place"]
    (seen,) = asked(app, d[Role.OPERATOR]).json["tickets"]
    assert seen["lng"] == 116.401234


def test_what_has_no_position_or_a_doubtful_one_stays_off_the_map(app, kernel, d):
    send_report(kernel, d, door=None, place={"lng": 123.5, "lat": 30.5, "datum": "wgs84"})
    near = send_report(kernel, d, door=None, place={"lng": 116.41, "lat": 39.9, "datum": "wgs84"}).ticket
    assert [ticket["number"] for ticket in asked(app, d[Role.OPERATOR]).json["tickets"]] == [near.number]


def test_the_answer_stays_below_200_kilobytes_however_many_there_are(app, kernel, clock, d):
    for _ in range(3):
        send_report(kernel, d)
    with kernel.read() as session:
        shown = shown_on_map(session, d[Role.OPERATOR], clock.now())
        assert len(shown.tickets) == 3
        assert not shown.more
    longest = shown.tickets[0] | {
        "place": "新街坊三百零一号院东区 12号楼 2单元",
        "class": "公共设施损坏",
        "urgent": False,
    }
    outline = {"name": "新街社区第12网格", "outline": [[116.4012345, 39.9012345]] * 6}
    whole = {"tickets": [longest] * MOST, "grids": [outline] * MOST_GRIDS}
    assert len(json.dumps(whole, ensure_ascii=False, default=str, separators=(",", ":")).encode()) < SMALL


def test_grids_are_drawn_where_they_have_a_border(app, kernel, d):
    assert asked(app, d[Role.OPERATOR]).json["grids"] == []
    ring = [[116.4, 39.9], [116.41, 39.9], [116.41, 39.91]]
    with kernel.work(RULE) as work:
        work.session.query(Grid).one().outline = ring
    assert asked(app, d[Role.OPERATOR]).json["grids"] == [{"name": "第一网格", "outline": ring}]


def test_places_come_when_one_is_near(app, kernel, d):
    with kernel.work(RULE) as work:
        lamp = Component(code="11010101009000001", klass="路灯", name="灯杆 1 号")
        put(lamp, HERE[0] + 0.0001, HERE[1])
        work.session.add(lamp)
    around = asked(app, d[Role.OPERATOR], f"/desk/map/places?lng={HERE[0]}&lat={HERE[1]}").json
    assert [door["words"] for door in around["doors"]] == ["新街坊30号院 5号楼 1单元"]
    assert [lamp["words"] for lamp in around["components"]] == ["灯杆 1 号"]
    for odd in ("", "?lng=x&lat=1", "?lng=nan&lat=39.9", "?lng=inf&lat=1", "?lng=1e9&lat=1"):
        empty = asked(app, d[Role.OPERATOR], f"/desk/map/places{odd}").json
        assert empty == {"doors": [], "points": [], "components": []}


def test_pictures_of_other_hosts_are_let_in_on_the_map_and_nowhere_else(app, kernel, clock, d):
    browser = sign_in(app, d[Role.OPERATOR])
    assert "img-src 'self' data: blob:;" in browser.get("/desk/map").headers["Content-Security-Policy"]
    decide(kernel, clock, base_map="高德", base_map_key="0123456789abcdef")
    policy = browser.get("/desk/map").headers["Content-Security-Policy"]
    assert "img-src 'self' data: blob: https://webrd01.is.autonavi.com " in policy
    assert "autonavi" not in browser.get("/desk/").headers["Content-Security-Policy"]
    base = browser.get("/desk/map/data").json["base"]
    assert (base["kind"], base["datum"]) == ("tiles", "gcj02")
    assert base["layers"][0]["url"].endswith("key=0123456789abcdef")

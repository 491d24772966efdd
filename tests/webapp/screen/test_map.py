"""The map of open tickets: in scope, small, honest about who may know the house, a list for everybody."""

import pytest

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import send, sign_in
from tests.builders.walk import to_unit
from tests.builders.whistle import blows
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.database import dump_json
from webapp.catalogue.settings import put_setting
from webapp.people.records import UnitKind
from webapp.place.cells import put
from webapp.place.records import Component, Door, Grid
from webapp.screen import map_data
from webapp.screen.map_asked import MapAsked
from webapp.screen.map_counting import MOST_HEXES
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
        shown = shown_on_map(session, d[Role.OPERATOR], clock.now(), MapAsked())
        assert len(shown.tickets) == 3
        assert not shown.more
    longest = shown.tickets[0] | {
        "place": "新街坊三百零一号院东区 12号楼 2单元",
        "class": "公共设施损坏",
        "urgent": False,
    }
    outline = {"name": "新街社区第12网格", "outline": [[116.4012345, 39.9012345]] * 6}
    whole = {"tickets": [longest] * MOST, "grids": [outline] * MOST_GRIDS}
    hexagon = {
        "lng": 116.40123, "lat": 39.90123, "n": 20_000, "red": 2_000, "yellow": 2_000, "urgent": 200,
        "ring": [[116.40123, 39.90123]] * 6,
    }  # fmt: skip
    assert len(dump_json({"hexes": [hexagon] * MOST_HEXES, **whole, "tickets": []}).encode()) < SMALL
    assert len(dump_json(whole).encode()) < SMALL


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


def test_a_whole_district_is_counted_by_hexagon_and_opens_into_its_tickets(
    app, kernel, clock, d, monkeypatch
):
    """The sums of the hexagons are the totals; a closer look at one of them has its tickets one by one."""
    monkeypatch.setattr(map_data, "MOST", 3)
    for place in range(5):
        send_report(
            kernel, d, door=None, place={"lng": 116.40 + place // 4 * 0.05, "lat": 39.9, "datum": "wgs84"}
        )
    ended = send_report(kernel, d).ticket.id
    deliver_all(kernel)
    clock.move(days=9)
    browser = sign_in(app, d[Role.OPERATOR])
    told = browser.get("/desk/map/data").json
    assert (told["tickets"], told["more"], told["many"]) == ([], True, True)
    assert sorted(hexagon["n"] for hexagon in told["hexes"]) == [1, 5]
    assert {"open": 6, "placed": 6}.items() <= told["totals"].items()
    assert sum(hexagon["red"] for hexagon in told["hexes"]) == told["totals"]["red"] > 0
    assert ended
    close = browser.get("/desk/map/data?box=116.44,39.89,116.46,39.91&wide=400").json
    assert (len(close["tickets"]), close["hexes"], close["more"], close["many"]) == (1, [], False, True)
    heated = browser.get("/desk/map/data?box=116.44,39.89,116.46,39.91&wide=400&heat=1").json["hexes"]
    assert [(hexagon["n"], len(hexagon["ring"])) for hexagon in heated] == [(1, 6)]
    for odd in ("1,2,3", "9,9,1,1", "nan,0,1,1", "a,b,c,d"):
        assert browser.get(f"/desk/map/data?box={odd}&wide=400").json["more"], "no possible part: the whole"


def test_hexagons_are_no_finer_than_what_a_unit_may_know(app, kernel, d, monkeypatch):
    """Below 100 m one ticket's hexagon would be its house (safety.md 4)."""
    monkeypatch.setattr(map_data, "MOST", 0)
    hushed = send_report(kernel, d, confidential=True, category="other").ticket.id
    to_unit(kernel, d, hushed, UnitKind.DEPARTMENT)
    near = "/desk/map/data?box=116.4,39.9,116.4025,39.9025&wide=1600"
    (unit,) = asked(app, d[Role.DEPARTMENT], near).json["hexes"]
    (desk,) = asked(app, d[Role.OPERATOR], near).json["hexes"]
    assert (desk["lng"], desk["lat"]) == (116.40123, 39.90123)
    assert (unit["lng"], unit["lat"]) != (desk["lng"], desk["lat"])
    beside = "/desk/map/data?box=116.4005,39.9005,116.4008,39.9008&wide=400"
    assert asked(app, d[Role.OPERATOR], beside).json["hexes"] == []
    assert asked(app, d[Role.DEPARTMENT], beside).json["hexes"], "no smaller part than 200 m can be asked for"


def test_the_map_says_only_what_is_different_and_follows_within_one_asking(app, kernel, d):
    browser = sign_in(app, d[Role.OPERATOR])
    first = browser.get("/desk/map/data?ticker=1").json
    assert {"base", "grids"} <= first.keys()
    again = f"/desk/map/data?ticker=1&seen={first['mark']}"
    assert browser.get(again).status_code == 204
    new = send_report(kernel, d).ticket
    told = browser.get(again).json
    assert not {"base", "grids"} & told.keys()
    assert [ticket["number"] for ticket in told["tickets"]] == [new.number]
    (line,) = told["ticker"]
    assert (line["number"], line["what"]) == (new.number, "上报")
    assert "单元" not in line["place"], "a wall names no house"
    assert (told["totals"]["came"], told["totals"]["closed"]) == (1, 0)


def test_filters_make_an_address_and_a_wrong_one_gets_its_sentence(app, kernel, clock, d):
    lamp = send_report(kernel, d).ticket
    other = send_report(kernel, d, category="other").ticket
    deliver_all(kernel)
    klass = d.classes["lamp"]
    browser = sign_in(app, d[Role.OPERATOR])

    def numbers(query):
        page = browser.get(f"/desk/map?{query}").text
        told = browser.get(f"/desk/map/data?{query}").json
        found = {ticket["number"] for ticket in told["tickets"]}
        assert all((number in page) is (number in found) for number in (lamp.number, other.number))
        return found, page

    assert numbers(f"klass={klass}")[0] == {lamp.number}
    assert numbers("lamp=red")[0] == set()
    clock.move(days=30)
    browser = sign_in(app, d[Role.OPERATOR])
    assert numbers(f"lamp=red&klass={klass}")[0] == {lamp.number}
    found, page = numbers("lamp=purple&street=x&klass=1&urgent=7")
    assert found == {lamp.number, other.number}
    assert page.count("请在上面重新选。") == 4
    assert f'href="/desk/map?klass={klass}"' in numbers(f"klass={klass}&lamp=red")[1], (
        "the chip takes itself off"
    )


def test_a_ticket_opens_at_the_side_and_one_tap_urges_it(app, kernel, d):
    sent = send_report(kernel, d).ticket
    deliver_all(kernel)
    address = f"/desk/map/tickets/{sent.id}"
    assert sign_in(app, d.other_firm).get(address).status_code == 404
    assert "点一下就催" not in sign_in(app, d[Role.OPERATOR]).get(address).text
    browser = sign_in(app, d[Role.SHIFT_LEAD])
    page = browser.get(address).text
    assert "拖得太久，请今天办" in page
    told = send(browser, address, f"/desk/tickets/{sent.id}/hasten", reason="拖得太久，请今天办")
    assert told.status_code == 303
    page = browser.get(address).text
    assert "「催办」办好了" in page
    assert "急件" in page


def test_layers_are_for_who_may_read_them(app, kernel, d):
    with kernel.work(RULE) as work:
        lamp = Component(code="11010101009000001", klass="路灯", name="灯杆 1 号")
        put(lamp, *HERE)
        work.session.add(lamp)
    blown = blows(kernel, d, send_report(kernel, d).ticket.number).id
    every = "/desk/map/data?layers=whistles,rounds,components,secrets"
    street = asked(app, d[Role.STREET], every).json["layers"]
    assert [mark["id"] for mark in street["whistles"]] == [str(blown)]
    assert street["rounds"] == []
    assert [mark["n"] for mark in street["components"]] == [1]
    assert asked(app, d[Role.OPERATOR], every).json["layers"].keys() == {"components"}


def test_the_wall_has_totals_and_what_changed_before_any_script(app, kernel, d):
    sent = send_report(kernel, d).ticket
    deliver_all(kernel)
    page = sign_in(app, d[Role.DISTRICT]).get("/desk/wall").text
    assert 'data-theme="dark"' in page
    assert '<dd data-total="open">1</dd>' in page
    assert sent.number in page
    assert "5号楼" not in page

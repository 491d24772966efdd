"""The map of today's rounds: where somebody checked in, what waits, and nothing between."""

from datetime import timedelta

from tests.builders.patrol import good_visit, lived_patrol, place_of, visits
from tests.builders.signed_in import sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.patrol.records import Point


def marks(kernel, district, app, who=Role.DISTRICT, asked=""):
    told = sign_in(app, district[who]).get(f"/desk/patrol/map.json{asked}").get_json()
    return told, {mark["words"].split(" · ")[0]: mark for mark in told["marks"]}


def test_each_stop_stands_once_where_it_was_made_or_waits(kernel, district, app, clock):
    patrol, _ = lived_patrol(kernel, district)
    with kernel.work(RULE) as work:
        work.session.get_one(Point, patrol.points[3]).due_at = clock.now() - timedelta(days=2)
    clock.move(minutes=30)
    here = good_visit(kernel, patrol, 2)["place"] | {"lng": place_of(2)[0] + 0.0001}
    visits(kernel, district[Role.INSPECTOR], patrol, 2, place=here)
    clock.move(minutes=30)
    visits(kernel, district[Role.INSPECTOR], patrol, 3, place=None)
    told, by_name = marks(kernel, district, app)
    assert {name: mark["state"] for name, mark in by_name.items()} == {
        "第1个点": "odd", "第2个点": "done", "第3个点": "done", "第4个点": "overdue",
    }  # fmt: skip
    assert by_name["第2个点"]["lng"] == here["lng"]
    assert "没扫点位码" in by_name["第1个点"]["words"]
    assert "没有定位" in by_name["第3个点"]["words"]
    assert by_name["第4个点"]["url"].startswith("/desk/patrol/points/")
    assert [len(way) for way in told["ways"]] == [4]
    assert told["base"] == {"kind": "none"}


def test_one_persons_map_holds_nobody_else(kernel, district, app):
    lived_patrol(kernel, district)
    mine, other = district[Role.INSPECTOR].person_id, district[Role.GRID_WORKER].person_id
    assert len(marks(kernel, district, app, asked=f"?person={mine}")[1]) == 4
    assert marks(kernel, district, app, asked=f"?person={other}")[0]["marks"] == []

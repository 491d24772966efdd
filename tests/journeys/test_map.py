"""The map in a real browser: markers where they belong on every ground, the list as the other way, nothing from outside."""

import base64
import json
import math
import sqlite3
from collections import Counter
from contextlib import closing
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from webapp.place.datum import from_wgs84

TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)
DRAWN = """() => [...document.querySelectorAll('img.leaflet-tile')].map(img => {
    const { left, top, width } = img.getBoundingClientRect(); return { src: img.src, left, top, width }; })"""
CENTRE = "mark => { const box = mark.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; }"


def open_map(page: Page) -> Page:
    page.goto("/desk/map")
    expect(page.locator("[data-map-note]")).to_contain_text("地图上")
    expect(page.locator(".map-mark").first).to_be_visible()
    return page


def alone(page: Page):
    """Bring the first ticket that shares its spot with no other into the middle; its marker and what is known of it."""
    known = page.request.get("/desk/map/data").json()["tickets"]
    spots = Counter((ticket["lng"], ticket["lat"]) for ticket in known)
    single = {ticket["number"]: ticket for ticket in known if spots[ticket["lng"], ticket["lat"]] == 1}
    rows = page.locator(".row").filter(has=page.locator(".number"))
    number = next(each for each in rows.locator(".number").all_inner_texts() if each in single)
    rows.filter(has_text=number).locator("a").first.focus()
    mark = page.locator(f".map-ticket[title^='{number}']")
    expect(mark).to_be_visible()
    return mark, single[number]


def test_the_desk_finds_a_ticket_on_the_map_and_opens_it(office, accessible, shot):
    asked = []
    page = office("zhiban").page
    page.on("request", lambda request: asked.append(request.url))
    open_map(page)
    assert page.locator(".map-grid").count() == 15
    accessible(page)
    shot(page, "map-desk")
    mark, ticket = alone(page)
    expect(page.locator(".leaflet-popup")).to_contain_text(ticket["place"])
    expect(page.locator(".map-door").first).to_be_visible()
    mark.click()
    page.get_by_role("link", name="打开工单").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ticket["number"])
    assert {urlsplit(url).hostname for url in asked if url.startswith("http")} == {"127.0.0.1"}


def test_a_cluster_has_the_shape_of_its_worst_ticket(office):
    page = open_map(office("zhiban").page)
    ticks = {lamp: page.locator(f".map-cluster.map-{lamp}") for lamp in ("red", "yellow", "green")}
    assert ticks["red"].count()
    for lamp, shape in (("red", "■"), ("yellow", "▲"), ("green", "●")):
        for words in ticks[lamp].all_inner_texts():
            assert words.startswith(shape)
    worst = page.request.get("/desk/map/data").json()["tickets"]
    assert any(ticket["lamp"] == "green" for ticket in worst)


@pytest.mark.parametrize("scheme", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_a_phone_has_the_map_above_its_list(office, accessible, phone, shot, scheme):
    page = open_map(office("zhiban", viewport=phone["viewport"], **scheme).page)
    assert page.evaluate("document.documentElement.scrollWidth") == phone["viewport"]["width"]
    accessible(page)
    shot(page, f"map-phone-{'-'.join(scheme.values())}")


def test_without_scripts_the_list_is_the_page(office):
    page = office("zhiban", java_script_enabled=False).page
    page.goto("/desk/map")
    expect(page.get_by_text("地图要浏览器脚本才能画")).to_be_visible()
    page.locator(".row a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("-")


def test_on_tiles_in_gcj02_a_marker_stands_where_the_tile_has_its_place(
    browser, sign_in, own_server, desk, shot
):
    with closing(sqlite3.connect(own_server.data_dir / "mashang.db")) as base, base:
        for name, value in (("base_map", "高德"), ("base_map_key", "0123456789abcdef")):
            base.execute(
                "INSERT INTO setting (name, since, value) VALUES (?, '2020-01-01', ?)",
                (name, json.dumps(value)),
            )
    page = browser.new_page(base_url=own_server.url, **desk)
    asked, complaints = list[str](), list[str]()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=TILE, content_type="image/png")

    page.route("https://*.is.autonavi.com/**", answer)
    sign_in(page, "zhiban")
    open_map(page)
    mark, ticket = alone(page)
    page.wait_for_timeout(300)
    assert asked
    there = from_wgs84(ticket["lng"], ticket["lat"], "gcj02")
    x, y = mark.evaluate(CENTRE)
    on_tile = [expected(tile, *there) for tile in page.evaluate(DRAWN)]
    assert on_tile
    assert all(math.hypot(x - left, y - top) < 1.5 for left, top in on_tile), (x, y, on_tile[:3])
    assert complaints == [], "the content policy lets the tiles in"
    shot(page, "map-gcj02")
    page.close()


def expected(tile: dict, lng: float, lat: float) -> tuple[float, float]:
    """Where on the screen a tile of Web Mercator would have a position given in its own datum."""
    asked = {
        name: int(values[0])
        for name, values in parse_qs(urlsplit(tile["src"]).query).items()
        if name in "xyz"
    }
    side = 2 ** asked["z"]
    across = (lng + 180) / 360 * side - asked["x"]
    down = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side - asked["y"]
    return tile["left"] + across * tile["width"], tile["top"] + down * tile["width"]

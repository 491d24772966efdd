"""Where people start who come without a plate: the front page, and the first page outdoors."""

import io
import re
from dataclasses import replace

import pytest
from PIL import Image

from tests.architecture.reading import Page, faults
from tests.builders.district import build_district
from tests.builders.signed_in import sign_in as browser_of
from webapp.access.role import Role
from webapp.app import create_app
from webapp.screen.field_pages import PAGES

DRAWN = pytest.mark.only_sqlite("what a template or a built file holds, the same for everybody")
SHELL_MOST = 60_000
"""Bytes, squeezed (field.md, Budgets)."""
OUTDOORS = (Role.GRID_WORKER, Role.INSPECTOR, Role.PROPERTY)


@DRAWN
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_front_page_says_what_this_is_and_leads_to_the_three_ways(client, lang):
    page = Page(client.get(f"/?lang={lang}").text)
    assert not faults(page.text)
    assert {"/t/", "/q/", "/desk/"} <= set(page.links)
    assert ("门口的事" in page.text) is (lang == "zh")


def test_only_a_demonstration_shows_a_door_to_try(settings, clock, client, kernel):
    district = build_district(kernel)
    assert district.codes[0] not in client.get("/").text
    demo = create_app(replace(settings, demo=True), clock=clock)
    assert f"/q/{district.codes[0]}" in Page(demo.test_client().get("/").text).links
    demo.extensions["mashang"].engine.dispose()


@DRAWN
@pytest.mark.parametrize(
    ("path", "plain"), [("", "/desk/"), ("capture", "/desk/reports/new"), ("recheck", "/desk/recheck")]
)
def test_a_page_outdoors_is_the_same_for_everybody_and_leads_to_a_plain_page(app, kernel, path, plain):
    district = build_district(kernel)
    texts = {browser_of(app, district[role]).get(f"/f/{path}").text for role in OUTDOORS}
    [text] = texts
    assert not faults(text)
    assert plain in Page(text.replace("noscript", "div")).links
    assert "csrf" not in text
    assert "nonce" not in text


@DRAWN
def test_the_worker_and_the_manifest_need_no_sign_in_and_the_worker_is_never_kept(client):
    worker = client.get("/f/sw.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Service-Worker-Allowed"] == "/f/"
    assert worker.cache_control.no_cache
    assert "@pages" not in worker.text
    manifest = client.get("/f/manifest.webmanifest").json
    assert (manifest["scope"], manifest["start_url"], manifest["display"]) == ("/f/", "/f/", "standalone")
    for icon in manifest["icons"]:
        picture = Image.open(io.BytesIO(client.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert picture.getpixel((0, 0)) == picture.getpixel((picture.width - 1, 0)), (
            "a mask may cut the corners"
        )


@DRAWN
def test_the_worker_keeps_the_pages_that_the_server_has(client):
    listed = set(re.findall(r'"(/f/[a-z]*)"', client.get("/f/sw.js").text))
    assert listed == {f"/f/{path}" for path in PAGES} | {"/f/install"}


@DRAWN
def test_the_shell_that_a_phone_keeps_is_small(app, kernel, client):
    browser = browser_of(app, build_district(kernel)[Role.GRID_WORKER])
    pages = re.findall(r'"(/f/[a-z]*)"', client.get("/f/sw.js").text)
    squeezed = {"Accept-Encoding": "br, gzip"}
    sizes = {one: len(browser.get(one, headers=squeezed).data) for one in {*pages, *_shell_files(client)}}
    assert {f"/f/{path}" for path in PAGES} <= set(sizes)
    assert sum(sizes.values()) <= SHELL_MOST, sizes


def _shell_files(client) -> set[str]:
    """What the pages themselves load, and what those scripts import at once."""
    lists = re.findall(r"\[((?:\"/assets/[^\"]+\",?)+)\]", client.get("/f/sw.js").text)
    return max(
        (set(re.findall(r'"([^"]+)"', one)) for one in lists),
        key=lambda one: any("look." in name for name in one),
    )


@DRAWN
def test_the_first_page_outdoors_asks_to_sign_in_and_comes_back(client):
    answer = client.get("/f/")
    assert (answer.status_code, answer.location) == (302, "/desk/sign-in?next=/f/")


WECHAT = {
    "User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50"
}


@DRAWN
def test_a_stranger_in_wechat_reads_how_to_open_a_browser_before_any_sign_in(app, sign_in):
    stranger = app.test_client()
    for path in PAGES:
        assert stranger.get(f"/f/{path}", headers=WECHAT).location == "/f/install"
    page = stranger.get("/f/install", headers=WECHAT).get_data(as_text=True)
    assert "在浏览器中打开" in page
    assert "进外勤" not in page, "it would only lead back here"
    assert "sign-in" in stranger.get("/f/").location
    assert sign_in(Role.GRID_WORKER).get("/f/capture", headers=WECHAT).status_code == 200

"""The grid worker's phone: what is captured in a cellar is kept there, arrives once, and says its number."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.field_phone import NEXT_WAITS, OUTDOORS, PAGES, WAIT, arrives, ready, say, send, take

NO_LINE = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_FAILED|status of 503")


@pytest.fixture
def field(office, phone, visit):
    """A grid worker's (or another's) phone at a field page, with the worker that keeps it ready.

    What the browser says about having no line is what these journeys are about.
    """

    def go(path: str = "/f/", account: str = "wangge", **options: object) -> Page:
        page = office(account, **{**phone, **OUTDOORS, **options}).page
        page.goto(path)
        ready(page)
        return page

    yield go
    visit.complaints[:] = [one for one in visit.complaints if not NO_LINE.search(one)]


def test_three_photos_taken_without_a_line_become_one_ticket(field, district, photo_of, shot):
    words = "地下车库的灯全灭了"
    page = field()
    page.context.set_offline(True)
    page.goto("/f/capture")
    take(page, photo_of("lamp"), photo_of("rubbish"), photo_of("lamp", fixed=True))
    page.locator("#text").fill(words)
    expect(page.locator("#fix")).to_contain_text("准到 8 米")
    shot(page, "field-capture-offline")
    send(page)
    page.goto("/f/outbox")
    item = page.locator("#items > li")
    expect(item).to_contain_text("已保存在手机 · 照片 0/3")
    expect(item).to_contain_text("没有网，连上就传")
    shot(page, "field-outbox-offline")
    assert district.sent_with(words) == []

    page.context.set_offline(False)
    expect(page.locator("#done > li").first).to_contain_text("已受理（", timeout=WAIT)
    expect(page.locator("#items > li")).to_have_count(0)
    [report] = district.sent_with(words)
    assert report["kind"] == "patrol"
    of_report = "SELECT t.number FROM ticket t JOIN reporter r ON r.ticket_id = t.id WHERE r.report_id = ?"
    assert district.one(of_report, report["id"])["number"] in page.locator("#done > li").first.inner_text()
    kept = "SELECT sha256 FROM photo WHERE report_id = ? AND state <> 'promised'"
    assert len(district.rows(kept, report["id"])) == 3


SLOW_POSITION = """(() => {
  const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation)
  navigator.geolocation.getCurrentPosition = (...given) => setTimeout(() => ask(...given), 5000)
})()"""


def test_words_typed_while_the_position_is_asked_go_along(field, district):
    page = field()
    page.add_init_script(SLOW_POSITION)
    page.goto("/f/capture")
    expect(page.locator("#shot")).to_be_enabled()
    page.locator("#text").fill("井盖松了")
    page.locator("#send").click()
    page.locator("#text").focus()
    page.keyboard.insert_text("，在门口")
    expect(page.locator("#text")).to_have_value("", timeout=WAIT)
    arrives(page)
    assert len(district.sent_with("井盖松了，在门口")) == 1


def test_every_page_opens_without_a_line(field):
    page = field()
    headings = {}
    for path in PAGES:
        page.goto(f"/f/{path}")
        headings[path] = page.get_by_role("heading", level=1).inner_text()
    page.context.set_offline(True)
    for path in PAGES:
        page.goto(f"/f/{path}")
        assert page.get_by_role("heading", level=1).inner_text() == headings[path]
    page.goto("/f/capture")
    expect(page.locator("#shoot")).to_be_visible()


def test_a_draft_survives_the_tab_that_is_closed(field, photo_of):
    page = field("/f/capture")
    take(page, photo_of("lamp"))
    page.locator("#text").fill("写到一半")
    page.wait_for_timeout(400)
    again = page.context.new_page()
    page.close()
    again.goto("/f/capture")
    expect(again.locator("#thumbs li")).to_have_count(1)
    expect(again.locator("#text")).to_have_value("写到一半")


def test_the_bar_opens_the_camera_and_three_taps_send(field, district, photo_of):
    page = field()
    before = district.one("SELECT count(*) AS n FROM report WHERE kind = 'patrol'")["n"]
    with page.expect_file_chooser() as asked:
        page.locator(".bar .shutter").click()
    asked.value.set_files(photo_of("lamp"))
    page.wait_for_url("**/f/capture")
    expect(page.locator("#thumbs li")).to_have_count(1)
    expect(page.locator("#fix")).to_contain_text("已定位")
    send(page)
    arrives(page)
    assert district.one("SELECT count(*) AS n FROM report WHERE kind = 'patrol'")["n"] == before + 1


def test_without_a_position_a_door_is_asked_for_and_nothing_is_lost(field, district):
    page = field("/f/capture", permissions=[], geolocation=None)
    expect(page.locator("#fix")).to_contain_text("定位")
    page.locator("#text").fill("门口的灯坏了，没有定位")
    page.locator("#send").click()
    expect(page.locator("#say")).to_contain_text("还不知道在哪", timeout=20_000)
    page.locator("#place-words").fill(district.code_of("X02-01-1"))
    page.locator("#places label").first.click()
    send(page)
    arrives(page)
    [report] = district.sent_with("门口的灯坏了，没有定位")
    assert report["door_id"]


def test_two_tabs_send_an_item_once_and_never_share_a_draft(field, district):
    one = field("/f/capture")
    one.context.set_offline(True)
    say(one, "两个窗口都开着")
    one.locator("#text").fill("第一个窗口的草稿")
    one.wait_for_timeout(400)
    sent: list[str] = []
    two = one.context.new_page()
    for page in (one, two):
        # What was tried without a line has not been sent.
        page.on("requestfinished", lambda asked: sent.append(asked.url) if asked.method == "PUT" else None)
    two.goto("/f/capture")
    expect(two.locator("#text")).to_have_value("")
    one.context.set_offline(False)
    expect(two.locator(".badge")).to_be_hidden(timeout=WAIT)
    one.wait_for_timeout(500)  # the tabs' own news of it may come after what the screen shows
    assert len(sent) == 1, sent
    assert len(district.sent_with("两个窗口都开着")) == 1


def test_signing_out_keeps_what_was_not_sent_for_the_one_who_made_it(field, district, sign_in):
    words = "退出以前没传完的"
    page = field()
    page.context.clear_cookies()  # a sign-in of its own: the badge of the others goes on
    sign_in(page, "wangge")
    page.context.route("**/api/v1/reports/**", lambda route: route.abort())
    say(page, words)
    page.goto("/f/leave")
    expect(page.locator("#left")).to_contain_text("还有 1 件没传完")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/desk/sign-in")
    page.context.unroute("**/api/v1/reports/**")

    sign_in(page, "kaocha")
    page.goto("/f/outbox")
    expect(page.locator("#outbox-state")).to_contain_text("别的同事")
    expect(page.locator("#items > li")).to_have_count(0)
    assert district.sent_with(words) == []

    page.goto("/f/leave")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/desk/sign-in")
    sign_in(page, "wangge")
    page.goto("/f/outbox")
    expect(page.locator("#done > li").first).to_contain_text(words, timeout=WAIT)
    assert len(district.sent_with(words)) == 1


def test_a_sign_in_that_ended_pauses_and_goes_on_after_the_next(field, district, sign_in):
    page = field("/f/capture")
    page.wait_for_load_state("networkidle")  # an answer on its way would bring the cookie back
    page.context.clear_cookies()
    say(page, "登录到时间了才拍的")
    expect(page.locator("[data-key=signin]")).to_contain_text("都还在手机里", timeout=WAIT)
    page.goto("/f/outbox")
    expect(page.locator("#items > li")).to_contain_text("已保存在手机")
    sign_in(page, "wangge")
    arrives(page)
    assert len(district.sent_with("登录到时间了才拍的")) == 1


def test_a_full_phone_keeps_the_words_and_says_what_to_do(office, phone, server, photo_of, tmp_path):
    large = tmp_path / "large.jpg"
    large.write_bytes(photo_of("rubbish").read_bytes() + os.urandom(4_000_000))
    page = office("wangge", **{**phone, **OUTDOORS}).page
    page.goto("/robots.txt")  # nothing of ours has looked at the shelves yet
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": 3_000_000})
    # Browsers that tell every page of ten gigabytes still refuse the write; this one says what it has.
    page.add_init_script("navigator.storage.estimate = async () => ({ quota: 3_000_000, usage: 100_000 })")
    page.goto("/f/capture")
    expect(page.locator("#shot")).to_be_enabled()
    page.locator("#text").fill("手机满了也不能丢的话")
    page.locator("#shoot").click()
    expect(page.locator("#say"), "asked before the camera opens").to_contain_text("手机存不下这张照片了")
    page.locator("#say").evaluate("line => (line.textContent = '')")
    page.locator("#shot").set_input_files(large)
    expect(page.locator("#say"), "and when the write itself fails").to_contain_text("手机存不下这张照片了")
    expect(page.locator("#thumbs li")).to_have_count(0)
    page.reload()
    expect(page.locator("#text")).to_have_value("手机满了也不能丢的话")


def test_an_update_is_offered_when_nothing_waits_and_taken_by_a_tap(field):
    page = field()
    page.context.route("**/api/v1/reports/**", lambda route: route.fulfill(status=503, body="busy"))
    say(page, "更新以前要先传完")
    page.goto("/f/outbox")
    expect(page.locator("#items > li"), "the page has registered its own worker").to_have_count(1)
    page.evaluate("navigator.serviceWorker.register('/f/sw.js?next', { scope: '/f/' })")
    page.evaluate(NEXT_WAITS)
    assert "next" not in page.evaluate("navigator.serviceWorker.controller.scriptURL")
    page.context.unroute("**/api/v1/reports/**")
    page.locator("#drain").click()
    expect(page.locator("#items > li")).to_have_count(0, timeout=WAIT)
    update = page.locator("[data-key=update]").get_by_role("button", name="更新")
    expect(update).to_be_visible()
    with page.expect_navigation():
        update.click()
    assert page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("?next")


def test_without_scripts_every_page_leads_to_a_plain_one(office, phone):
    page = office("wangge", **{**phone, "java_script_enabled": False}).page
    for path, heading in (("capture", "代报"), ("recheck", "复查"), ("patrol", "巡查")):
        page.goto(f"/f/{path}")
        page.get_by_role("link", name="用普通网页办").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)

"""The grid worker's phone: what is captured in a cellar is kept there, arrives once, and says its number."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.district import PATIENCE

HERE = {"latitude": 39.9123, "longitude": 116.4321, "accuracy": 8}
OUTDOORS = {"permissions": ["geolocation"], "geolocation": HERE}
WAIT = PATIENCE * 1000


@pytest.fixture
def field(office, phone, visit):
    """A grid worker's (or another's) phone at a field page, with the worker that keeps it ready.

    What the browser says about having no line is what these journeys are about.
    """

    def go(path: str = "/f/", account: str = "wangge", **options: object) -> Page:
        page = office(account, **{**phone, **OUTDOORS, **options}).page
        page.goto(path)
        page.evaluate("navigator.serviceWorker && navigator.serviceWorker.ready.then(() => true)")
        return page

    yield go
    visit.complaints[:] = [one for one in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


def take(page: Page, *photos) -> None:
    """One photo after the other, as a camera gives them."""
    for photo in photos:
        before = page.locator("#thumbs li").count()
        page.locator("#shot").set_input_files(photo)
        expect(page.locator("#thumbs li")).to_have_count(before + 1)
    expect(page.locator("#thumbs li p", has_text="正在存")).to_have_count(0)


def send(page: Page) -> None:
    page.locator("#send").click()
    expect(page.locator("#say")).to_contain_text("已保存在手机")


def test_three_photos_taken_without_a_line_become_one_ticket(field, district, photo_of, shot):
    words = "地下车库的灯全灭了"
    page = field()
    page.context.set_offline(True)
    page.goto("/f/capture")
    take(page, photo_of("lamp"), photo_of("rubbish"), photo_of("lamp", fixed=True))
    page.locator("#text").fill(words)
    expect(page.locator("#fix")).to_contain_text("准到 8 米")
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
    ticket = district.one(
        "SELECT t.number FROM ticket t JOIN reporter r ON r.ticket_id = t.id WHERE r.report_id = ?",
        report["id"],
    )
    assert ticket["number"] in page.locator("#done > li").first.inner_text()
    kept = district.rows("SELECT sha256 FROM photo WHERE report_id = ? AND state <> 'promised'", report["id"])
    assert len(kept) == 3

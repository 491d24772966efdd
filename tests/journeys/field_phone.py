"""A field worker's phone in the journeys: where it stands, and what its thumb does."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.district import PATIENCE

HERE = {"latitude": 39.9123, "longitude": 116.4321, "accuracy": 8}
OUTDOORS = {"permissions": ["geolocation"], "geolocation": HERE}
WAIT = PATIENCE * 1000
# The pages forbid eval, by which `wait_for_function` looks again.
CONTROLLED = """new Promise(done => navigator.serviceWorker.controller
  ? done() : navigator.serviceWorker.addEventListener('controllerchange', () => done()))"""
NEXT_WAITS = """navigator.serviceWorker.getRegistration('/f/').then(found => new Promise(done => {
  const look = () => found.waiting ? done() : setTimeout(look, 100);
  look();
}))"""
PAGES = ("", "capture", "patrol", "recheck", "outbox", "map", "check", "install")


def ready(page: Page) -> None:
    """Wait until the worker keeps the shell and answers this page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.evaluate(CONTROLLED)


def take(page: Page, *photos: Path) -> None:
    """One photo after the other, as a camera gives them."""
    expect(page.locator("#shot")).to_be_enabled()
    for photo in photos:
        before = page.locator("#thumbs li").count()
        page.locator("#shot").set_input_files(photo)
        expect(page.locator("#thumbs li")).to_have_count(before + 1)
    expect(page.locator("#thumbs li p", has_text="正在存")).to_have_count(0)


def send(page: Page) -> None:
    """发出, and read that it is kept."""
    page.locator("#send").click()
    expect(page.locator("#say")).to_contain_text("已保存在手机")


def say(page: Page, words: str) -> None:
    """A report of words alone, where the phone stands."""
    page.goto("/f/capture")
    expect(page.locator("#fix")).to_contain_text("已定位")
    page.locator("#text").fill(words)
    send(page)


def arrives(page: Page) -> None:
    """The outbox empties."""
    page.goto("/f/outbox")
    # A page that has not looked yet has an empty list, too.
    expect(page.locator("#outbox-state")).to_contain_text("都传完了", timeout=WAIT)
    expect(page.locator("#items > li")).to_have_count(0)

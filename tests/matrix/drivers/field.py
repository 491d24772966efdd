"""The grid worker's phone: 随手拍 on one page, the outbox on another, a service worker behind both."""

import random
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, ClassVar

from playwright.sync_api import Cookie, Error, Geolocation, Page, expect

from tests.matrix.cells import Fault, Kill
from tests.matrix.drivers.door import DAY, PATIENCE, PAUSE, SHELF
from tests.matrix.drivers.driver import Driver, Given
from tests.matrix.journal import Entry
from tests.matrix.phone import Phone
from tests.matrix.truth import Claims
from webapp.access.demo_accounts import DEMO_PASSWORD

ACCOUNT = "wangge"
SCREEN = """() => ({
  say: document.getElementById('say')?.textContent ?? '',
  stages: Object.fromEntries([...document.querySelectorAll('#items [data-item]')].map(row => [row.dataset.item, row.querySelector('.stage')?.textContent ?? ''])),
})"""
ACCEPTED = re.compile(r"已受理，单号 (\S+)。")
STAGE = re.compile(r"已受理（(\S+?)）")
PHOTOS = re.compile(r"照片 (\d)/\d")
FULL = "手机存不下"
SAVED = "已保存在手机"
ROOM = {"words": 1, "photos": 50_000}
STAYS = 1_800.0
"""Seconds after which a person signs in again: the program's pages lock after an hour of nothing."""
SPREAD = 0.02
"""Degrees: each batch is on a street of its own, so that thousands of reports do not lie on one spot."""


class FieldDriver(Driver):
    """All reports of a batch from one open page, as on a round; opening a page wakes the queue."""

    phone_with: ClassVar[dict[str, Any]] = {"permissions": ["geolocation"]}
    first = (Fault.FULL, Fault.CLOCK)
    badges: ClassVar[list[Cookie]] = []
    """Of the last sign-in of this process."""
    signed: ClassVar[list[float]] = []
    """When that was."""

    page: Page | None = None
    full = False

    def __init__(self, phone: Phone, origin: str) -> None:
        super().__init__(phone, origin)
        chance = random.Random(phone.folder.parent.name)
        self.spot: Geolocation = {
            "latitude": 39.9123 + chance.uniform(-SPREAD, SPREAD),
            "longitude": 116.4321 + chance.uniform(-SPREAD, SPREAD),
            "accuracy": 8,
        }

    def _open(self, path: str, mark: str = "") -> Page:
        if self.page is None or self.page.is_closed():
            self.page = self.phone.fresh_page()
        self.page.context.set_geolocation(self.spot)
        self._sign_in(self.page)
        self.phone.go(self.page, f"/f/{path}{mark}")
        return self.page

    def _sign_in(self, page: Page) -> None:
        if self.signed and time.monotonic() - self.signed[0] < STAYS:
            page.context.add_cookies(self.badges)
            return
        page.context.clear_cookies()  # who is signed in still, from before a death, is not asked again
        page.goto("/desk/sign-in")
        page.locator("input[name=account]:visible").fill(ACCOUNT)
        page.locator("input[name=password]:visible").fill(DEMO_PASSWORD)
        page.locator("input[name=password]:visible").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        self.badges[:], self.signed[:] = page.context.cookies(), [time.monotonic()]

    def _capture(self, mark: str = "") -> Page:
        page = self._open("capture", f"#stand{mark}")
        expect(page.locator("#fix")).to_contain_text("已定位", timeout=15_000)
        return page

    def write(self, given: Given) -> Entry:
        try:
            return self._write(given)
        except BaseException:
            if self.page is not None:
                self.page.close()  # the next one begins on a page of its own
            raise

    def _write(self, given: Given) -> Entry:
        cell, turn = given.tried.cell, given.tried.turn
        self.full = False
        if cell.fault is Fault.FULL:
            page = self._full(given)
        elif cell.fault is Fault.CLOCK:
            page = self._capture(f"&clock={DAY if turn % 2 else -DAY}")
        elif (
            self.page is None
            or self.page.is_closed()
            or "#stand" not in self.page.url
            or "clock" in self.page.url
        ):
            page = self._capture()
        else:
            page = self.page
            expect(page.locator("#text")).to_have_value("")  # what was sent before is cleared a moment later
        page.fill("#text", given.words)
        if given.photos:
            self._take(page, given)
        elif cell.fault is Fault.FULL:
            page.click("#send")
            expect(page.locator("#say")).to_contain_text(FULL)
            self.full = True
            self.phone.make_room()
        mine = self._draft(page, given.words, len(given.photos))
        wrong = (
            []
            if [part["digest"] for part in mine["parts"]] == list(given.picked)
            else ["altered: on the phone"]
        )
        parts = mine["parts"]
        return Entry(
            mine["id"], given.words, given.door, given.tried, list(given.picked), [part["digest"] for part in parts],
            [part["id"] for part in parts], wrong,
        )  # fmt: skip

    def _full(self, given: Given) -> Page:
        """The draft is begun; when the phone is opened again there is no more room than for words."""
        page = self._capture()
        page.fill("#text", given.words)
        self._draft(page, given.words, 0)
        self.page = self.phone.open_full(ROOM["photos" if given.photos else "words"])
        page = self._capture()
        expect(page.locator("#text")).to_have_value(given.words)
        return page

    def _take(self, page: Page, given: Given) -> None:
        page.locator("#album").set_input_files(given.photos)
        if given.tried.cell.fault is Fault.FULL:
            expect(page.locator("#say")).to_contain_text(FULL)
            self.full = True
            assert page.input_value("#text") == given.words, "the words are gone"
            self.phone.make_room()
            page.locator("#album").set_input_files([])
            page.locator("#album").set_input_files(given.photos)
        expect(page.locator("#thumbs li")).to_have_count(len(given.photos))
        expect(page.locator("#thumbs li p", has_text="正在存")).to_have_count(0)

    def _draft(self, page: Page, words: str, photos: int) -> dict[str, Any]:
        """What the shelf holds of it, once it is there."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            for item in self.shelf(page):
                if (
                    item["text"] == words
                    and len(item["parts"]) == photos
                    and all(p["sha256"] for p in item["parts"])
                ):
                    return next(one for one in self.shelf(page, item["id"]) if one["id"] == item["id"])
            time.sleep(0.05)
        raise AssertionError("the draft is not on the phone")

    def shelf(self, page: Page, digests_of: str = "") -> list[dict[str, Any]]:
        """What lies on the phone."""
        found: list[dict[str, Any]] = page.evaluate(SHELF, ["mashang-field", digests_of])
        return found

    def send(self, entry: Entry) -> None:
        assert self.page is not None
        self.page.click("#send", no_wait_after=True)
        if entry.tried.cell.fault is Fault.FULL:
            # No fault on the line is waited for here: whoever goes on at once, over the words, has not sent them.
            expect(self.page.locator("#text")).to_have_value("", timeout=15_000)

    def phone_fault(self, entry: Entry) -> bool:
        return self.full or entry.tried.cell.fault is not Fault.FULL

    def claims(self, entries: Sequence[Entry]) -> list[tuple[Entry, Claims]]:
        if self.page is None or self.page.is_closed():
            return []
        try:
            seen = self.page.evaluate(SCREEN)
        except Error:
            return []
        # The line speaks of the last one that arrived, whichever that was.
        said = ACCEPTED.search(seen["say"])
        line = [(entries[-1], Claims(any_number=said[1], any_done=True))] if said else []
        return line + [
            (entry, _row(seen["stages"][entry.id])) for entry in entries if entry.id in seen["stages"]
        ]

    def line_is_back(self) -> None:
        if self.page is not None and not self.page.is_closed():
            with suppress(Error):  # the page may die or be left at this moment; the next one asks by itself
                self.page.evaluate("void dispatchEvent(new Event('online'))")

    def die(self, kill: Kill) -> None:
        assert self.page is not None
        if kill is Kill.WORKER:
            self.phone.stop_worker(self.page)
        else:
            self.page.close()

    def come_back(self, kill: Kill, entries: Sequence[Entry], look: Callable[[], None]) -> dict[str, str]:
        page = self._open("outbox")
        ids = {entry.id for entry in entries}
        until, most = time.monotonic() + PATIENCE, len(entries)
        while (left := [item for item in self.shelf(page) if item["id"] in ids]) and time.monotonic() < until:
            if len(left) < most:
                until, most = time.monotonic() + PATIENCE, len(left)
            look()
            if any(item["stage"] == "paused" for item in left):
                page.click("#drain")
            for item in left:
                if item["stage"] == "parked":
                    self._again(page, item["id"])
            time.sleep(PAUSE)
        return {item["id"]: f"{item['stage']} {item['trouble']}" for item in left}

    def _again(self, page: Page, report: str) -> None:
        try:
            page.locator(f"[data-item='{report}']").get_by_role("button", name="再试").click(timeout=1_000)
        except Error:  # it went on meanwhile
            return


def _row(stage: str) -> Claims:
    """What one row of the outbox claims."""
    number, photos = STAGE.search(stage), PHOTOS.search(stage)
    return Claims(
        number=number[1] if number else "",
        sent_count=int(photos[1]) if photos else 0,
        uploaded="已上传" in stage,
    )

"""The resident's page behind a plate, with its scripts."""

import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page, expect

from tests.matrix.cells import Fault, Kill
from tests.matrix.drivers.driver import Driver, Given
from tests.matrix.journal import Entry
from tests.matrix.truth import Claims

SHELF = Path(__file__).with_name("shelf.js").read_text(encoding="utf-8")
SCREEN = """() => ({
  id: document.querySelector('input[name=report_id]')?.value ?? '',
  state: document.querySelector('#state span')?.textContent ?? '',
  number: document.querySelector('.receipt .number')?.textContent?.trim() ?? '',
  sent: [...document.querySelectorAll('#thumbs li')].filter(li => li.querySelector('p')?.textContent === '已上传').map(li => li.dataset.id),
})"""
FORM_ID = "input[name=report_id]"
THERE = "html.scripted, .receipt .number, [data-number]"
ACCEPTED = re.compile(r"已受理，单号 (\S+)")
DAY = 86400
ROOM = {"words": 0, "photos": 50_000}
"""How much still fits when storage is full: nothing; or words, but no photo."""
FULL = "手机存不下草稿了"
PATIENCE = 60.0
"""Seconds until the next of what lies on the phone must have gone; twenty times as long for the phone."""
PAUSE = 0.3
"""Seconds between two looks at the shelf: each look costs the page as much as a request."""


class DoorDriver(Driver):
    """One tab, one door after the other; what is not through stays on the shelf behind it."""

    first = (Fault.FULL,)
    page: Page | None = None
    full = False

    def _at(self, door: str, mark: str = "") -> Page:
        if self.page is None or self.page.is_closed():
            self.page = self.phone.fresh_page()
        self.phone.go(self.page, f"/q/{door}{mark}")
        # What lies there may be through, and its receipt or its ticket open, before the page was seen.
        self.page.wait_for_selector(THERE, state="attached")
        return self.page

    def _at_form(self, door: str, mark: str) -> Page:
        """At the empty form; the page may be on its way to the ticket of what has just gone through: then once more."""
        for _ in range(3):
            page = self._at(door, mark)
            with suppress(Error):  # it led to the ticket instead; after three times it is told below
                page.locator(FORM_ID).first.wait_for(state="attached", timeout=4_000)
                return page
        raise AssertionError(f"no form at {page.url}")

    def write(self, given: Given) -> Entry:
        cell, turn = given.tried.cell, given.tried.turn
        moments = ["words", *["photos"][: cell.photos], "send"] if cell.fault is Fault.FULL else [""]
        full = moments[turn % len(moments)]
        if full in ROOM:
            self.page = self.phone.open_full(ROOM[full])
        clock = (DAY if turn % 2 else -DAY) if cell.fault is Fault.CLOCK else 0
        page = self._at_form(given.door, f"#stand&clock={clock}")
        entry = Entry(self._id(page), given.words, given.door, given.tried, list(given.picked))
        page.fill("#text", given.words)
        page.locator("input[name=category]").nth(turn % 3).check(force=True)
        if given.photos:
            page.locator("#photos").set_input_files(given.photos)
        if given.photos and full in ROOM:
            expect(page.locator("#state")).to_contain_text(FULL)
            entry.queued = list(given.picked)  # the form itself still has them
        elif given.photos:
            expect(page.locator("#thumbs li p")).to_have_text(["已保存在手机"] * len(given.photos))
            [mine] = [item for item in self.shelf(page, entry.id) if item["id"] == entry.id]
            entry.queued = [part["digest"] for part in mine["parts"]]
            entry.parts = [part["id"] for part in mine["parts"]]
        if full == "send":
            page.wait_for_timeout(200)
            self.page = self.phone.open_full(0)
            assert self._id(self._at(given.door)) == entry.id, "the draft is gone"
        return entry

    def _id(self, page: Page) -> str:
        return page.locator(FORM_ID).first.input_value()

    def send(self, entry: Entry) -> None:
        assert self.page is not None
        self.full = False
        if entry.tried.cell.fault is not Fault.FULL:
            self.page.click("button.send", no_wait_after=True)
            return
        line = self.page.locator("#state")
        try:  # what was typed is kept a moment later: a press just then would be the second one
            expect(line).to_contain_text(FULL, timeout=1_000)
        except AssertionError:
            self.page.click("button.send")
            expect(line).to_contain_text(FULL)
        self.full = True
        self.page.click("button.send")
        self.page.wait_for_url("**/t/*")
        self.phone.make_room()

    def phone_fault(self, entry: Entry) -> bool:
        return self.full or entry.tried.cell.fault is not Fault.FULL

    def shelf(self, page: Page, digests_of: str = "") -> list[dict[str, Any]]:
        """What lies on the phone."""
        found: list[dict[str, Any]] = page.evaluate(SHELF, ["mashang-report", digests_of])
        return found

    def claims(self, entries: Sequence[Entry]) -> list[tuple[Entry, Claims]]:
        if self.page is None or self.page.is_closed():
            return []
        try:
            seen = self.page.evaluate(SCREEN)
        except Error:  # it is just going somewhere, or it is dead
            return []
        if seen["number"]:  # the receipt of one of ours, whichever it was that went through
            return [(entries[-1], Claims(any_number=seen["number"], any_done=True))]
        said = ACCEPTED.search(seen["state"])
        shown = [entry for entry in entries if entry.id == seen["id"]]
        line = [(entries[-1], Claims(any_number=said[1]))] if said else []
        return [*line, *((entry, Claims(sent=tuple(seen["sent"]))) for entry in shown)]

    def line_is_back(self) -> None:
        if self.page is not None and not self.page.is_closed():
            with suppress(Error):  # the page may die or be left at this moment; the next one asks by itself
                self.page.evaluate("void dispatchEvent(new Event('online'))")

    def die(self, kill: Kill) -> None:
        if self.page is not None:
            self.page.close()

    def come_back(self, kill: Kill, entries: Sequence[Entry], look: Callable[[], None]) -> dict[str, str]:
        if kill is Kill.SERVER and self.page is not None and "/q/" in self.page.url:
            self.page.evaluate("letTimePass()")  # the page was open all the time
        else:
            self._at(entries[-1].door)
        until, most = time.monotonic() + PATIENCE, len(entries)
        while (left := self._left(entries)) and time.monotonic() < until:
            if len(left) < most:
                until, most = time.monotonic() + PATIENCE, len(left)
            look()
            if "/t/" in self.page.url:
                self._at(entries[-1].door)  # the ticket's page sends nothing
            for item in left:
                if item["stage"] in {"parked", "paused"}:
                    self._again(item)
                elif (
                    item["stage"] == "draft"
                ):  # brought over by the plain form: its door's page finds that out
                    self._at(item["key"])
            time.sleep(PAUSE)
        return {item["id"]: f"{item['stage']} {item['trouble']}" for item in left}

    def _left(self, entries: Sequence[Entry]) -> list[dict[str, Any]]:
        assert self.page is not None
        try:
            return [item for item in self.shelf(self.page) if item["id"] in {entry.id for entry in entries}]
        except Error:  # it is just going to the receipt
            time.sleep(0.1)
            return self._left(entries)

    def _again(self, item: dict[str, Any]) -> None:
        """The person looks at the door's page again and does what it offers."""
        page = self._at(item["key"])
        button = page.get_by_role("button", name="现在再试")
        try:
            button.click(timeout=2_000)
        except Error:
            return

"""The same page where scripts do not run: a form, and a person who sends it again when it did not go through."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from playwright.sync_api import Error, Page

from tests.matrix.cells import Kill
from tests.matrix.drivers.driver import Driver, Given
from tests.matrix.journal import Entry
from tests.matrix.truth import Claims

TRIES = 4
FILES = "document.getElementById('photos').files.length"


class FormDriver(Driver):
    """A tab for each report: without scripts what was typed lives in its tab alone."""

    scripts = False

    def __init__(self, *given) -> None:
        super().__init__(*given)
        self._tabs: dict[str, tuple[Page, Given]] = {}

    def write(self, given: Given) -> Entry:
        page = self.phone.fresh_page()
        page.goto(f"/q/{given.door}")
        entry = Entry(
            page.locator("input[name=report_id]").first.input_value(), given.words, given.door, given.tried, list(given.picked),
            queued=list(given.picked),
        )  # fmt: skip
        self._tabs[entry.id] = page, given
        self._fill(page, given)
        return entry

    def _fill(self, page: Page, given: Given) -> None:
        page.fill("#text", given.words)
        if given.photos:
            page.locator("#photos").set_input_files(given.photos)

    def send(self, entry: Entry) -> None:
        page, _ = self._tabs[entry.id]
        with suppress(Error):  # the line may be cut before the browser says that it went anywhere
            page.click("button.send", no_wait_after=True)

    def claims(self, entries: Sequence[Entry]) -> list[tuple[Entry, Claims]]:
        said = []
        for entry in entries:
            if entry.id in self._tabs and (number := self._number(self._tabs[entry.id][0])):
                said.append((entry, Claims(number=number, all_done=True)))
        return said

    def _number(self, page: Page) -> str:
        try:
            number = page.locator(".receipt .number")
            return number.inner_text(timeout=500) if number.count() else ""
        except Error:
            return ""

    def come_back(self, kill: Kill, entries: Sequence[Entry], look: Callable[[], None]) -> dict[str, str]:
        left = {}
        for entry in entries:
            page, given = self._tabs.pop(entry.id)
            for _ in range(TRIES):
                if self._accepted(page):
                    break
                self._send_again(page, given, by_reload=entry.tried.turn % 2 == 1)
            self._tabs[entry.id] = page, given
            look()
            del self._tabs[entry.id]
            if not self._accepted(page):
                left[entry.id] = f"{page.url} {page.title()}"
            page.close()
        return left

    def _accepted(self, page: Page) -> bool:
        try:
            page.wait_for_load_state(timeout=5_000)
            return page.locator(".receipt .number").count() == 1
        except Error:
            return False

    def _send_again(self, page: Page, given: Given, by_reload: bool) -> None:
        """The way back to the page and the button once more; every other person reloads what failed instead."""
        if by_reload and page.url.startswith("http"):
            page.reload()
            return
        if page.locator("#text").count() == 0:
            page.go_back()
        if page.locator("#text").count() == 0:
            page.goto(f"/q/{given.door}")
        if page.input_value("#text") != given.words or page.evaluate(FILES) != len(given.photos):
            self._fill(page, given)
        page.click("button.send")

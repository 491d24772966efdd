"""Who walks: a resident on the phone, staff at their own pages. Each does with the browser what a person would do.

The same words work with and without scripts: nothing here is clicked that a page without script has not.
"""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, Page, expect

from tests.journeys.district import PATIENCE


@dataclass
class Resident:
    """Somebody before a door, and what the receipt told them."""

    page: Page
    number: str = ""
    code: str = ""
    tracking: str = ""

    def say(self, tile: str, words: str, photos: tuple[Path, ...] = (), phone: str = "") -> Self:
        """Fill the door page that is open."""
        page = self.page
        page.get_by_role("radio", name=tile, exact=True).check(force=True)
        page.get_by_role("textbox", name="说说怎么回事").fill(words)
        if phone:
            page.get_by_text("想要回话？留个电话").click()
            page.get_by_label("您的电话").fill(phone)
            page.get_by_label("同意这样使用我的电话").check()
        if photos:
            page.locator("input[name=photos]").set_input_files(photos)
        return self

    def send(self) -> Self:
        """Press 发送 and read the receipt."""
        self.page.get_by_role("button", name="发 送").click()
        return self.read_receipt()

    def read_receipt(self) -> Self:
        """Note number, code and the address to keep."""
        self.page.wait_for_url("**/t/*", timeout=15_000)
        self.number = self.page.locator(".receipt .number").inner_text()
        self.code = self.page.locator(".receipt .digits").inner_text().strip()
        self.tracking = self.page.get_by_role("link", name="看看办到哪了").get_attribute("href") or ""
        return self

    def look(self) -> Page:
        """Open one's page afresh."""
        self.page.goto(self.tracking)
        return self.page

    def sees(self, words: str, seconds: float = 10) -> None:
        """Look again until the page's first sentence says so."""
        end = time.monotonic() + seconds
        while words not in (said := self.look().get_by_role("heading", level=1).inner_text()):
            assert time.monotonic() < end, f"after {seconds} s the page says 「{said}」, not 「{words}」"
            time.sleep(0.1)

    def sees_photos(self, count: int, seconds: float = 10) -> None:
        """Look again until so many photos can be seen: their small copies are made a moment later."""
        end = time.monotonic() + seconds
        while (here := self.look().locator(".pictures img").count()) != count:
            assert time.monotonic() < end, f"after {seconds} s the page shows {here} photos, not {count}"
            time.sleep(0.1)

    def declines_to_meet(self) -> None:
        """One tap, with the code."""
        self._answer_invitation(self.page.get_by_role("button", name="不用见面，电话说"))

    def accepts_first_time(self) -> None:
        """The first of the times on offer."""
        self._answer_invitation(self.page.locator("button[name=answer][value^=slot]").first)

    def _answer_invitation(self, button: Locator) -> None:
        latest = time.monotonic() + PATIENCE  # the invitation is written a moment after the dispatch
        while not self.look().locator("#answer_meeting-code, button[name=answer]").count():
            assert time.monotonic() < latest, f"after {PATIENCE} s the page has no invitation to answer"
            time.sleep(0.2)
        code = self.page.locator("#answer_meeting-code")
        if code.count():
            code.fill(self.code)
        button.click()
        expect(self.page.locator("p.done[role=status]")).to_be_visible()

    def judges(self, solved: str, satisfied: str, words: str = "") -> None:
        """The last word: 已解决 or 没解决, 满意 and so on, with the code."""
        page = self.look()
        page.get_by_role("radio", name=solved, exact=True).check(force=True)
        page.get_by_role("radio", name=satisfied, exact=True).check(force=True)
        page.locator("#verdict-text").fill(words)
        if page.locator("#verdict-code").count():
            page.locator("#verdict-code").fill(self.code)
        page.get_by_role("button", name="交上去").click()
        expect(page.locator("p.done[role=status]")).to_be_visible()


@dataclass
class Office:
    """Somebody of the staff, signed in."""

    page: Page
    account: str

    def open(self, number: str) -> Page:
        """A ticket by its number; nothing when it lies open already."""
        heading = self.page.get_by_role("heading", level=1)
        if "/desk/tickets/" not in self.page.url or number not in heading.inner_text():
            self.page.goto(f"/desk/jump?number={number}")
            expect(heading).to_contain_text(number)
        return self.page

    def take(self, number: str, step: str, photos: tuple[Path, ...] = (), **typed: str) -> None:
        """Take a step on the ticket's page, and see that it was taken."""
        self.try_to(number, step, photos, **typed)
        expect(self.page.locator("#main")).to_contain_text("」办好了。")

    def try_to(self, number: str, step: str, photos: tuple[Path, ...] = (), **typed: str) -> None:
        """Unfold a step, fill it and press its button; whatever then is answered."""
        form = self.open(number).locator(f"form[action$='/{step}']")
        self._until(form)
        fold = form.locator("xpath=ancestor::details").locator("summary").first
        if fold.count():
            fold.click()
        for name, words in typed.items():
            form.locator(f"[name={name}]").fill(words)
        if photos:
            form.locator("input[type=file]").set_input_files(photos)
        with self.page.expect_navigation():
            form.locator("button").last.click()

    def _until(self, wanted: Locator) -> Locator:
        """Look at the page again until it is there, as a person does while the job worker is still at it."""
        latest = time.monotonic() + PATIENCE
        while not wanted.count() and time.monotonic() < latest:
            time.sleep(0.5)
            self.page.reload()
        return wanted

    def looks_again(self, number: str, photo: Path, ticket_id: str) -> None:
        """The recheck on its own list: photo, 通过."""
        self._recheck(ticket_id)
        self.page.locator("input[name=photos]").set_input_files(photo)
        self.page.get_by_role("button", name="通过", exact=True).click()
        expect(self.page.locator("#main")).to_contain_text(f"通过了，{number}")

    def finds_it_broken(self, photo: Path, ticket_id: str, words: str) -> None:
        """不通过, with a photo and what is wrong."""
        self._recheck(ticket_id)
        self.page.locator("input[name=photos]").set_input_files(photo)
        self.page.locator("details.action summary").click()
        self.page.locator("[name=why]").first.check(force=True)
        self.page.locator("textarea[name=reason]").fill(words)
        self.page.get_by_role("button", name="不通过，退回去重办").click()
        self.page.wait_for_load_state()

    def _recheck(self, ticket_id: str) -> None:
        self.page.goto("/desk/recheck")
        self._until(self.page.locator(f"a[href$='{ticket_id}']")).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("复查")

    def calls_back(self, number: str, words: str) -> None:
        """The next call: see the number with a reason, hear that all is well."""
        page = self.page
        page.goto("/desk/callbacks")
        self._until(page.get_by_role("link", name=number)).first.click()
        page.get_by_role("button", name="显示号码").click()
        expect(page.locator("a.call-number")).to_be_visible()
        page.get_by_role("radio", name="联系过", exact=True).check(force=True)
        page.get_by_role("radio", name="已解决").check(force=True)
        page.get_by_role("radio", name="满意", exact=True).check(force=True)
        page.locator("textarea[name=verbatim]").fill(words)
        page.get_by_role("button", name="记下，打下一通").click()
        page.wait_for_load_state()

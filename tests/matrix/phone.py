"""A phone: Chromium with a profile of its own, whose clock the test holds, and which can be killed outright."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, Playwright

from tests.browser import find_chromium
from tests.journeys.server import family

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-renderer-backgrounding", "--disable-dev-shm-usage",
    "--renderer-process-limit=1",  # pages of the phone share one: starting one costs more than a page
]  # fmt: skip
SPEED = 20
"""How much faster than ours the phone's time runs: its time-outs and waits shrink, the program's code stays as it is."""
GOING, SETTLING = 6, 0.2
ELSEWHERE = ("interrupted", "ERR_ABORTED")
"""How often a page is asked to go somewhere when it was on its way elsewhere, how long that may take, and how it says so."""
LATER = 600_000
"""Milliseconds of the phone's time between the fault and the recovery; a page opened with `#stand` does not move."""
CLOCK = """(([speed, begun, later]) => {
  const wait = window.setTimeout, real = Date.now.bind(Date)
  window.setTimeout = (act, ms = 0, ...rest) => wait(act, ms / speed, ...rest)
  const off = Number(/clock=(-?\\d+)/.exec(location.hash)?.[1] ?? 0) * 1000
  let standing = location.hash.includes('stand')
  const now = () => Math.round(off + begun + (standing ? 0 : later + (real() - begun) * speed))
  const Real = Date
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(now()) }
    static now() { return now() }
  }
  window.letTimePass = () => { standing = false }
})(%s)"""


class Phone:
    """One profile; `open` it, `kill` it, `open` it again: what was on its shelves is still there."""

    def __init__(
        self, player: Playwright, folder: Path, base_url: str, scripts: bool = True, **more: Any
    ) -> None:
        self._player = player
        self.folder = folder
        self._base_url = base_url
        self._scripts = scripts
        self._more = more
        self._begun = int(time.time() * 1000)
        self.context: BrowserContext | None = None
        self.process = 0
        self.used = False
        """Since it was opened, a page has been open."""
        self._tool: CDPSession | None = None

    def open(self) -> Page:
        """Start the browser and give its first page."""
        self.context = self._player.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=find_chromium(),
            args=list(QUIET),
            headless=True,
            base_url=self._base_url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            viewport={"width": 360, "height": 740},
            java_script_enabled=self._scripts,
            **self._more,
        )
        self.context.set_default_timeout(20_000)
        if self._scripts:
            self.context.add_init_script(CLOCK % [SPEED, self._begun, LATER])
        self.process = self._find()
        self.used = False
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def _find(self) -> int:
        """The browser's own process: ours by the profile that it was started on."""
        mark = f"--user-data-dir={self.folder}".encode()
        for process in family(os.getpid()):
            try:
                words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if mark in words and not any(word.startswith(b"--type=") for word in words):
                return process
        raise AssertionError("the browser is not among our processes")

    def kill(self) -> None:
        """The whole browser at once, nothing is told to anybody. Safe to call from another thread."""
        if self.process:
            for process in family(self.process):
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            self.process = 0

    def revive(self) -> None:
        """Start it again when it died and nobody here had killed it: one more death that must lose nothing."""
        if self.process and not Path(f"/proc/{self.process}/exe").exists():
            print("a browser ended by itself and was started again", flush=True)
            self.close()
            self.open()

    def close(self) -> None:
        """Put it away, also when it is dead."""
        if self.context is not None:
            with suppress(Error):  # it may be dead already
                self.context.close()
            self.context = None
            self.process = 0

    def fresh_page(self) -> Page:
        """Another tab."""
        assert self.context is not None
        self.used = True
        try:
            return self.context.new_page()
        except Error:  # a browser may end with its last tab
            self.close()
            self.open()
            self.used = True
            return self.context.new_page()

    def open_full(self, room: int) -> Page:
        """Open it again with room for so many bytes more than it keeps now. It is full for as long as it stays open.

        The browser remembers for a while how much room there was: only a fresh one believes it at once.
        """
        if self.used:
            self.close()
            self.open()
        page = self.fresh_page()
        page.goto("/robots.txt")  # of the same origin, and none of its scripts have opened a shelf
        used = page.evaluate("navigator.storage.estimate().then(found => found.usage)")
        tool = page.context.new_cdp_session(page)
        tool.send(
            "Storage.overrideQuotaForOrigin", {"origin": self._base_url, "quotaSize": max(1, used + room)}
        )
        self._tool = tool  # the override ends with it
        return page

    def go(self, page: Page, address: str) -> None:
        """Open an address anew, also when only its mark differs; again where the page was just going somewhere itself."""
        for tries_left in reversed(range(GOING)):
            try:
                if urlsplit(page.url).path == urlsplit(address).path:
                    page.goto("about:blank")  # of the same address, another mark alone would open nothing
                page.goto(address)
                return
            except Error as trouble:
                if not tries_left or not any(words in str(trouble) for words in ELSEWHERE):
                    raise
                time.sleep(SETTLING)

    def make_room(self) -> None:
        """Somebody has tidied up: there is room again."""
        assert self._tool is not None
        self._tool.send("Storage.overrideQuotaForOrigin", {"origin": self._base_url})

    def stop_worker(self, page: Page) -> None:
        """Kill the service worker of what the page belongs to."""
        tool = page.context.new_cdp_session(page)
        tool.send("ServiceWorker.enable")
        tool.send("ServiceWorker.stopAllWorkers")
        tool.detach()

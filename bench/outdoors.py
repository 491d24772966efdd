"""A grid worker's phone for the figures: Chromium, signed in, its shell kept, on a fresh demonstration behind a watched line."""

import http.client
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Page, sync_playwright

from tests.browser import find_chromium
from tests.journeys.field_phone import OUTDOORS, ready
from tests.journeys.server import Server
from tests.matrix.proxy import Line
from webapp.access.demo_accounts import DEMO_PASSWORD

QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
FREE = {"MASHANG_RATELIMIT_STORAGE_URL": "off"}
ACCOUNT = "wangge"


@dataclass(frozen=True)
class Outdoors:
    """What a figure works with."""

    folder: Path
    server: Server
    line: Line
    context: BrowserContext
    page: Page

    def weight(self, address: str) -> int:
        """Bytes of one answer as they travel, asked for as the phone's browser asks."""
        cookie = "; ".join(f"{one['name']}={one['value']}" for one in self.context.cookies())
        asked = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        asked.request(
            "GET", urlsplit(address).path, headers={"Accept-Encoding": "gzip, br", "Cookie": cookie}
        )
        answer = asked.getresponse()
        assert answer.status == 200, f"{address}: {answer.status}"
        return len(answer.read())


@contextmanager
def outdoors() -> Iterator[Outdoors]:
    """The phone, with the field's first page open."""
    with tempfile.TemporaryDirectory(prefix="mashang-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        server = Server(folder)
        server.start(120, **FREE)
        try:
            with Line(server.port) as line, sync_playwright() as play:
                context = play.chromium.launch_persistent_context(
                    str(folder / "profile"), headless=True, args=QUIET.split(), base_url=f"http://127.0.0.1:{line.port}",
                    executable_path=find_chromium(whole=True),
                    viewport={"width": 360, "height": 740}, locale="zh-CN", timezone_id="Asia/Shanghai", **OUTDOORS,
                )  # fmt: skip
                context.set_default_timeout(60_000)
                page = context.pages[0]
                _sign_in(page)
                page.goto("/f/")
                ready(page)
                yield Outdoors(folder, server, line, context, page)
                context.close()
        finally:
            server.stop()


def slow(tool: CDPSession, times: int) -> None:
    """Give the page so small a share of the processor."""
    tool.send("Emulation.setCPUThrottlingRate", {"rate": times})


def _sign_in(page: Page) -> None:
    page.goto("/desk/sign-in")
    page.locator("input[name=account]:visible").fill(ACCOUNT)
    page.locator("input[name=password]:visible").fill(DEMO_PASSWORD)
    page.locator("input[name=password]:visible").press("Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)

"""What the resident's page weighs, and how soon its largest words stand there on a slow phone and network."""

import contextlib
import gzip
import html
import http.client
import re
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from bench.figure import figure
from tests.browser import find_chromium
from tests.journeys.server import Server
from tests.webapp.plate.page_weight import ALL_MOST, HTML_MOST, SCRIPT_MOST, Weight, weigh

SHAPES = {"3g": (400, 400_000), "4g": (150, 1_600_000)}
"""Latency in ms and bits a second (field.md, Budgets); the processor is slowed four times in both."""
SLOWER = 4
TURNS = 3
# Largest contentful paint in ms and the sum of layout shifts, once the page has been quiet for a while.
WATCH = """() => new Promise(done => {
  const seen = { lcp: 0, cls: 0 }
  new PerformanceObserver(list => list.getEntries().forEach(e => { seen.lcp = e.startTime }))
    .observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver(list => list.getEntries().forEach(e => { seen.cls += e.value }))
    .observe({ type: 'layout-shift', buffered: true })
  setTimeout(() => done(seen), 1500)
})"""


@dataclass(frozen=True)
class Seen:
    """Of one page in one shape: medians of cold loads, seconds and the shift score."""

    lcp: float
    cls: float


@figure("loop.page.html", "B", limit=HTML_MOST)
def page_html() -> float:
    """The page with its styles, squeezed."""
    return _weight().html


@figure("loop.page.script", "B", limit=SCRIPT_MOST)
def page_script() -> float:
    """All scripts, squeezed."""
    return _weight().script


@figure("loop.page.all", "B", limit=ALL_MOST)
def page_all() -> float:
    """Everything that the page loads."""
    return _weight().whole


@figure("loop.page.strangers", "redirects and third parties", limit=0)
def page_strangers() -> float:
    """Redirects on the way and hosts that are not ours."""
    return _weight().redirects + _weight().third_parties


@figure("loop.page.lcp.3g", "s", limit=1.8)
def page_lcp_3g() -> float:
    """Slow 3G: 400 ms, 400 kbit/s, a processor four times slower; nothing in the cache."""
    return _measured()["3g"][0].lcp


@figure("loop.page.lcp.4g", "s", limit=1.0)
def page_lcp_4g() -> float:
    """Slow 4G: 150 ms, 1.6 Mbit/s, the same processor."""
    return _measured()["4g"][0].lcp


@figure("loop.page.lcp.bare", "s", want="≤ 1.75")
def page_lcp_bare() -> tuple[float, float]:
    """Slow 3G, beside a bare page of the same words: no style, no script, squeezed as ours is."""
    ours, bare = _measured()["3g"]
    return ours.lcp, bare.lcp


@figure("loop.page.cls", "", limit=0)
def page_cls() -> float:
    """How far things jump while the page comes in, in both shapes."""
    return sum(pair[0].cls for pair in _measured().values())


@cache
def _pages() -> tuple[Weight, dict[str, tuple[Seen, Seen]]]:
    """Everything about the page of one door, on one fresh demonstration."""
    with tempfile.TemporaryDirectory(prefix="mashang-bench-") as folder:
        server = Server(Path(folder))
        server.start(60)
        try:
            found = re.search(r"/q/(\w+)", server.log)
            assert found, server.log
            path = found[0]
            plain = _get(server, path, "identity")[1].decode()
            weight = weigh(lambda address: _get(server, address, "gzip, br"), path, plain)
            with _bare_page(plain) as bare_url:
                return weight, _look(f"{server.url}{path}", bare_url)
        finally:
            server.stop()


def _weight() -> Weight:
    return _pages()[0]


def _measured() -> dict[str, tuple[Seen, Seen]]:
    return _pages()[1]


def _get(server: Server, path: str, encoding: str) -> tuple[int, bytes]:
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    asked.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = asked.getresponse()
    return answer.status, answer.read()


@contextlib.contextmanager
def _bare_page(plain: str) -> Iterator[str]:
    """The words of a page alone, from a server of their own."""
    body = re.sub(r"(?s)<(script|style|svg|head).*?</\1>", " ", plain)
    words = [html.unescape(part).strip() for part in re.findall(r">([^<]+)<", body)]
    page = "<!doctype html><meta charset=utf-8><title>-</title>" + "".join(
        f"<p>{html.escape(word)}" for word in words if word
    )
    squeezed = gzip.compress(page.encode(), 6)

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(squeezed)))
            self.end_headers()
            self.wfile.write(squeezed)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def _look(ours: str, bare: str) -> dict[str, tuple[Seen, Seen]]:
    chromium = find_chromium(whole=True)
    quiet = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=quiet.split())
        seen = {shape: (_load(browser, ours, shape), _load(browser, bare, shape)) for shape in SHAPES}
        browser.close()
    return seen


def _load(browser: Browser, url: str, shape: str) -> Seen:
    """Medians of cold loads: a new context each time has no cache, no cookie, no connection."""
    latency, bits = SHAPES[shape]
    found = []
    for _ in range(TURNS):
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN", is_mobile=True)
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": latency,
                "downloadThroughput": bits / 8,
                "uploadThroughput": bits / 8,
            },
        )
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(url, wait_until="load", timeout=60_000)
        found.append(page.evaluate(WATCH))
        context.close()
    return Seen(median(each["lcp"] for each in found) / 1000, max(each["cls"] for each in found))

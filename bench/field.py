"""The field client in Chromium: its shell, its start without a line, keeping a photo, draining a day, memory."""

import random
import time
from functools import cache
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, CDPSession, Page, expect

from bench.figure import figure
from bench.outdoors import ACCOUNT, outdoors, slow
from bench.photo import twelve_megapixels
from tests.matrix import album

TURNS = 5
REPORTS, PHOTOS, BYTES = 200, 2, 200_000
FIRST, LAST = 40, 140
PATIENCE = 300
SHELL = """async () => {
  const name = (await caches.keys()).find(name => name.startsWith('mashang-shell-'))
  return (await (await caches.open(name)).keys()).map(request => request.url)
}"""
# Notes in the page's own time when the camera button works.
OPENED = """(look => look(look))(look => {
  const shot = document.getElementById('shot')
  shot && !shot.disabled ? window.opened = performance.now() : setTimeout(look, 4, look)
})"""
# From the camera's `change` to the word that the photo is kept.
KEPT = """() => document.getElementById('shot').addEventListener('change', () => {
  const began = performance.now()
  const look = () => [...document.querySelectorAll('#thumbs li p')].some(p => p.textContent.includes('已保存在手机'))
    ? window.kept = performance.now() - began : setTimeout(look, 4)
  look()
}, { once: true, capture: true })"""
LEFT = """async () => {
  const open = await new Promise(done => { const asked = indexedDB.open('mashang-field'); asked.onsuccess = () => done(asked.result) })
  const left = await new Promise(done => { const asked = open.transaction('items').objectStore('items').count(); asked.onsuccess = () => done(asked.result) })
  open.close()
  return left
}"""
FILL = Path(__file__).with_name("fill_shelf.js").read_text(encoding="utf-8")


@figure("phone.shell", "B", limit=60_000)
def shell() -> float:
    """Everything that the worker keeps when it is installed, squeezed as it travels."""
    with outdoors() as phone:
        return sum(phone.weight(address) for address in phone.page.evaluate(SHELL))


@figure("phone.start", "s", limit=1.5)
def start() -> float:
    """No line, a sixth of the processor, page and worker not running: until the camera button works; the middle of five."""
    with outdoors() as phone:
        phone.page.goto("/f/capture")
        expect(phone.page.locator("#shot")).to_be_enabled()
        phone.context.set_offline(True)
        return median(_open(phone.context) for _ in range(TURNS))


def _open(context: BrowserContext) -> float:
    page = context.new_page()
    tool = context.new_cdp_session(page)
    tool.send("ServiceWorker.enable")
    tool.send("ServiceWorker.stopAllWorkers")
    slow(tool, 6)
    page.add_init_script(OPENED)
    page.goto("/f/capture", wait_until="commit")
    expect(page.locator("#shot")).to_be_enabled(timeout=30_000)
    spent = float(page.evaluate("window.opened"))
    page.close()
    return spent / 1000


@figure("phone.kept", "s", limit=1.0)
def kept() -> float:
    """12 megapixels at a quarter of the processor: from the camera to the word that they are kept; the middle of five."""
    with outdoors() as phone:
        photo = phone.folder / "twelve.jpg"
        photo.write_bytes(twelve_megapixels())
        phone.page.goto("/f/capture")
        slow(phone.context.new_cdp_session(phone.page), 4)
        return median(_keep(phone.page, photo) for _ in range(TURNS))


def _keep(page: Page, photo: Path) -> float:
    expect(page.locator("#shot")).to_be_enabled()
    page.evaluate(KEPT)
    page.locator("#shot").set_input_files(photo)
    expect(page.locator("#thumbs li p", has_text="已保存在手机")).to_have_count(1, timeout=30_000)
    spent = float(page.evaluate("window.kept"))
    page.locator("#thumbs li button").first.click()
    expect(page.locator("#thumbs li")).to_have_count(0, timeout=30_000)
    return spent / 1000


@figure("phone.drain", "s", limit=60)
def drain() -> float:
    """200 reports with 400 photos of 200 kB, from the opened outbox to the last receipt, over the loopback."""
    return _drained()[0]


@figure("phone.drain.at_once", "sends", limit=1)
def drain_at_once() -> float:
    """The most that were ever on the way together meanwhile."""
    return _drained()[1]


@cache
def _drained() -> tuple[float, float]:
    with outdoors() as phone:
        page = phone.page
        page.goto("/robots.txt")  # nothing drains yet
        page.evaluate(FILL, [REPORTS, PHOTOS, BYTES, ACCOUNT])
        assert page.evaluate(LEFT) == REPORTS
        began = time.perf_counter()
        page.goto("/f/outbox")
        while page.evaluate(LEFT):
            assert time.perf_counter() - began < PATIENCE, f"{page.evaluate(LEFT)} are still on the phone"
            time.sleep(0.2)
        spent = time.perf_counter() - began
        assert sum(part not in {"words", "receipt"} for _, part in phone.line.arrived) == REPORTS * PHOTOS
        return spent, phone.line.most_at_once


@figure("phone.memory", "MB", want="≤ 1.1")
def memory() -> tuple[float, float]:
    """Script heap and buffers of the page after 100 more captures that were sent, beside those after 40, when all its code is warm."""
    with outdoors() as phone:
        chance = random.Random(17)
        photos = [album.take(phone.folder, f"{n}", chance) for n in range(5)]
        page = phone.page
        page.goto("/f/capture")
        tool = phone.context.new_cdp_session(page)
        held = {}
        for turn in range(1, LAST + 1):
            page.locator("#shot").set_input_files(photos[turn % len(photos)])
            expect(page.locator("#thumbs li p", has_text="已保存在手机")).to_have_count(1, timeout=30_000)
            page.locator("#send").click()
            expect(page.locator("#thumbs li")).to_have_count(0, timeout=30_000)
            if turn in {FIRST, LAST}:
                held[turn] = _held(page, tool)
        return held[LAST], held[FIRST]


def _held(page: Page, tool: CDPSession) -> float:
    until = time.perf_counter() + PATIENCE
    while page.evaluate(LEFT) > 1 and time.perf_counter() < until:  # the next draft stays
        time.sleep(0.2)
    tool.send("HeapProfiler.collectGarbage")
    used = tool.send("Runtime.getHeapUsage")
    return float(used["usedSize"] + used["backingStorageSize"]) / 1e6

"""A real server and a real browser: every test here walks as a person would, on a copy of the demonstration district.

`server` is one for the whole run; `own_server` starts one for a test that must find, or stop, its own.
"""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser import find_chromium
from tests.journeys import demonstration
from tests.journeys.district import District
from tests.journeys.server import Server
from tests.journeys.walkers import Office, Resident
from webapp.access.demo_accounts import DEMO_PASSWORD
from webapp.base.picture.draw import draw_scene

ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "shots"
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}
DESK = {"viewport": {"width": 1440, "height": 900}}
PHONE_OFF = {"has_touch": False, "is_mobile": False, "device_scale_factor": 1}
# The browser's own line for an answer of 4xx; journeys that ask for a wrong page mean to see it.
REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def demo_district(no_settings_of_this_machine) -> Path:
    """A data folder with the demonstration in it; copy it, do not write to it."""
    return demonstration.told_once()


@contextlib.contextmanager
def _running(demo: Path, folder: Path) -> Iterator[Server]:
    server = Server(Path(shutil.copytree(demo, folder)))
    try:
        server.start()
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()


@pytest.fixture(scope="session")
def server(demo_district, tmp_path_factory) -> Iterator[Server]:
    """The server of this run (of this worker). Tests share it: each reports at a door of its own."""
    with _running(demo_district, tmp_path_factory.mktemp("server") / "var") as running:
        yield running


@pytest.fixture
def own_server(demo_district, tmp_path) -> Iterator[Server]:
    """A server for this test alone."""
    with _running(demo_district, tmp_path / "var") as running:
        yield running


# ---- the browser ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    quiet = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    args = [*quiet.split(), "--disable-component-update", "--disable-sync"]
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": args}


@pytest.fixture(scope="session")
def base_url(server):
    return server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, base_url):
    """The address by name: what comes from above is kept for the whole run with the first folder's address."""
    here = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "reduced_motion": "reduce"}
    return {**browser_context_args, **here, "base_url": base_url}


@pytest.fixture
def visit(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Page]]:
    """`visit("/q/…", **options)` opens a page as a new visitor (a phone unless told otherwise: `**DESK`).

    The test fails when a page logged an error or broke its own content security policy.
    """
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not REFUSED.match(message.text):
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def open_page(path: str | None = None, **options: object) -> Page:
        page = new_context(**{**PHONE, **options}).new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if path is not None:
            page.goto(path)
        return page

    open_page.complaints = complaints
    yield open_page
    assert complaints == [], "the browser complained"


@pytest.fixture
def phone():
    """Options of `visit` for a small phone: 360 × 740, touch."""
    return PHONE


@pytest.fixture
def desk():
    """Options of `visit` for an office screen: 1440 × 900."""
    return DESK


@pytest.fixture
def sign_in() -> Callable[[Page, str], None]:
    """`sign_in(page, "zuoxi")`: through the sign-in page, as one of the demonstration people."""

    def through_the_page(page: Page, account: str, password: str = DEMO_PASSWORD) -> None:
        page.goto("/desk/sign-in")
        page.locator("input[name=account]:visible").fill(account)
        page.locator("input[name=password]:visible").fill(password)
        page.locator("input[name=password]:visible").press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)

    return through_the_page


# ---- who walks ------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def district(server) -> District:
    """The data behind the pages of `server`, to read."""
    return District(server)


@pytest.fixture
def resident(visit, district) -> Callable[..., Resident]:
    """`resident("X01-02-3", **options)`: somebody who has just scanned the plate of that door."""
    return lambda door, **options: Resident(visit(f"/q/{district.code_of(door)}", **options))


@pytest.fixture(scope="session")
def badges() -> dict[str, object]:
    """The cookies of everybody who has signed in during this run: one signs in once a morning."""
    return {}


@pytest.fixture
def office(visit, sign_in, badges) -> Callable[..., Office]:
    """`office("zuoxi", **options)`: one of the demonstration people at their own pages (a desk unless told)."""

    def come(account: str, **options: object) -> Office:
        page = visit(storage_state=badges.get(account), **{**PHONE_OFF, **DESK, **options})
        if account not in badges:
            sign_in(page, account)
            badges[account] = page.context.storage_state()
        return Office(page, account)

    return come


@pytest.fixture(scope="session")
def photo_of(tmp_path_factory) -> Callable[..., Path]:
    """`photo_of("lamp")`, `photo_of("lamp", fixed=True)`: a photo on the phone, before and after."""
    folder = tmp_path_factory.mktemp("album")

    def take(scene: str, fixed: bool = False) -> Path:
        path = folder / f"{scene}-{'after' if fixed else 'before'}.jpg"
        if not path.exists():
            path.write_bytes(draw_scene(scene, fixed, seed=7))
        return path

    return take


@pytest.fixture
def shot(request) -> Callable[[Page, str], Path]:
    """`shot(page, "door")` keeps a picture of the whole page in the git-ignored folder shots/."""

    def keep(page: Page, name: str) -> Path:
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return keep


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """`accessible(page)` fails with what axe-core finds, the rule `target-size` (off by default) among it.

    A document that was looked at before has axe in it already; what has no fault stays in the browser.
    """

    def look(page: Page) -> None:
        if not page.evaluate("() => 'axe' in window"):
            page.evaluate(AXE_SCRIPT)
        rules = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
        found = page.evaluate("async options => (await axe.run(document, options)).violations", rules)
        said = [
            f"{rule['id']}: {rule['help']} at {' '.join(map(str, node['target']))}\n    {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]
        assert said == [], f"{page.url}\n" + "\n".join(said)

    return look


@pytest.fixture
def targets() -> Callable[[Page, int], None]:
    """`targets(page, 60)`: everything one can press is at least so many CSS pixels high, and wide.

    A link inside a sentence is exempt, as in WCAG 2.5.8; a radio or a box counts with its label.
    """
    script = """least => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
      .filter(e => e.checkVisibility({ visibilityProperty: true }) && e.type !== 'hidden')
      .filter(e => !(e.tagName === 'A' && e.closest('p, li, dd') && getComputedStyle(e).display === 'inline'))
      .map(e => (['radio', 'checkbox', 'file'].includes(e.type) && e.labels[0]) || e)
      .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
      .filter(([, box]) => box.width && (box.width < least - 0.5 || box.height < least - 0.5))
      .map(([text, box]) => `${Math.round(box.width)}×${Math.round(box.height)} ${text}`)"""

    def measure(page: Page, least: int) -> None:
        small = page.evaluate(script, least)
        assert small == [], f"{page.url}: smaller than {least} px\n" + "\n".join(small)

    return measure

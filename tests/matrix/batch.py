"""One batch: a phone, a dozen reports each with its own fault, one death in the middle, the recovery, the verdict."""

import hashlib
import os
import random
import signal
import threading
import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Playwright

from tests.journeys.server import Server
from tests.matrix import album
from tests.matrix.cells import Client, Fault, Kill, Try
from tests.matrix.drivers import DRIVERS, Driver, Given
from tests.matrix.journal import Entry, Journal
from tests.matrix.phone import Phone
from tests.matrix.proxy import Line, Strike
from tests.matrix.truth import Truth

NOT_COUNTED = {"MASHANG_RATELIMIT_STORAGE_URL": "off"}
FIRING, SLOW = 60.0, 6.0
"""Seconds until a fault must have come about; and after which the phone is asked to try again."""
AGAIN = 0.03
"""Seconds after which the screen is read a second time: the page has heard of the fault by then."""
LONGEST = 420.0
"""Seconds that a batch may take, far more than any needs: then its browser is taken to hang, is killed, and that is counted."""
BODILESS = frozenset({Fault.CUT, Fault.TWICE})
SEVERED = frozenset({Fault.DROPPED, Fault.CUT, Fault.UNANSWERED, Fault.CLOCK})
"""Browsers send again by themselves when a kept connection dies; every other such strike hits twice."""


@dataclass
class Bench:
    """What the batches of one worker share."""

    player: Playwright
    server: Server
    line: Line
    truth: Truth
    journal: Journal
    doors: Sequence[str]
    folder: Path
    chance: random.Random
    judged: list[Entry] = field(default_factory=list)
    """Of earlier batches; their photos still take room."""


def run(bench: Bench, tries: Sequence[Try]) -> list[Entry]:
    """Do it; every entry comes back with what was wrong with it."""
    here = bench.folder / uuid.uuid4().hex
    here.mkdir()
    kind = DRIVERS[tries[0].cell.client]
    origin = f"http://127.0.0.1:{bench.line.port}"
    phone = Phone(bench.player, here / "profile", origin, kind.scripts, **kind.phone_with)
    tries = sorted(tries, key=lambda tried: tried.cell.fault not in kind.first)
    driver = kind(phone, origin)
    entries: list[Entry] = []
    phone.open()
    watch = threading.Timer(LONGEST, phone.kill)
    watch.start()
    try:
        _live(bench, phone, driver, here, tries, entries)
        for entry in entries:
            if entry.id in bench.journal.entries:  # else it was never made, and says so
                entry.wrong += bench.truth.judge(entry)
    finally:
        watch.cancel()
        phone.close()
        _remove(here)
    _make_room(bench, entries)
    return entries


def _make_room(bench: Bench, entries: Sequence[Entry]) -> None:
    """The photos of the batch before this one are judged, and their small copies made: they may go."""
    bench.truth.let_go(bench.judged)
    bench.judged = [entry for entry in entries if not entry.wrong]


def _live(
    bench: Bench, phone: Phone, driver: Driver, here: Path, tries: Sequence[Try], entries: list[Entry]
) -> None:
    """From the first report to the last that is let go; what breaks in between is noted on every report."""
    kill = tries[0].cell.kill
    try:
        for at, (tried, door) in enumerate(
            zip(tries, bench.chance.sample(bench.doors, len(tries)), strict=True)
        ):
            phone.revive()
            given = _given(bench, here, at, tried, door)
            entries.append(_make(bench, driver, given, _death(bench, phone, kill, last=at == len(tries) - 1)))
        _die(bench, phone, driver, kill)
        phone.revive()
        made = [entry for entry in entries if entry.id in bench.journal.entries]
        left = driver.come_back(kill, made, lambda: _look(bench, driver, made))
        for entry in made:
            entry.wrong += [f"stuck: still on the phone, {left[entry.id]}"] if entry.id in left else []
    except Exception as trouble:  # any trouble is a finding of these entries; the batches after it go on
        for entry in entries:
            entry.wrong.append(_told(trouble))
        if bench.server.process is None or bench.server.process.poll() is not None:
            start(bench.server)


def _given(bench: Bench, here: Path, at: int, tried: Try, door: str) -> Given:
    words = f"楼道灯不亮 {tried.cell.client}-{tried.cell.kill}-{tried.cell.fault}-{tried.cell.photos} {uuid.uuid4().hex[:10]}"
    photos = tuple(album.take(here, f"{at}-{n}", bench.chance) for n in range(tried.cell.photos))
    picked = tuple(hashlib.sha256(photo.read_bytes()).hexdigest() for photo in photos)
    return Given(tried, words, door, photos, picked)


def _death(bench: Bench, phone: Phone, kill: Kill, last: bool):
    """Who dies in the very middle of the last report's fault."""
    if not last:
        return None
    if kill is Kill.BROWSER:
        return phone.kill
    return (lambda: kill_server(bench.server)) if kill is Kill.SERVER else None


def start(server: Server) -> None:
    """Also on a machine where somebody else ended it before it was ready, which is not what is tried here."""
    for again in (True, False):
        try:
            server.start(120, **NOT_COUNTED)
            return
        except AssertionError:
            if not again or server.process is None or server.process.poll() is None:
                raise


def kill_server(server: Server) -> None:
    """All its processes at once, as when the power goes: parent, page workers, job worker."""
    assert server.process is not None
    for process in server.processes():
        with suppress(ProcessLookupError):  # it may have ended with those before it
            os.kill(process, signal.SIGKILL)
    server.process.wait(10)


def _make(bench: Bench, driver: Driver, given: Given, death) -> Entry:
    try:
        entry = driver.write(given)
    except Exception as trouble:  # a report that could not even be written is an entry, and it is wrong
        return Entry(
            str(uuid.uuid4()),
            given.words,
            given.door,
            given.tried,
            list(given.picked),
            wrong=[_told(trouble)],
        )
    bench.journal.enter(entry)
    strike = _strike(given.tried, entry, death)
    if strike is not None:
        bench.line.plan(entry.id, strike)
    try:
        driver.send(entry)
    except Exception as trouble:  # as above
        entry.wrong.append(_told(trouble))
    if strike is not None and not _fires(strike, driver):
        entry.wrong.append(f"no fault: {given.tried.cell.fault} at {strike.at} did not fire")
    if not driver.phone_fault(entry):
        entry.wrong.append(f"no fault: {given.tried.cell.fault} was not seen")
    for pause in (0.0, AGAIN):
        time.sleep(pause)
        if driver.phone.process:
            _look(bench, driver, [entry])
    return entry


def _fires(strike: Strike, driver: Driver) -> bool:
    """Wait for it. On a slow machine the phone gives a try up before the fault is reached: then it is told to try again."""
    until = time.monotonic() + FIRING
    while not strike.fired.wait(SLOW):
        if time.monotonic() > until:
            return False
        driver.line_is_back()
    return True


def _look(bench: Bench, driver: Driver, entries: Sequence[Entry]) -> None:
    """Read the screen, then ask the server; what a screen says too much is noted."""
    for entry, claims in driver.claims(entries):
        entry.wrong += [f"lie: {lie}" for lie in bench.truth.belied(entry, claims)]


def _told(trouble: Exception) -> str:
    return f"stuck: {type(trouble).__name__}: {' '.join(str(trouble).split())[:300]}"


def _strike(tried: Try, entry: Entry, death) -> Strike | None:
    """What happens on the line to this report, and at which of its requests; they take turns within a cell."""
    cell = tried.cell
    if cell.client is Client.FORM:
        places = ["form"]
    elif cell.fault is Fault.FULL:
        return None
    else:
        places = ["words", *["photo"][: cell.photos], *["last"][: cell.photos // 2]]
        places += [] if cell.fault in BODILESS else ["receipt"]
    # With its clock wrong the report must still be waiting when the clock is set right: the line breaks too.
    fault = Fault.DROPPED if cell.fault is Fault.CLOCK else cell.fault
    at = "words" if cell.fault is Fault.CLOCK else places[tried.turn % len(places)]
    times = 2 if cell.fault in SEVERED and tried.turn // len(places) % 2 == 0 else 1
    return Strike(fault, at, times, entry.parts[-1] if entry.parts else "", death)


def _die(bench: Bench, phone: Phone, driver: Driver, kill: Kill) -> None:
    """See to it that it is dead (it died in the middle of a fault already, when that was on the line); bring it back."""
    if kill is Kill.BROWSER:
        phone.kill()
        phone.close()
        phone.open()
    elif kill is Kill.SERVER:
        assert bench.server.process is not None
        if bench.server.process.poll() is None:
            kill_server(bench.server)
        start(bench.server)
    else:
        driver.die(kill)


def _remove(here: Path) -> None:
    with suppress(OSError):  # a browser that was killed may leave a file behind a moment later
        for path in sorted(here.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
        here.rmdir()

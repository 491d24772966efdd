"""`python -m tests.matrix.run`: the matrix, its table, and an exit status of 1 when anything was lost, doubled or belied."""

import argparse
import multiprocessing
import os
import queue
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from math import inf
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import find_chromium
from tests.journeys.demonstration import tell
from tests.journeys.server import ROOT, Server, family
from tests.matrix import batch, cells, table
from tests.matrix.cells import Client, Try
from tests.matrix.drivers import DRIVERS
from tests.matrix.journal import Entry, Journal
from tests.matrix.phone import SPEED
from tests.matrix.proxy import Line
from tests.matrix.truth import Truth

WORKERS = 3
"""One more than the cores of the machine it is measured on: while one waits for a line that stalls, the others work."""
RESULT = ROOT / "docs" / "matrix.md"
LEAN = Path(__file__).with_name("lean.cjs")
GRACE = 15 * 60
"""Seconds after the last batch may begin until what is not back by then is left out of the table."""


@contextmanager
def bench(data: Path, folder: Path, seed: str) -> Iterator[batch.Bench]:
    """A server of its own on a copy of the district in `data`, the line before it, a browser, a journal."""
    server = Server(Path(shutil.copytree(data, folder / "var")))
    batch.start(server)
    journal = Journal(folder / "journal.jsonl")
    try:
        with Line(server.port, SPEED) as line, sync_playwright() as player:
            yield batch.Bench(
                player, server, line, Truth(server.data_dir), journal, doors(server.data_dir), folder, random.Random(seed)
            )  # fmt: skip
    finally:
        journal.close()
        if server.process is not None and server.process.poll() is None:
            server.stop()


def doors(data: Path) -> list[str]:
    """The live codes of all plates."""
    with closing(sqlite3.connect(data / "mashang.db", timeout=20)) as base:
        found = base.execute("SELECT code FROM door_code WHERE revoked_at IS NULL ORDER BY code").fetchall()
    return [row[0] for row in found]


def work(data: Path, folder: Path, seed: str, dealt: Sequence[Sequence[Try]], until: float, answers) -> None:
    """One worker: its share of the batches, each answered at once. Told to end, it takes its server along."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    threading.Thread(target=_end_with_the_run, name="run", daemon=True).start()
    os.environ["NODE_OPTIONS"] = f"--require {LEAN}"  # of the program that drives the browser
    with bench(data, folder, seed) as mine:
        for tries in dealt:
            if time.time() > until:
                break
            answers.put(batch.run(mine, tries))
    answers.put([])


def _end_with_the_run() -> None:
    """Who is to collect the answers has died: nothing of ours goes on by itself, neither browser nor server."""
    above = multiprocessing.parent_process()
    assert above is not None
    above.join()
    for process in family(os.getpid())[1:]:
        with suppress(ProcessLookupError):  # it may have ended with those before it
            os.kill(process, signal.SIGKILL)
    os._exit(1)


def run(
    data: Path, tries: Sequence[Try], seed: int, workers: int = WORKERS, minutes: float = inf
) -> list[Entry]:
    """Try all of it on copies of the district in `data`, or what can be begun within `minutes`; prints a line a batch."""
    dealt = list(cells.batches(tries, random.Random(seed)))
    answers: multiprocessing.Queue = multiprocessing.get_context("spawn").Queue()
    entries: list[Entry] = []
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mashang-matrix-", ignore_cleanup_errors=True) as folder:
        crew = []
        for n in range(workers):
            (here := Path(folder) / str(n)).mkdir()
            words = data, here, f"{seed} {n}", dealt[n::workers], time.time() + minutes * 60, answers
            crew.append(multiprocessing.get_context("spawn").Process(target=work, args=words, daemon=True))
            crew[-1].start()
        ended = 0
        while ended < workers:
            try:
                fresh = answers.get(timeout=2)
            except queue.Empty:
                assert any(each.is_alive() for each in crew), f"the workers died after {len(entries)} reports"
                if time.monotonic() - began > minutes * 60 + GRACE:
                    print(
                        f"{workers - ended} workers do not come back: the table is of what is there",
                        flush=True,
                    )
                    break
                continue
            ended += not fresh
            entries += fresh
            print(_progress(time.monotonic() - began, len(entries), len(tries), minutes), flush=True)
            for line in table.troubles(fresh):
                print(line, flush=True)
        for each in crew:
            each.join(60 if ended == workers else 0)
            each.terminate()
    return entries


def _progress(seconds: float, done: int, of: int, minutes: float) -> str:
    left = min(seconds / max(done, 1) * (of - done), max(minutes * 60 - seconds, 0))
    return f"{seconds:7.0f} s  {done:6} of {of}, about {left / 60:.0f} min left"


def main(given: Sequence[str] | None = None) -> int:
    """Read SIZE and SEED from the environment or the command line, run, print the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", default=os.environ.get("SIZE") or "10000", help="small, or how many reports")
    asked.add_argument(
        "--seed", type=int, default=int(os.environ.get("SEED") or random.SystemRandom().randrange(10**6))
    )
    asked.add_argument("--clients", nargs="+", type=Client, default=list(DRIVERS), choices=list(DRIVERS))
    asked.add_argument("--only", nargs="*", default=[], help="words of cells, for example browser full")
    asked.add_argument("--workers", type=int, default=WORKERS)
    asked.add_argument(
        "--district", type=Path, help="a data folder with the demonstration in it; one is made"
    )
    asked.add_argument(
        "--minutes", type=float, default=float(os.environ.get("MINUTES") or inf), help="begin nothing after"
    )
    wish = asked.parse_args(given)
    tries = cells.small(wish.clients) if wish.size == "small" else cells.whole(wish.clients, int(wish.size))
    tries = [
        each for each in tries if set(wish.only) <= {each.cell.kill, each.cell.fault, str(each.cell.photos)}
    ]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    print(f"seed {wish.seed}, {len(tries)} reports, {find_chromium()}", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="mashang-district-") as folder:
        district = wish.district or tell(Path(folder))
        entries = run(district, tries, wish.seed, wish.workers, wish.minutes)
    report = table.report(entries, wish.seed, time.monotonic() - began)
    print(report)
    if (
        len(entries) == len(tries)
        and wish.size != "small"
        and not wish.only
        and list(wish.clients) == list(DRIVERS)
    ):
        RESULT.write_text(report, encoding="utf-8")
    return 1 if any(entry.wrong for entry in entries) else 0


if __name__ == "__main__":
    sys.exit(main())

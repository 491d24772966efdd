"""How many reports a second are acknowledged, beside a route with one INSERT on the same server and database.

Both servers run at once and are asked in turn; while one is asked the other stands still (SIGSTOP), so that the
job worker's backlog of ours never slows the reference. The pair with the median ratio counts.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, select

from bench.figure import figure
from tests import database
from tests.journeys.server import ROOT, Server, ending, family, free_port
from webapp.place.records import DoorCode

SECONDS = 2.0
PAIRS = 3
LOADED = 300
"""Seconds after which the demonstration must be loaded; a busy machine takes more than one minute."""
DURABLE = {"listen_addresses": "", "timezone": "UTC", "jit": "off"}
"""A server as it comes, apart from where it listens: fsync and synchronous commit are on."""


@dataclass(frozen=True)
class Side:
    """One of the two servers: its port, what it is sent, and the process everything of it descends from."""

    port: int
    what: str
    process: subprocess.Popen[bytes]
    log: Path

    def stand_still(self, still: bool) -> None:
        """Stop all its processes where they are, or let them go on."""
        for process in family(self.process.pid):
            os.kill(process, signal.SIGSTOP if still else signal.SIGCONT)

    def rate(self, codes: Path) -> float:
        """Acknowledged a second; the sender is a process of its own."""
        words = (sys.executable, "-m", "bench.load", str(self.port), self.what, str(SECONDS), str(codes))
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert self.process.poll() is None, f"the server of {self.what} {ending(self.process, self.log)}"
        assert done.returncode == 0, done.stderr
        return float(done.stdout)


@figure("loop.accept.sqlite", "/s", want="≥ 0.35")
def accept_sqlite() -> tuple[float, float]:
    """SQLite, write-ahead log, `synchronous=FULL` on both sides."""
    with tempfile.TemporaryDirectory(prefix="mashang-bench-") as home:
        folder = Path(home)
        return _compare(folder, f"sqlite:///{folder / 'ours.db'}", f"sqlite:///{folder / 'reference.db'}")


@figure("loop.accept.postgresql", "/s", want="≥ 0.35")
def accept_postgresql() -> tuple[float, float]:
    """PostgreSQL with its own settings for durability, on disk."""
    with tempfile.TemporaryDirectory(prefix="mashang-bench-") as home:
        folder = Path(home)
        folder.chmod(0o755)  # the server's account must be able to walk through
        database.start(folder / "postgresql", DURABLE)
        try:
            address = database.address_of(folder / "postgresql")
            for name in ("ours", "reference"):
                database.command(address, f"CREATE DATABASE {name}")
            return _compare(folder, address.format("ours"), address.format("reference"))
        finally:
            database.stop(folder / "postgresql")


def _compare(folder: Path, ours_url: str, reference_url: str) -> tuple[float, float]:
    with _ours(folder, ours_url) as ours, _reference(folder, reference_url) as reference:
        codes = folder / "codes"
        codes.write_text("\n".join(_codes(ours_url)))
        for side in (ours, reference):
            side.rate(codes)  # warm
        pairs = []
        for _ in range(PAIRS):
            pairs.append(
                tuple(_rate_alone(*sides, codes) for sides in ((ours, reference), (reference, ours)))
            )
    rates = sorted(pairs, key=lambda pair: pair[0] / pair[1])
    return rates[PAIRS // 2][0], rates[PAIRS // 2][1]


def _rate_alone(side: Side, other: Side, codes: Path) -> float:
    other.stand_still(True)
    try:
        return side.rate(codes)
    finally:
        other.stand_still(False)


@contextmanager
def _ours(folder: Path, url: str) -> Iterator[Side]:
    data = folder / "data"
    data.mkdir()
    server = Server(data)
    try:
        server.start(LOADED, MASHANG_DATABASE_URL=url, MASHANG_RATELIMIT_STORAGE_URL="off")
        assert server.process is not None
        yield Side(server.port, "reports", server.process, data / "server.log")
    finally:
        server.stop()


@contextmanager
def _reference(folder: Path, url: str) -> Iterator[Side]:
    port, log = free_port(), folder / "reference.log"
    words = (sys.executable, "-m", "bench.reference", str(port), url)
    with log.open("wb") as said:
        started = subprocess.Popen(words, cwd=ROOT, stdout=said, stderr=said)
    side = Side(port, "notes", started, log)
    try:
        _wait(side)
        yield side
    finally:
        started.terminate()
        started.wait(20)


def _wait(side: Side) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert side.process.poll() is None, f"the reference {ending(side.process, side.log)}"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", side.port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the reference does not listen")


def _codes(url: str) -> list[str]:
    """All live codes of the demonstration's doors."""
    engine = create_engine(url)
    with engine.connect() as connection:
        found = list(connection.scalars(select(DoorCode.code).where(DoorCode.revoked_at.is_(None))))
    engine.dispose()
    return found

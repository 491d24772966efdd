"""How soon `make run` answers and how much memory it takes, measured from outside on a fresh demonstration."""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from bench.figure import figure
from tests.journeys.server import ROOT, Server


@contextmanager
def _demonstration() -> Iterator[Server]:
    """A server that is not started yet, on a data folder that one start has filled."""
    with tempfile.TemporaryDirectory(prefix="mashang-bench-") as folder:
        server = Server(Path(folder))
        server.start(120)
        server.stop()
        yield server


@cache
def _start_and_memory() -> tuple[float, float]:
    """The best of three starts in seconds, and PSS in MB of all processes after a hundred pages."""
    with _demonstration() as server:
        seconds = []
        for _ in range(3):
            began = time.perf_counter()
            server.start()
            seconds.append(time.perf_counter() - began)
            for _ in range(100):
                assert server.answers("/readyz")
            memory = sum(_pss(process) for process in server.processes())
            server.stop()
    return min(seconds), memory


@figure("loop.server.start", "s", limit=1.5)
def server_start() -> float:
    """From the start of the process to the first answer, database migrated and filled."""
    return _start_and_memory()[0]


@figure("loop.server.memory", "MB", limit=260)
def server_memory() -> float:
    """Proportional set size of the parent, two page workers and the job worker together."""
    return _start_and_memory()[1]


@figure("loop.run.again", "s", limit=10)
def run_again() -> float:
    """`make run` where everything was set up before: checks, start, first page."""
    with _demonstration() as server:
        subprocess.run(["make", "ready-run"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        began = time.perf_counter()
        server.start(command=["make", "run"])
        seconds = time.perf_counter() - began
        server.stop()
    return seconds


def _pss(process: int) -> float:
    rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Pss:")) / 1024

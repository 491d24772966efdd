"""What printing a thousand plates costs, in a process of its own: `python -m bench.plates` draws them and says so."""

import json
import subprocess
import sys
import time
from functools import cache
from io import BytesIO
from pathlib import Path

from bench.figure import figure
from qr.sheet import draw_sheet_a4
from tests.journeys.server import ROOT
from webapp.place.codes import new_code
from webapp.plate.documents import plate_of

COUNT = 1000


@figure("loop.plates.seconds", "s", limit=5)
def plates_seconds() -> float:
    """From the start of the process to the finished PDF of 1,000 plates, by the clock on the wall."""
    return _drawn()[0]


@figure("loop.plates.cpu", "s", limit=5)
def plates_cpu() -> float:
    """The same by the processor's clock: what it takes on a machine that nobody else keeps busy."""
    return _drawn()[1]


@figure("loop.plates.memory", "MB", limit=300)
def plates_memory() -> float:
    """The most memory that process ever held (VmHWM)."""
    return _drawn()[2]


@cache
def _drawn() -> tuple[float, float, float]:
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bench.plates"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - began
    said = json.loads(done.stdout)
    assert said["plates"] == COUNT
    return seconds, said["cpu"], said["peak_mb"]


def draw() -> None:
    """Draw the plates and print what it took."""
    plates = (
        plate_of("https://mashang.example.cn", "12345", f"新街坊{30 + turn // 40}号院 {turn // 4 % 10 + 1}号楼 {turn % 4 + 1}单元", new_code())
        for turn in range(COUNT)
    )  # fmt: skip
    drawn = draw_sheet_a4(plates, BytesIO())
    rows = Path("/proc/self/status").read_text().splitlines()
    peak = next(int(row.split()[1]) for row in rows if row.startswith("VmHWM:")) / 1024
    print(json.dumps({"plates": drawn, "peak_mb": peak, "cpu": time.process_time()}))


if __name__ == "__main__":
    draw()

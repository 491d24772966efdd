"""The part of the matrix that the suite runs: `make matrix SIZE=small`, by one worker because others test beside it.

Always with the same seed, so that what fails in one place can be repeated in another; `make matrix` takes a new one
every time and prints it. The district is the one that the journeys walk in, and the copies lie where this run keeps its
databases: in memory, if there is room.
"""

import os
import subprocess
import sys

import pytest

from tests import database
from tests.journeys.demonstration import told_once
from tests.journeys.server import ROOT


@pytest.mark.slow
@pytest.mark.journey
def test_nothing_is_lost_and_nothing_doubled():
    words = [
        sys.executable,
        "-u",
        "-m",
        "tests.matrix.run",
        "--size",
        "small",
        "--workers",
        "1",
        "--seed",
        "42",
        "--district",
        str(told_once()),
    ]
    home = {**os.environ, "TMPDIR": str(database.open_run())}
    done = subprocess.run(words, cwd=ROOT, env=home, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "**0 lost, 0 doubled**" in done.stdout

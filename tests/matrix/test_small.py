"""The part of the matrix that the suite runs: `make matrix SIZE=small`, by one worker because others test beside it.

Always with the same seed, so that what fails in one place can be repeated in another; `make matrix` takes a new one
every time and prints it.
"""

import subprocess
import sys

import pytest

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
    ]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "**0 lost, 0 doubled**" in done.stdout

"""The browser's own code, run where it lives: in JavaScript, over a browser's shelf and a real socket."""

import subprocess

from tests.pwa.conftest import BROWSER, ROOT


def test_the_phone_and_the_desk_keep_their_promises():
    answer = subprocess.run(
        ["node", "--test", "tests/pwa/"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert answer.returncode == 0, answer.stdout
    assert "# fail 0" in answer.stdout
    assert "# skipped 0" in answer.stdout


def test_the_browser_code_is_typed():
    tsc = ["node", "node_modules/typescript/bin/tsc", "--noEmit"]
    answer = subprocess.run(tsc, cwd=BROWSER, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout

import io
import subprocess

import pytest

from bench.figure import REGISTER, Figure, Reading, figure, run
from tests.journeys.server import ending


@pytest.fixture
def register():
    before = dict(REGISTER)
    REGISTER.clear()
    yield REGISTER
    REGISTER.clear()
    REGISTER.update(before)


def test_a_line_has_value_limit_ratio_and_verdict_in_the_agreed_order():
    line = str(Reading("loop.page", "KB", 11.2, 14, "≤", 1))
    assert line == "loop.page  11.2 KB  limit 14 KB  ratio 0.8  want ≤ 1  ok"


@pytest.mark.parametrize(
    ("value", "limit", "sense", "want", "ok"),
    [
        (15, 10, "≤", 1.5, True),
        (15.01, 10, "≤", 1.5, False),
        (350, 1000, "≥", 0.35, True),
        (349, 1000, "≥", 0.35, False),
        (0, 0, "≤", 1, True),
        (1, 0, "≤", 1, False),
    ],
)
def test_the_ratio_decides(value, limit, sense, want, ok):
    assert Reading("a", "u", value, limit, sense, want).ok is ok


def test_a_limit_is_fixed_or_measured_beside_the_value(register):
    figure("a.fixed", "KB", limit=14)(lambda: 7)
    figure("a.beside", "req/s", want="≥ 0.35")(lambda: (400, 1000))
    assert [each.read().ratio for each in register.values()] == [0.5, 0.4]


def test_two_figures_cannot_share_a_name(register):
    figure("a", "ms", limit=1)(lambda: 1)
    with pytest.raises(ValueError, match="two figures are called a"):
        figure("a", "ms", limit=1)(lambda: 1)


def test_short_and_unmeasurable_figures_are_counted(register, capsys):
    def breaks() -> float:
        raise RuntimeError("no server\nthe disk was full")

    out = io.StringIO()
    figures = [
        Figure("good", "ms", "≤", 1, 2, lambda: 1),
        Figure("slow", "ms", "≤", 1, 2, lambda: 3),
        Figure("broken", "ms", "≤", 1, 2, breaks),
    ]
    assert run(figures, out) == 2
    assert [line.split()[-1] for line in out.getvalue().splitlines()] == ["ok", "short", "short"]
    assert "broken  could not be measured: no server … the disk was full  short" in out.getvalue()
    assert "no server" in capsys.readouterr().err


def test_the_line_says_how_a_server_ended_and_the_last_it_said(tmp_path):
    log = tmp_path / "log"
    with log.open("wb") as said:
        speaks = subprocess.Popen(["sh", "-c", "echo the port is taken; exit 3"], stdout=said)
        assert ending(speaks, log) == "ended with status 3: the port is taken"
        killed = subprocess.Popen(["sh", "-c", "kill -9 $$"], stdout=said)
        assert ending(killed, log).startswith("was ended by SIGKILL: ")

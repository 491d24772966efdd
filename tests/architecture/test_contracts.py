"""The import contracts of pyproject.toml, tried on small houses: each must see what it forbids."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOUSE = ["webapp.app", "webapp.base.errors", "webapp.ticket.records", "webapp.report.commands", "api.reports"]
HOUSE += ["webapp.handle.events", "webapp.report.reactions", "webapp.report.pages", "pwa.served", "qr.code"]


@pytest.fixture
def lint(tmp_path):
    """`lint({"webapp.base.errors": "import webapp.app"})` → names of broken contracts in a house with that module."""

    def build_and_lint(more: dict[str, str]) -> list[str]:
        for module in [*HOUSE, *more]:
            path = tmp_path.joinpath(*module.split("."))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".py").write_text(more.get(module, ""))
            for parent in path.relative_to(tmp_path).parents[:-1]:
                (tmp_path / parent / "__init__.py").touch()
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        done = subprocess.run(
            [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert "Contracts:" in done.stdout, done.stdout + done.stderr
        return [line.removesuffix(" BROKEN") for line in done.stdout.splitlines() if line.endswith(" BROKEN")]

    return build_and_lint


def test_a_house_in_order_passes(lint):
    upward = {
        "webapp.report.reactions": "from webapp.handle import events",
        "api.reports": "import webapp.base",
    }
    assert lint({**upward, "webapp.report.commands": "from webapp.ticket import records"}) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"webapp.ticket.records": "from webapp.report import commands"},  # a low desk reaches up
        {"webapp.report.commands": "from webapp.handle import events"},  # siblings, and no reaction
        {"webapp.base.errors": "import webapp.app"},
        {"webapp.newdesk": ""},  # a desk that stands nowhere in the order
    ],
)
def test_the_order_of_the_desks_is_seen(lint, wrong):
    assert lint(wrong) == ["The desks stand in one order"]


@pytest.mark.parametrize(
    ("wrong", "contract"),
    [
        (
            {"qr.code": "import webapp.base"},
            "Neither the plate library nor the browser code knows the program",
        ),
        (
            {"pwa.served": "import webapp.base"},
            "Neither the plate library nor the browser code knows the program",
        ),
        ({"pwa.served": "import qr"}, "The plate library and the browser code know nothing of ours"),
        ({"webapp.report.pages": "import api.reports"}, "The program does not know its JSON skin"),
        (
            {"api.reports": "from webapp.report import pages"},
            "The JSON skin calls a desk's commands and queries, never its pages or records",
        ),
        (
            {"api.reports": "from webapp.ticket.records import nothing"},
            "The JSON skin calls a desk's commands and queries, never its pages or records",
        ),
    ],
)
def test_who_must_not_know_whom_is_seen(lint, wrong, contract):
    assert lint(wrong) == [contract]

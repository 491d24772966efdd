"""The handbook says what the program does: its columns, settings and commands."""

from pathlib import Path

import pytest

from webapp.admin.imports.running import IMPORTS
from webapp.base.settings import PREFIX, Settings
from webapp.catalogue.settings import DECISIONS

HANDBOOK = Path(__file__).parents[3] / "docs" / "handbook"


def page(name: str) -> str:
    return (HANDBOOK / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", list(IMPORTS))
def test_every_column_of_an_import_is_described(kind: str) -> None:
    section = page("imports.md").split(f"## {kind} ")[1].split("\n## ")[0]
    lines = [line.split(" | ") for line in section.splitlines() if line.startswith("| ")][1:]
    said = [(line[0].strip("| "), line[2]) for line in lines]
    assert said == [(c.heading, "yes" if c.required else "no") for c in IMPORTS[kind].columns]


def test_every_setting_is_described() -> None:
    text = page("settings.md")
    for field in Settings.__dataclass_fields__:
        assert f"`{PREFIX}{field.upper()}`" in text
    for decision in DECISIONS:
        assert f"| {decision.label} |" in text


def test_every_command_that_the_handbook_names_exists(app) -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in HANDBOOK.glob("*.md"))
    for words in (
        "units import",
        "plates print",
        "backup",
        "restore",
        "audit verify",
        "clocks settle",
        "db upgrade",
        "serve",
    ):
        assert f"flask --app wsgi {words}" in text or words in {"units import", "serve"}
        assert words.split()[0] in app.cli.list_commands(None)

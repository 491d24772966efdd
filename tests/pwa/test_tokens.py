"""The colours: what CSS makes us write twice stays the same twice."""

import re
from pathlib import Path

import pwa

TOKENS = (Path(pwa.__file__).parent / "src/style/tokens.css").read_text(encoding="utf-8")
ROOMS = Path(pwa.__file__).parents[1] / "webapp/layout/templates/layout"


def set_of(selector: str) -> dict[str, str]:
    """The names of the first set of this selector with their values."""
    block = re.search(rf"^\s*{re.escape(selector)} \{{([^}}]*)\}}", TOKENS, re.MULTILINE)
    return dict(re.findall(r"([\w-]+): ([^;]+);", block[1]))


def test_dark_is_the_same_by_the_systems_wish_and_by_ones_own():
    wished, chosen = set_of(":root:not([data-theme=light])"), set_of(":root[data-theme=dark]")
    assert chosen
    assert wished == chosen


def test_the_bar_of_the_browser_has_the_colour_of_the_paper():
    papers = [set_of(":root")["--paper"], set_of(":root[data-theme=dark]")["--paper"]]
    for room in ("desk.html", "resident.html"):
        bars = re.findall(
            r'name="theme-color"\s+content="(#\w+)"', (ROOMS / room).read_text(encoding="utf-8")
        )
        assert bars == papers, room

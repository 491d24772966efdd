"""Words on a plate: only what the font can print, broken where a reader would break, never past their box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, combinations, pairwise

from qr.characters import characters

MISSING = "□"
"""Stands for what the font lacks: the usual mark of a missing character. (〇 would be read as a nought.)"""

Measure = Callable[[str], float]
"""Width of a line in em."""

# What belongs together on a sign: a number and its counter ("5号楼"), or a Latin word; else every character is free.
_TOGETHER = re.compile(
    r"[A-Za-z0-9\-]+(?:号院|号楼|号|单元|栋|幢|座|楼|层|室|弄|门|区|院|里)?[，、）)]?|\s|.", re.DOTALL
)
_STOPS = "区道路街巷弄村镇乡院园苑楼栋幢座号侧坊，、"
_NEVER_FIRST = "，。、；：）)】…"
_TAIL_KEPT = 14  # of a name too long to print: the end says which building and which door


@dataclass(frozen=True)
class Step:
    """One way to set a name: so many lines, of a letter size between `largest` and `smallest` (any unit)."""

    lines: int
    largest: float
    smallest: float


@dataclass(frozen=True)
class Setting:
    """Words as they will stand: the lines and their letter size in the unit of the steps."""

    lines: tuple[str, ...]
    size: float


@lru_cache(maxsize=1024)  # most words of a sheet are the same on every plate
def printable(text: str) -> str:
    """The text with one space for any blank, no control or format characters, and `MISSING` for what cannot be printed.

    A run of characters that the font lacks (an emoji is often several) leaves one mark.
    """
    composed = unicodedata.normalize("NFC", text)
    kept = (" " if mark.isspace() else mark for mark in composed if not _is_invisible(mark))
    shown = "".join(mark if mark in characters() else MISSING for mark in kept)
    return re.sub(r" +", " ", re.sub(f"{MISSING}+", MISSING, shown)).strip()


def estimated_width(text: str) -> float:
    """Width in em for a page that sets the words in whatever font the reader has; on the generous side."""
    return sum(1.0 if ord(mark) > 0x2000 else 0.3 if mark in " .,:;'|!il" else 0.66 for mark in text)


def set_words(text: str, width: float, steps: Sequence[Step], measure: Measure) -> Setting:
    """Set a text within `width`: the first step that holds it, else the last step with the middle left out.

    Args:
        text: printable text; see `printable`.
        width: room for a line, in the unit of the steps.
        steps: from the most to the least wanted.
        measure: width of a line in em.
    """
    for step in steps:
        if set_so := _fit(text, width, step, measure):
            return set_so
    for shorter in _shortened(text):
        if set_so := _fit(shorter, width, steps[-1], measure):
            return set_so
    return Setting((), steps[-1].smallest)


def _fit(text: str, width: float, step: Step, measure: Measure) -> Setting | None:
    if not text:
        return Setting((), step.largest)
    if measure(text) > step.lines * width / step.smallest:
        return None
    lines = _broken(text, step.lines, measure)
    size = min(step.largest, width / max(map(measure, lines)))
    return Setting(lines, size) if size >= step.smallest else None


def _broken(text: str, count: int, measure: Measure) -> tuple[str, ...]:
    """The text in at most `count` lines as even as can be, rather at a blank or after a word like 院 than elsewhere."""
    parts: list[str] = _TOGETHER.findall(text)
    starts = [
        at for at in range(1, len(parts)) if not parts[at].isspace() and parts[at][0] not in _NEVER_FIRST
    ]
    # Measured once a part: there are thousands of ways to break.
    reach = [0.0, *accumulate(map(measure, parts))]

    def cost(breaks: tuple[int, ...]) -> float:
        widest = max(reach[end] - reach[start] for start, end in pairwise((0, *breaks, len(parts))))
        return widest + sum(_regret(parts[at - 1]) for at in breaks)

    best = min(combinations(starts, min(count - 1, len(starts))), key=cost)
    return tuple("".join(parts[start:end]).strip() for start, end in pairwise((0, *best, len(parts))))


def _regret(before: str) -> float:
    """What a break after this part costs, in em of unevenness that it must save."""
    if before.isspace():
        return 0.0
    return 2.0 if before[-1] in _STOPS else 4.0


def _shortened(text: str) -> Iterator[str]:
    """Ever shorter forms of a text, its end kept for as long as possible."""
    for head in range(min(len(text) - _TAIL_KEPT, 60), 0, -1):
        yield f"{text[:head]}…{text[-_TAIL_KEPT:]}"
    for tail in range(_TAIL_KEPT, 0, -1):
        yield f"…{text[-tail:]}"


def _is_invisible(mark: str) -> bool:
    """Control, format, surrogate and private characters and the marks that only choose a form of the one before."""
    return (
        unicodedata.category(mark) in {"Cc", "Cf", "Cs", "Co"} and not mark.isspace()
    ) or mark in "\ufe0e\ufe0f\u20e3"

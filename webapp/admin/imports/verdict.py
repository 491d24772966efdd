"""What came of each row of an import."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Outcome(StrEnum):
    """What happened to a row."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


OUTCOME_WORDS = {
    Outcome.ADDED: "新增",
    Outcome.CHANGED: "修改",
    Outcome.SAME: "没有变化",
    Outcome.REFUSED: "没收下",
}


class Refused(Exception):
    """This row cannot be taken; the sentence says why and what to do."""


@dataclass(frozen=True)
class Verdict:
    """One row's verdict: its number in the file, what it is about, and why it was refused."""

    number: int
    outcome: Outcome
    about: str = ""
    why: str = ""

    @property
    def word(self) -> str:
        """The outcome as people read it."""
        return OUTCOME_WORDS[self.outcome]


@dataclass(frozen=True)
class Verdicts:
    """All rows of a file."""

    rows: Sequence[Verdict]
    passwords: Sequence[tuple[str, str, str]] = field(default=(), repr=False)
    """(account, name, one-time password) of new people."""

    def count(self, outcome: Outcome) -> int:
        """How many rows had this outcome."""
        return Counter(row.outcome for row in self.rows)[outcome]

    @property
    def summary(self) -> str:
        """«新增 3，修改 1，没有变化 20，没收下 2»."""
        return "，".join(f"{words} {self.count(outcome)}" for outcome, words in OUTCOME_WORDS.items())


def differs(row: Any, **values: Any) -> bool:
    """Set what differs on a record; True when anything did."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)


def needed(cells: Any, **headings: str) -> None:
    """Refuse a row in which one of these cells is empty."""
    empty = [heading for name, heading in headings.items() if not cells[name]]
    if empty:
        raise Refused(f"没填{'、'.join(empty)}。")


def short_enough(cells: Any, **most: int) -> None:
    """Refuse a row in which a cell is longer than its column holds."""
    for name, length in most.items():
        if len(cells[name]) > length:
            raise Refused(f"「{cells[name][:12]}…」太长，最多 {length} 个字。")


def about_row(row: Any) -> str:
    """What a refused row is about, as far as it says: its cells, cut short."""
    return " ".join(cell for cell in row.cells.values() if cell)[:40]


def yes(word: str, default: bool) -> bool:
    """A cell that says yes or no."""
    if not word:
        return default
    if word in {"是", "在用", "有", "1", "y", "Y", "yes", "true", "True", "TRUE", "√"}:
        return True
    if word in {"否", "停用", "无", "没有", "0", "n", "N", "no", "false", "False", "FALSE", "×"}:
        return False
    raise Refused(f"「{word}」看不懂，请写「是」或「否」。")

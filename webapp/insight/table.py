"""The rates of a period as a table: rows, in each those who met beside those who were phoned, and two totals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from webapp.insight.rules import Counts, Period, Rates, Weights, averaged, rates_of
from webapp.ticket.words import Gate

UNKNOWN = "未知"
POOLED = "合计（放在一起算）"
AVERAGED = "平均（各行不分多少）"
GATES = {
    Gate.MET: "见了", Gate.DECLINED: "明确不用见", Gate.UNANSWERED: "未回应", Gate.NONE: "不用约见",
    Gate.WAITING: "还没见",
}  # fmt: skip
SIDES = {Gate.MET: "见了", Gate.DECLINED: "电话说", Gate.UNANSWERED: "未回应"}
"""Side by side in every row: met, phoned because the resident clearly declined to meet, and not answered."""


class By(StrEnum):
    """What the rows of a table are."""

    UNIT = "unit"
    COMMUNITY = "community"
    CLASS = "class"
    MEETING = "meeting"


BY_WORDS = {By.UNIT: "责任单位", By.COMMUNITY: "社区", By.CLASS: "类别", By.MEETING: "见面"}


@dataclass(frozen=True)
class Figures:
    """What was counted, and the rates of it."""

    counts: Counts
    rates: Rates


@dataclass(frozen=True)
class Row:
    """One line. `key` is what the list behind it asks for, empty for the total; `sides` in the order of `SIDES`."""

    key: str
    name: str
    whole: Figures
    sides: tuple[Figures, ...]

    @property
    def counts(self) -> Counts:
        """What the whole line was counted from."""
        return self.whole.counts

    @property
    def rates(self) -> Rates:
        """The rates of the whole line."""
        return self.whole.rates


@dataclass(frozen=True)
class Table:
    """The rates of a period: rows, and two totals that may differ: pooled and averaged."""

    period: Period
    by: By
    rows: tuple[Row, ...]
    pooled: Row
    weights: Weights

    @property
    def mean(self) -> Rates:
        """The plain mean of the rows' rates as they are printed."""
        return averaged(row.rates for row in self.rows)

    @property
    def basically(self) -> Decimal:
        """What a basically satisfied counts."""
        return Decimal(self.weights.basically) / 100

    @property
    def formula(self) -> str:
        """How every rate was counted, as people read it."""
        response, solution, satisfaction = (
            Decimal(part) / 100
            for part in (self.weights.response, self.weights.solution, self.weights.satisfaction)
        )
        return (
            "响应率＝联系过÷有效回访（没问到的，见过面或回过邀约就算）；解决率＝已解决÷有效回访，解决了一部分不算；"
            f"满意率＝（满意＋{self.basically}×基本满意）÷有效回访；"
            f"综合＝100×（{response}×响应率＋{solution}×解决率＋{satisfaction}×满意率）。不计入的已经去掉。"
        )


def table_of(
    period: Period, by: By, weights: Weights, counted: Iterable[tuple[Any, Gate, Counts]], names: Mapping[Any, str]
) -> Table:  # fmt: skip
    """The table of what was counted by (key, how they met), the best composite first."""
    found: dict[Any, list[tuple[Gate, Counts]]] = {}
    for key, gate, counts in counted:
        found.setdefault(key, []).append((gate, counts))
    rows = [
        _row(str(key or "none"), names.get(key, UNKNOWN), parts, weights)
        for key, parts in found.items()
        if sum(counts.valid for _, counts in parts)
    ]
    rows.sort(key=lambda row: (-(row.rates.composite or 0), row.name))
    everything = [part for parts in found.values() for part in parts]
    return Table(period, by, tuple(rows), _row("", POOLED, everything, weights), weights)


def _row(key: str, name: str, parts: Iterable[tuple[Gate, Counts]], weights: Weights) -> Row:
    parts = list(parts)
    whole = sum((counts for _, counts in parts), Counts())
    sides = (sum((counts for gate, counts in parts if gate is side), Counts()) for side in SIDES)
    return Row(key, name, figures_of(whole, weights), tuple(figures_of(side, weights) for side in sides))


def figures_of(counts: Counts, weights: Weights) -> Figures:
    """What was counted with its rates."""
    return Figures(counts, rates_of(counts, weights))

"""The tables of the rates on paper: the same columns, lines and words for Excel and for Word."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from webapp.insight.rules import NOTHING, PERIOD_WORDS, Rates
from webapp.insight.table import AVERAGED, BY_WORDS, SIDES, By, Figures, Row, Table

TITLE = "三率"


class Kind(StrEnum):
    """How the numbers of a column read."""

    COUNT = "count"
    PERCENT = "percent"
    POINTS = "points"


Cell = int | Decimal | str
"""A number, or the words where there is none."""


@dataclass(frozen=True)
class Head:
    """A head over its columns; a head of one column has no second line."""

    words: str
    columns: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True)
class Line:
    """A line: its name, its cells in the order of the columns, whether it is a total."""

    name: str
    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Paper:
    """What a file says: whose rates, of when, how they came to be."""

    whose: str
    note: str
    """Published by whom and when, or counted when."""
    tables: tuple[Table, ...]

    @property
    def heading(self) -> str:
        """The line under the title."""
        period = self.tables[0].period
        return f"{self.whose} · {PERIOD_WORDS[period.kind]} · {period.words}"


def heads(by: By) -> Sequence[Head]:
    """The heads after the name: a table by meeting needs no sides."""
    rate = ("率", Kind.PERCENT)
    plain = (
        Head("有效回访", (("", Kind.COUNT),)),
        Head("响应率", (("联系过", Kind.COUNT), rate)),
        Head("解决率", (("已解决", Kind.COUNT), rate)),
        Head("满意率", (("满意", Kind.COUNT), ("基本满意", Kind.COUNT), rate)),
        Head("综合", (("", Kind.POINTS),)),
    )
    if by is By.MEETING:
        return plain
    return (
        *plain,
        *(Head(words, (("有效回访", Kind.COUNT), ("综合", Kind.POINTS))) for words in SIDES.values()),
    )


def columns(by: By) -> Sequence[tuple[str, Kind]]:
    """All columns after the name, from left to right."""
    return [column for head in heads(by) for column in head.columns]


def lines(table: Table) -> Sequence[Line]:
    """The rows, then the two totals by their names."""
    rows = [Line(row.name, _cells(row, table.by)) for row in table.rows]
    gap = len(columns(table.by)) - 9
    mean = Line(AVERAGED, ("", *_mean(table.mean), *("" for _ in range(gap))), total=True)
    return [*rows, Line(table.pooled.name, _cells(table.pooled, table.by), total=True), mean]


def name_of(by: By) -> str:
    """What the first column is called, and the sheet."""
    return BY_WORDS[by]


def _cells(row: Row, by: By) -> tuple[Cell, ...]:
    counts, rates = row.counts, row.rates
    plain: tuple[Cell, ...] = (
        counts.valid, counts.contacted, _or_nothing(rates.response), counts.solved, _or_nothing(rates.solution),
        counts.satisfied, counts.basically, _or_nothing(rates.satisfaction), _or_nothing(rates.composite),
    )  # fmt: skip
    return plain if by is By.MEETING else (*plain, *(cell for side in row.sides for cell in _side(side)))


def _side(side: Figures) -> tuple[Cell, Cell]:
    return side.counts.valid, _or_nothing(side.rates.composite)


def _mean(rates: Rates) -> tuple[Cell, ...]:
    return (
        "", _or_nothing(rates.response), "", _or_nothing(rates.solution), "", "", _or_nothing(rates.satisfaction),
        _or_nothing(rates.composite),
    )  # fmt: skip


def _or_nothing(rate: Decimal | None) -> Cell:
    return NOTHING if rate is None else rate

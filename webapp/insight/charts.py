"""What the chart over a table of rates draws; the table says the same without it."""

from dataclasses import asdict, dataclass
from typing import Any

from webapp.insight.table import BY_WORDS, SIDES, By, Table

MOST_BARS = 30
"""More rows than that cannot be told apart in a picture; the table has all of them."""


@dataclass(frozen=True)
class Series:
    """Bars of one kind, one a row; none where there is no rate."""

    name: str
    values: list[float | None]


@dataclass(frozen=True)
class Chart:
    """The composite of every row, beside it of those who met and of those who were phoned."""

    label: str
    rows: list[str]
    series: list[Series]

    @property
    def told(self) -> dict[str, Any]:
        """As the page's script reads it."""
        return {"rows": self.rows, "series": [asdict(one) for one in self.series]}


def chart_of(table: Table) -> Chart | None:
    """The chart of the first rows; none where a picture would say nothing."""
    rows = table.rows[:MOST_BARS]
    if not rows:
        return None
    series = [Series("综合", [_number(row.rates.composite) for row in rows])]
    if table.by is not By.MEETING:
        for place, words in enumerate(SIDES.values()):
            values = [_number(row.sides[place].rates.composite) for row in rows]
            if any(value is not None for value in values):
                series.append(Series(words, values))
    label = (
        f"各{BY_WORDS[table.by]}的综合：{'、'.join(f'{row.name} {row.rates.composite}' for row in rows[:3])}"
    )
    more = f"等 {len(table.rows)} 个" if len(table.rows) > 3 else ""
    return Chart(f"{label}{more}。下面的表里是同样的数字。", [row.name for row in rows], series)


def _number(rate: Any) -> float | None:
    return None if rate is None else float(rate)

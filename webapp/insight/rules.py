"""The three rates and their periods (mission.md, Numbers people will check you on).

响应率 = 已联系 ÷ 有效回访 · 解决率 = 已解决 ÷ 有效回访 · 满意率 = (满意 + 0.9 × 基本满意) ÷ 有效回访
综合 = 100 × (0.1 响应 + 0.5 解决 + 0.4 满意), one decimal. Weights are dated settings.

Time is counted in half days, which noon divides: a daily report runs from noon to noon, a month from midnight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from webapp.base.clock import CHINA
from webapp.catalogue.rate_weights import NAMES

NOON = 12
NOTHING = "—"
TENTH = Decimal("0.1")


class PeriodKind(StrEnum):
    """What a period is counted by."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    WINDOW = "window"


PERIOD_WORDS = {
    PeriodKind.DAY: "日（中午到中午）", PeriodKind.WEEK: "周", PeriodKind.MONTH: "月", PeriodKind.WINDOW: "考核期",
}  # fmt: skip


@dataclass(frozen=True)
class Period:
    """Half days from `first` up to, not including, `after`; `last` is its last calendar day."""

    kind: PeriodKind
    first: int
    after: int
    begins: date
    last: date

    @property
    def words(self) -> str:
        """From when until when, as people read it."""
        noon = " 12:00" if self.kind is PeriodKind.DAY else ""
        return f"{self.begins.isoformat()}{noon} 到 {self.last.isoformat()}{noon}"

    @property
    def ends(self) -> datetime:
        """The moment from which nothing more can fall into it."""
        midnight = datetime.combine(date.fromordinal(self.after // 2), time(), CHINA)
        return midnight + timedelta(hours=NOON * (self.after % 2))


@dataclass(frozen=True)
class Weights:
    """How much each rate weighs in the composite, and basically satisfied in satisfaction; per cent."""

    response: int
    solution: int
    satisfaction: int
    basically: int


@dataclass(frozen=True)
class Counts:
    """What the rates are counted from."""

    valid: int = 0
    contacted: int = 0
    solved: int = 0
    satisfied: int = 0
    basically: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.valid + other.valid, self.contacted + other.contacted, self.solved + other.solved,
            self.satisfied + other.satisfied, self.basically + other.basically,
        )  # fmt: skip


@dataclass(frozen=True)
class Rates:
    """The rates as per cent with one decimal; none where nobody was heard."""

    response: Decimal | None
    solution: Decimal | None
    satisfaction: Decimal | None
    composite: Decimal | None


NO_RATES = Rates(None, None, None, None)


def half_of(moment: datetime) -> int:
    """The half day of a moment by Chinese time."""
    local = moment.astimezone(CHINA)
    return local.date().toordinal() * 2 + (local.hour >= NOON)


def period_of(kind: PeriodKind, day: date, window_day: int) -> Period:
    """The period in which a day lies. A daily report ends at that day's noon; a window begins on `window_day`."""
    if kind is PeriodKind.DAY:
        noon = day.toordinal() * 2 + 1
        return Period(kind, noon - 2, noon, day - timedelta(days=1), day)
    if kind is PeriodKind.WEEK:
        begins = day - timedelta(days=day.weekday())
        return _days(kind, begins, begins + timedelta(days=7))
    first = 1 if kind is PeriodKind.MONTH else window_day
    begins = day.replace(day=first) if day.day >= first else _month_before(day).replace(day=first)
    return _days(kind, begins, _month_after(begins).replace(day=first))


def _days(kind: PeriodKind, begins: date, ends: date) -> Period:
    return Period(kind, begins.toordinal() * 2, ends.toordinal() * 2, begins, ends - timedelta(days=1))


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _month_after(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def weights_of(settings: Mapping[str, Any]) -> Weights:
    """The weights of a day's settings."""
    decided = dict(settings["rate_weights"])
    return Weights(*(int(decided[name]) for name in NAMES))


def rates_of(counts: Counts, weights: Weights) -> Rates:
    """The rates of what was counted; the composite from the exact rates, not from the rounded ones."""
    if not counts.valid:
        return NO_RATES
    valid = Decimal(counts.valid)
    response = 100 * counts.contacted / valid
    solution = 100 * counts.solved / valid
    pleased = counts.satisfied + counts.basically * Decimal(weights.basically) / 100
    satisfaction = 100 * pleased / valid
    whole = (
        weights.response * response + weights.solution * solution + weights.satisfaction * satisfaction
    ) / 100
    return Rates(*(_rounded(rate) for rate in (response, solution, satisfaction, whole)))


def averaged(rows: Iterable[Rates]) -> Rates:
    """The plain mean of rows that have rates: each row weighs the same, however many it was counted from."""
    heard = [row for row in rows if row.composite is not None]
    if not heard:
        return NO_RATES

    def mean(name: str) -> Decimal:
        return _rounded(sum((getattr(row, name) for row in heard), Decimal(0)) / len(heard))

    return Rates(mean("response"), mean("solution"), mean("satisfaction"), mean("composite"))


def _rounded(rate: Decimal) -> Decimal:
    return rate.quantize(TENTH, ROUND_HALF_UP)

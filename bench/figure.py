"""A figure: something measured, the limit beside it, and the ratio of the two that is wanted."""

from __future__ import annotations

import operator
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TextIO

SENSES = {"≤": operator.le, "≥": operator.ge}
Measured = float | tuple[float, float]
REGISTER: dict[str, Figure] = {}


@dataclass(frozen=True)
class Reading:
    """One figure as measured: `value` and `limit` share the unit, `want` is the bound on value ÷ limit."""

    name: str
    unit: str
    value: float
    limit: float
    sense: str
    want: float

    @property
    def ratio(self) -> float:
        """Value ÷ limit; infinite over a limit of nothing, but 0 of 0 is 0 (for figures that must be nothing)."""
        if self.limit:
            return self.value / self.limit
        return float("inf") if self.value else 0.0

    @property
    def ok(self) -> bool:
        """Whether the ratio as measured (not as printed) keeps to what is wanted."""
        return bool(SENSES[self.sense](self.ratio, self.want))

    def __str__(self) -> str:
        words = (
            self.name,
            f"{_short(self.value)} {self.unit}",
            f"limit {_short(self.limit)} {self.unit}",
            f"ratio {self.ratio:.3g}",
            f"want {self.sense} {self.want:g}",
            "ok" if self.ok else "short",
        )
        return "  ".join(words)


@dataclass(frozen=True)
class Figure:
    """How one figure is measured. `limit` is None when `measure` gives (value, limit), both of the same run."""

    name: str
    unit: str
    sense: str
    want: float
    limit: float | None
    measure: Callable[[], Measured]

    def read(self) -> Reading:
        """Measure now."""
        found = self.measure()
        if isinstance(found, tuple):
            value, limit = found
        else:
            assert self.limit is not None, f"{self.name} gives no limit"
            value, limit = found, self.limit
        return Reading(self.name, self.unit, value, limit, self.sense, self.want)


def figure(
    name: str, unit: str, want: str = "≤ 1", limit: float | None = None
) -> Callable[[Callable[[], Measured]], Callable[[], Measured]]:
    """Register a function as the figure `name` (dotted; the first part is what ONLY selects).

    `want` is the bound on value ÷ limit, for example "≤ 1.5" or "≥ 0.35". The function returns the value when
    `limit` is given here, else (value, limit), measured side by side.
    """
    sense, bound = want[0], float(want[1:])
    if sense not in SENSES:
        raise ValueError(f"{name}: a wish begins with ≤ or ≥, not with {sense!r}")

    def register(measure: Callable[[], Measured]) -> Callable[[], Measured]:
        if name in REGISTER:
            raise ValueError(f"two figures are called {name}")
        REGISTER[name] = Figure(name, unit, sense, bound, limit, measure)
        return measure

    return register


def run(figures: Iterable[Figure], out: TextIO) -> int:
    """Measure and print one line a figure; how many were short (one that cannot be measured is short)."""
    short = 0
    for each in figures:
        try:
            reading = each.read()
        except Exception as wrong:  # whatever it is, the figures after it are measured
            traceback.print_exc(limit=-3)
            print(f"{each.name}  could not be measured: {_why(wrong)}  short", file=out, flush=True)
            short += 1
            continue
        print(reading, file=out, flush=True)
        short += not reading.ok
    return short


def _why(wrong: Exception) -> str:
    """What went wrong, on one line: how a server ended, and the last it said."""
    said = [line.strip() for line in str(wrong).splitlines() if line.strip()]
    if not said:
        return type(wrong).__name__
    return said[0] if len(said) == 1 else f"{said[0]} … {said[-1]}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"

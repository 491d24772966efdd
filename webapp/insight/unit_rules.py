"""The figures of a management unit's score card, month by month (mission.md, C8 and Numbers people will check you on).

按期处置率 = 按期处置 ÷ 当月到期 · 解决率, 满意率 as `rules` has them · 物业费收缴率 = 已收 ÷ 应收 · 覆盖率 = 有物业服务 ÷ 全部单元.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal

from webapp.base.clock import CHINA
from webapp.insight.rules import NOTHING, TENTH, Counts

EARLIEST = date(2000, 1, 1)
UNREADABLE = "月份要写成 2026-11 这样。"


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month in China; `first` is its first day."""

    first: date

    @property
    def words(self) -> str:
        """As an address and a list have it: 2026-11."""
        return f"{self.first:%Y-%m}"

    @property
    def begins(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, time(), CHINA).astimezone(UTC)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return self.after.begins

    @property
    def after(self) -> "Month":
        """The month that follows."""
        year, month = divmod(self.first.year * 12 + self.first.month, 12)
        return Month(date(year, month + 1, 1))

    @property
    def before(self) -> "Month":
        """The month before."""
        year, month = divmod(self.first.year * 12 + self.first.month - 2, 12)
        return Month(date(year, month + 1, 1))

    @property
    def halves(self) -> tuple[int, int]:
        """Its half days (`rules.half_of`), the second not included."""
        return self.first.toordinal() * 2, self.after.first.toordinal() * 2


def month_of(moment: datetime) -> Month:
    """The month of a moment by Chinese time."""
    return Month(moment.astimezone(CHINA).date().replace(day=1))


def read_month(given: str) -> Month:
    """A month as people write it, 2026-11; `ValueError` carries the sentence for the page."""
    year, _, month = given.strip().replace("/", "-").replace("年", "-").rstrip("月").partition("-")
    try:
        first = date(int(year), int(month), 1)
    except (ValueError, OverflowError):
        raise ValueError(UNREADABLE) from None
    if first < EARLIEST:
        raise ValueError(UNREADABLE)
    return Month(first)


def last_months(until: Month, many: int) -> Iterator[Month]:
    """So many months, the newest first, `until` among them."""
    for _ in range(many):
        yield until
        until = until.before


@dataclass(frozen=True)
class Share:
    """A part of a whole; nothing is made of nothing."""

    part: Decimal | int
    whole: Decimal | int

    @property
    def per_cent(self) -> Decimal | None:
        """With one decimal; none where the whole is zero."""
        if not self.whole:
            return None
        return (100 * Decimal(self.part) / Decimal(self.whole)).quantize(TENTH, ROUND_HALF_UP)

    @property
    def words(self) -> str:
        """92.3%, or a dash."""
        return NOTHING if self.per_cent is None else f"{self.per_cent}%"

    @property
    def formula(self) -> str:
        """12 ÷ 13."""
        return f"{self.part:,} ÷ {self.whole:,}"


@dataclass(frozen=True)
class Card:
    """What a month says about a management unit."""

    volume: int = 0
    hotline: int = 0
    returned: int = 0
    due: int = 0
    in_time: int = 0
    heard: Counts = field(default_factory=Counts)
    fee_due_cents: int = 0
    fee_paid_cents: int = 0

    @property
    def on_time(self) -> Share:
        """按期处置率."""
        return Share(self.in_time, self.due)

    @property
    def solved(self) -> Share:
        """解决率."""
        return Share(self.heard.solved, self.heard.valid)

    def satisfied(self, basically: int) -> Share:
        """满意率; `basically` is what 基本满意 weighs, per cent."""
        pleased = self.heard.satisfied + self.heard.basically * Decimal(basically) / 100
        return Share(pleased.normalize() if pleased else 0, self.heard.valid)

    @property
    def fees(self) -> Share:
        """物业费收缴率, in yuan."""
        return Share(Decimal(self.fee_paid_cents) / 100, Decimal(self.fee_due_cents) / 100)


def change(now: Share, before: Share) -> str:
    """How a rate went from month to month, in percentage points; nothing where one of them is missing."""
    if now.per_cent is None or before.per_cent is None:
        return ""
    points = now.per_cent - before.per_cent
    return "持平" if not points else f"{'升' if points > 0 else '降'} {abs(points)} 个百分点"


def step(now: int, before: int) -> str:
    """How a number went from month to month."""
    return "持平" if now == before else f"{'多' if now > before else '少'} {abs(now - before)} 件"

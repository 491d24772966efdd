"""When a reporter counts as unreachable, and which answers the street must look at again.

Sources: lifecycle.md (end; Defaults; Settled), safety.md 10.
"""

import hashlib
import math
import uuid
from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from webapp.base.clock import CHINA, next_within_hours

NOON = 12
MANY_OF_ONE_DEVICE = 5
"""From this many verdicts by one device within `DEVICE_WITHIN` on, each is looked at."""
DEVICE_WITHIN = timedelta(days=30)
SAMPLE_ONE_IN = 10
FOLLOW_UP_WITHIN = timedelta(days=60)
"""An end longer ago than this is followed up no more, for example after a long standstill of the program."""


class Flag(StrEnum):
    """Why the street should look again."""

    PARTLY = "partly"
    STREET_DECIDES = "street_decides"
    LOW_MARKS = "low_marks"
    ONE_DEVICE = "one_device"
    SAMPLE = "sample"
    CHECK = "check"


FLAG_WORDS = {
    Flag.PARTLY: "只解决了一部分",
    Flag.STREET_DECIDES: "已重办三次，由街道定",
    Flag.LOW_MARKS: "不满意",
    Flag.ONE_DEVICE: "同一部手机评了很多件",
    Flag.SAMPLE: "抽查",
    Flag.CHECK: "质检说和记的不一样",
}
UNDECIDED = frozenset({Flag.PARTLY, Flag.STREET_DECIDES})
"""With one of these the reporter is not settled before the street has looked."""


def half_day(moment: datetime) -> str:
    """The half day a call fell into, for example `20261120-am`; noon divides."""
    local = moment.astimezone(CHINA)
    return f"{local:%Y%m%d}-{'am' if local.hour < NOON else 'pm'}"


def next_half_day(moment: datetime, opens: int, closes: int) -> datetime:
    """When to try again after an unanswered call: the next half day, within the calling hours."""
    local = moment.astimezone(CHINA)
    if local.hour < NOON < closes:
        start = local.replace(hour=NOON, minute=0, second=0, microsecond=0)
    else:
        start = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return next_within_hours(start.astimezone(UTC), opens, closes)


def is_unreachable(half_days: Iterable[str], after: int) -> bool:
    """Whether enough different half days were tried."""
    return len(set(half_days)) >= after


def is_sampled(secret: str, report_id: uuid.UUID) -> bool:
    """Whether a satisfied answer by link is to be checked by phone: one in ten, not to be foreseen from outside."""
    mark = hashlib.sha256(f"{secret}:sample:{report_id}".encode()).digest()
    return int.from_bytes(mark[:4], "big") % SAMPLE_ONE_IN == 0


def flags_of(solved: str, satisfied: str, street_decides: bool = False) -> list[Flag]:
    """The flags that an answer itself raises; each word as in `records`."""
    found = []
    if solved == "partly":
        found.append(Flag.PARTLY)
    if solved == "no" and street_decides:
        found.append(Flag.STREET_DECIDES)
    if solved == "yes" and satisfied == "no":
        found.append(Flag.LOW_MARKS)
    return found


def written(flags: Iterable[Flag]) -> str | None:
    """Flags as the row keeps them; nothing when there are none."""
    return ",".join(dict.fromkeys(flags)) or None


def read_flags(kept: str | None) -> tuple[Flag, ...]:
    """The flags of a row."""
    return tuple(Flag(word) for word in (kept or "").split(",") if word)


def to_check(secret: str, day: date, calls: Collection[uuid.UUID], percent: int) -> list[uuid.UUID]:
    """Which calls of a day are checked: the set share, rounded up, the same whoever asks and not to be foreseen."""

    def mark(task_id: uuid.UUID) -> bytes:
        return hashlib.sha256(f"{secret}:check:{day.isoformat()}:{task_id}".encode()).digest()

    return sorted(calls, key=mark)[: math.ceil(len(calls) * percent / 100)]

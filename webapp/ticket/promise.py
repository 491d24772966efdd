"""The promise: the next word to the resident by; renewed at every step, never later than the tier allows."""

from datetime import datetime, timedelta

from webapp.catalogue.records import Tier

# lifecycle.md, Defaults: P at most. Days are calendar days until the working calendar is in force.
LONGEST = {
    Tier.SUDDEN: timedelta(hours=1),
    Tier.UTILITY: timedelta(hours=12),
    Tier.ORDINARY: timedelta(days=2),
    Tier.HARD: timedelta(days=3),
}


def next_word_by(tier: Tier, now: datetime, wanted: datetime | None = None) -> datetime:
    """When the resident hears again: as wanted if the tier allows it, else the tier's longest.

    Raises ValueError when a later moment than the tier's longest, or a past one, is asked for.
    """
    latest = now + LONGEST[tier]
    if wanted is None:
        return latest
    if not now < wanted <= latest:
        raise ValueError("答应居民的时间要晚于现在，也不能超过这一类的最长时限。")
    return wanted


def kept_within(tier: Tier, now: datetime, promised: datetime | None) -> datetime:
    """A promise that stands, brought forward when a corrected tier allows no more so late a word."""
    latest = now + LONGEST[tier]
    return latest if promised is None else min(promised, latest)

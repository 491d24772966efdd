"""When something was really done outdoors, told by a phone whose clock may be wrong (field.md, contract.md).

A phone says three things: when it was done (`captured_at`), when the words were sealed (`sent_at`, which may be hours
before a signal came), and, with a try that knows how, what its clock shows at this very moment (`told_at`). Only the
last one tells a wrong clock from a long wait.
"""

import re
from datetime import UTC, datetime, timedelta

LONGEST_WAIT = timedelta(days=30)
"""A sign-in stays valid for sending this long: what claims to have waited longer was made by a wrong clock."""
FURTHEST = timedelta(days=365 * 200)
_MILLISECONDS = re.compile(r"[0-9]{2,15}")


def told_moment(header: str) -> datetime | None:
    """The phone's clock as the queued header carries it: milliseconds since 1970 or ISO with offset; else None."""
    header = header.strip()
    try:
        if _MILLISECONDS.fullmatch(header):
            return datetime.fromtimestamp(int(header) / 1000, UTC)
        moment = datetime.fromisoformat(header)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else None


def clock_ahead(
    sent_at: datetime | None, received_at: datetime, told_at: datetime | None = None
) -> timedelta:
    """How far the phone's clock is ahead of ours; negative when it is behind, as in 1970.

    Without `told_at` a clock that is a little behind looks like a wait, and is believed: `sent_at` in the future or
    longer ago than anything may wait is the only sure sign of a wrong one.
    """
    if told_at is not None:
        return _bounded(told_at - received_at)
    if sent_at is None or timedelta(0) <= received_at - sent_at <= LONGEST_WAIT:
        return timedelta(0)
    return _bounded(sent_at - received_at)


def true_moment(
    captured_at: datetime | None, sent_at: datetime | None, received_at: datetime, told_at: datetime | None = None
) -> datetime:  # fmt: skip
    """When it was done, by our clock: skew taken out, never after we received it, nor longer ago than it may wait."""
    if captured_at is None:
        return received_at
    try:
        moment = captured_at - clock_ahead(sent_at, received_at, told_at)
    except OverflowError:
        return received_at
    return min(moment, received_at) if received_at - moment <= LONGEST_WAIT else received_at


def _bounded(span: timedelta) -> timedelta:
    return max(-FURTHEST, min(FURTHEST, span))

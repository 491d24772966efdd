"""How times, telephones and numbers read on a page. Pure: `now` and the zone come from outside.

Voice (docs: look): "今天 18:00前", "还剩 3 小时", "昨天 09:12"; the exact moment waits in the title of `<time>`.
Moments are aware datetimes; a naive one is a mistake of the caller and raises `ValueError`.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from webapp.base.clock import CHINA

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NEAR_DAYS = {-2: "前天", -1: "昨天", 0: "今天", 1: "明天", 2: "后天"}
MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def day_words(at: datetime, now: datetime, zone: ZoneInfo = CHINA) -> str:
    """The day alone: 今天, 昨天, 周五 (within this week), 11月3日, 2025年11月3日."""
    local, today = _local(at, zone), _local(now, zone)
    apart = (local.date() - today.date()).days
    if apart in NEAR_DAYS:
        return NEAR_DAYS[apart]
    if local.isocalendar()[:2] == today.isocalendar()[:2]:
        return WEEKDAYS[local.weekday()]
    year = "" if local.year == today.year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日"


def moment_words(at: datetime, now: datetime, zone: ZoneInfo = CHINA) -> str:
    """When something happened or will: 刚刚, 5 分钟前, 今天 09:12, 昨天 18:30, 11月3日 18:30."""
    past = (now - at).total_seconds()
    if 0 <= past < MINUTE:
        return "刚刚"
    if MINUTE <= past < HOUR:
        return f"{int(past // MINUTE)} 分钟前"
    return f"{day_words(at, now, zone)} {_local(at, zone):%H:%M}"


def due_words(at: datetime, now: datetime, zone: ZoneInfo = CHINA) -> str:
    """Until when something has to be done: 今天 18:00前, 明天 09:30前, 11月28日 18:00前, at midnight 今天 24:00前."""
    day, clock = limit_day(at, zone)
    return f"{day_words(day, now, zone)} {clock}前"


def limit_day(at: datetime, zone: ZoneInfo = CHINA) -> tuple[datetime, str]:
    """A moment on the day that a limit belongs to, and its hour: midnight ends a day, people read 00:00 as the night after."""
    local = _local(at, zone)
    return (
        (local - timedelta(minutes=1), "24:00")
        if (local.hour, local.minute) == (0, 0)
        else (local, f"{local:%H:%M}")
    )


def left_words(at: datetime, now: datetime) -> str:
    """What is left until a limit, or how far it is past: 还剩 3 小时, 还剩 2 天, 已超 40 分钟."""
    seconds = (at - now).total_seconds()
    gap = "" if abs(seconds) < MINUTE else " "
    return f"{'还剩' if seconds >= 0 else '已超'}{gap}{span_words(abs(seconds))}"


def age_words(at: datetime, now: datetime) -> str:
    """How old something is, short enough for a row: 刚刚, 5 分钟, 3 小时, 12 天."""
    seconds = max(0.0, (now - at).total_seconds())
    return "刚刚" if seconds < MINUTE else span_words(seconds)


def span_words(seconds: float) -> str:
    """A length of time in its largest sensible unit, rounded down: 不到 1 分钟, 25 分钟, 3 小时, 2 天."""
    if seconds < MINUTE:
        return "不到 1 分钟"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} 分钟"
    if seconds < 2 * DAY:
        return f"{int(seconds // HOUR)} 小时"
    return f"{int(seconds // DAY)} 天"


def watch_words(seconds: float) -> str:
    """Minutes and seconds as on a stop-watch, for the two-minute clock: 1:05, 12:40; past the hour 5 小时, 3 天."""
    whole = max(0, int(seconds))
    if whole >= HOUR:
        return span_words(whole)
    return f"{whole // MINUTE}:{whole % MINUTE:02d}"


def exact_words(at: datetime, zone: ZoneInfo = CHINA) -> str:
    """The full moment: 2026年11月21日 周六 18:00."""
    local = _local(at, zone)
    return f"{local.year}年{local.month}月{local.day}日 {WEEKDAYS[local.weekday()]} {local:%H:%M}"


def time_tag(at: datetime, words: str, zone: ZoneInfo = CHINA) -> Markup:
    """The words inside `<time>`, with the machine's form in `datetime` and the exact moment in `title`."""
    local = _local(at, zone).replace(microsecond=0)
    tag = Markup('<time datetime="{}" title="{}">{}</time>')
    return tag.format(local.isoformat(), exact_words(at, zone), words)


def input_moment(at: datetime, zone: ZoneInfo = CHINA) -> str:
    """The local moment as `<input type=datetime-local>` wants it: 2026-11-21T18:00."""
    return f"{_local(at, zone):%Y-%m-%dT%H:%M}"


def masked_phone(number: str | None) -> str:
    """A telephone number that cannot be called from the page (safety rule 5): 138****1234.

    Eleven digits keep three and four; shorter numbers keep at most the last two; nothing gives "未留电话".
    """
    digits = "".join(sign for sign in number or "" if sign.isascii() and sign.isdigit())
    if not digits:
        return "未留电话"
    if len(digits) < 11:
        return f"****{digits[-2:]}" if len(digits) > 4 else "****"
    return f"{digits[-11:-8]}****{digits[-4:]}"


def number_words(value: int | float) -> str:
    """A number as people write it: 12,345; a fraction with one decimal."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def badge_words(count: int) -> str:
    """A count that fits a badge: 7, 42, 99+."""
    return "99+" if count > 99 else str(count)


def rate_words(part: int, whole: int) -> str:
    """A share in percent with one decimal; a zero denominator is "—" (mission: numbers people will check)."""
    return "—" if whole == 0 else f"{100 * part / whole:.1f}%"


def sentences(*parts: str | None) -> str:
    """What was said, one after the other in one line; where the next begins a full stop of the last one goes."""
    there = [part for part in parts if part]
    return "；".join([part.rstrip("。；") for part in there[:-1]] + there[-1:])


def _local(at: datetime, zone: ZoneInfo) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A moment without a zone cannot be shown; keep it aware from the database on.")
    return at.astimezone(zone)

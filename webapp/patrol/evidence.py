"""What a check-in proves and what does not fit (safety.md 9): flagged for the supervisor, never refused. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from webapp.patrol.walk import metres

FAR_M = 150
COARSE_M = 50
FASTEST_KMH = 80.0
"""Nobody goes from point to point faster than this through a town, by whatever means."""
SLACK_M = 100.0
"""Two positions may differ this much without anybody having moved."""
FRESH = timedelta(minutes=10)
CLOCK_OFF = timedelta(minutes=5)


class Flag(StrEnum):
    """Something that does not fit."""

    NO_SCAN = "no_scan"
    WRONG_CODE = "wrong_code"
    NO_PLACE = "no_place"
    FAR = "far"
    COARSE = "coarse"
    TOO_FAST = "too_fast"
    NO_PHOTO = "no_photo"
    NOT_LIVE = "not_live"
    PHOTO_OLD = "photo_old"
    PHOTO_USED = "photo_used"
    CLOCK = "clock"
    POINT_GONE = "point_gone"
    POINT_UNKNOWN = "point_unknown"
    ITEMS_MISSING = "items_missing"
    NO_POST = "no_post"
    IMPORTED = "imported"


FLAG_WORDS = {
    Flag.NO_SCAN: "没扫点位码", Flag.WRONG_CODE: "扫的不是这个点的码", Flag.NO_PLACE: "没有定位",
    Flag.FAR: f"离点位超过 {FAR_M} 米", Flag.COARSE: f"定位误差超过 {COARSE_M} 米", Flag.TOO_FAST: "两点之间走得太快",
    Flag.NO_PHOTO: "没有照片", Flag.NOT_LIVE: "照片不知道是什么时候拍的", Flag.PHOTO_OLD: "照片不是当场拍的",
    Flag.PHOTO_USED: "这张照片以前用过", Flag.CLOCK: "手机时间不准", Flag.POINT_GONE: "这个点位已经停用",
    Flag.POINT_UNKNOWN: "点位表里没有这个点", Flag.ITEMS_MISSING: "检查表没填全", Flag.NO_POST: "这个账号现在不管巡查",
    Flag.IMPORTED: "从导出文件导入的",
}  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """Where somebody was at a moment, WGS-84."""

    lng: float
    lat: float
    at: datetime


@dataclass(frozen=True)
class Told:
    """Everything that a check-in says for itself, and what we know beside it."""

    scanned: str | None
    label: str | None
    """The code that hangs there; none when the point is unknown."""
    here: Seen | None
    accuracy_m: float | None
    point: tuple[float, float] | None
    others: Sequence[Seen]
    """The same person's visits just before and after."""
    captured_at: datetime
    """By the phone's own clock, as the moments of its photos are."""
    clock_ahead: timedelta
    photos: Sequence[datetime | None]
    photo_used: bool
    point_known: bool
    point_active: bool
    items_missing: bool
    patrols: bool
    imported: bool = False


def flags_of(told: Told) -> tuple[Flag, ...]:
    """What does not fit, in the order in which a supervisor reads it."""
    return tuple(dict.fromkeys([*_of_point(told), *_of_scan(told), *_of_place(told), *_of_photos(told)]))


def scanned_code(scanned: str) -> str:
    """The short code in what was scanned or typed: the last part of an address, letters and digits only."""
    last = scanned.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return re.sub(r"[^A-Z0-9]", "", last.upper())


def photo_is_old(taken_at: datetime, captured_at: datetime) -> bool:
    """Whether a photo was not taken at the visit."""
    return abs(taken_at - captured_at) > FRESH


def _of_point(told: Told) -> Iterator[Flag]:
    if not told.patrols:
        yield Flag.NO_POST
    if told.imported:
        yield Flag.IMPORTED
    if not told.point_known:
        yield Flag.POINT_UNKNOWN
    elif not told.point_active:
        yield Flag.POINT_GONE
    if told.items_missing:
        yield Flag.ITEMS_MISSING
    if abs(told.clock_ahead) > CLOCK_OFF:
        yield Flag.CLOCK


def _of_scan(told: Told) -> Iterator[Flag]:
    if not told.scanned:
        yield Flag.NO_SCAN
    elif told.label is not None and scanned_code(told.scanned) != told.label:
        yield Flag.WRONG_CODE


def _of_place(told: Told) -> Iterator[Flag]:
    if told.here is None:
        yield Flag.NO_PLACE
        return
    if told.point is not None and metres(told.here.lng, told.here.lat, *told.point) > FAR_M:
        yield Flag.FAR
    if told.accuracy_m is not None and told.accuracy_m > COARSE_M:
        yield Flag.COARSE
    if any(too_fast(told.here, other) for other in told.others):
        yield Flag.TOO_FAST


def too_fast(one: Seen, other: Seen) -> bool:
    """Whether nobody can have been at both places at these moments."""
    way = metres(one.lng, one.lat, other.lng, other.lat) - SLACK_M
    hours = abs((one.at - other.at).total_seconds()) / 3600
    return way > FASTEST_KMH * 1000 * hours and way > 0


def _of_photos(told: Told) -> Iterator[Flag]:
    if not told.photos:
        yield Flag.NO_PHOTO
    if any(taken is None for taken in told.photos):
        yield Flag.NOT_LIVE
    if any(taken is not None and photo_is_old(taken, told.captured_at) for taken in told.photos):
        yield Flag.PHOTO_OLD
    if told.photo_used:
        yield Flag.PHOTO_USED

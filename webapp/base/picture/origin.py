"""When and where a photo was taken, as far as its EXIF says. A hint, never proof: many phones strip or falsify it."""

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

from webapp.base.clock import CHINA

Tags = dict[int, Any]


@dataclass(frozen=True)
class Position:
    """Degrees east and north in the named datum; `accuracy_m` is the camera's own estimate, in metres."""

    lng: float
    lat: float
    datum: Literal["wgs84"] = "wgs84"
    accuracy_m: float | None = None


def read_origin(exif: Image.Exif) -> tuple[datetime | None, Position | None]:
    """The moment of the shutter (UTC) and the position; each None when absent or not to be believed."""
    taken_at, position = None, None
    with suppress(Exception):  # a garbled EXIF block raises almost anything and must not cost the photo
        taken_at = _moment(dict(exif.get_ifd(IFD.Exif)))
        position = _position(dict(exif.get_ifd(IFD.GPSInfo)))
    return taken_at, position


def _moment(tags: Tags) -> datetime | None:
    """A camera's clock shows local time; without an offset (EXIF 2.31) that is taken to be China's."""
    with suppress(KeyError, ValueError, TypeError, OverflowError):  # no tag, or one that is no moment
        local = datetime.strptime(_text(tags[Base.DateTimeOriginal]), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zone follows
        return local.replace(tzinfo=_offset(tags.get(Base.OffsetTimeOriginal)) or CHINA).astimezone(UTC)
    return None


def _offset(given: Any) -> timezone | None:
    with suppress(ValueError, TypeError):  # none, or none that makes sense: the caller has the rule for it
        hours, minutes = _text(given).split(":")
        return timezone(timedelta(hours=int(hours), minutes=int(hours[:1] + minutes)))
    return None


def _position(tags: Tags) -> Position | None:
    """None as well for a warning receiver (status V), for 0°/0°, and for any datum but WGS-84 or none."""
    datum = _text(tags.get(GPS.GPSMapDatum, "")).upper().replace("-", "").replace(" ", "")
    if datum not in {"", "WGS84"} or _text(tags.get(GPS.GPSStatus, "A")) == "V":
        return None
    with suppress(KeyError, ValueError, TypeError, ZeroDivisionError):  # a part is missing or no number
        lat = _degrees(tags[GPS.GPSLatitude], tags[GPS.GPSLatitudeRef], "NS")
        lng = _degrees(tags[GPS.GPSLongitude], tags[GPS.GPSLongitudeRef], "EW")
        if abs(lat) <= 90 and abs(lng) <= 180 and (lat, lng) != (0, 0):
            return Position(lng, lat, accuracy_m=_metres(tags.get(GPS.GPSHPositioningError)))
    return None


def _degrees(parts: Any, ref: Any, signs: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value):
        raise ValueError(parts)
    return round(value * (1, -1)[signs.index(_text(ref))], 7)


def _metres(given: Any) -> float | None:
    with suppress(ValueError, TypeError, ZeroDivisionError):  # unknown, like none at all
        metres = float(given)
        return round(metres, 1) if math.isfinite(metres) and metres > 0 else None
    return None


def _text(given: Any) -> str:
    return (given.decode("ascii", "replace") if isinstance(given, bytes) else str(given)).strip("\0 ")

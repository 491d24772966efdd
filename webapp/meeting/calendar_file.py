"""Meetings as a calendar file (RFC 5545): one for the resident's phone, many for a subscription.

Times stand in UTC, which every program shows in the reader's own zone; nothing about the matter or the resident but
the number and the place.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from webapp.base.later import Later
from webapp.meeting.slots import MEETING_LASTS

if TYPE_CHECKING:
    import icalendar
else:
    icalendar = Later("icalendar")

PRODUCT = "-//mashang//meetings//ZH"
REMIND = timedelta(hours=1)


@dataclass(frozen=True)
class Entry:
    """One meeting. `revision` grows when it is moved, so that a program replaces what it had."""

    uid: str
    at: datetime
    what: str
    where: str
    revision: int = 0


def calendar_file(entries: Iterable[Entry], now: datetime, name: str, alarm: bool = False) -> bytes:
    """The file's bytes; `alarm` adds a reminder an hour before."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for entry in entries:
        calendar.add_component(_event(entry, now, alarm))
    return bytes(calendar.to_ical())


def _event(entry: Entry, now: datetime, alarm: bool) -> "icalendar.Event":
    event = icalendar.Event()
    event.add("uid", f"{entry.uid}@mashang")
    event.add("dtstamp", now)
    event.add("dtstart", entry.at)
    event.add("dtend", entry.at + MEETING_LASTS)
    event.add("summary", entry.what)
    event.add("location", entry.where)
    event.add("sequence", entry.revision)
    if alarm:
        bell = icalendar.Alarm()
        bell.add("action", "DISPLAY")
        bell.add("description", entry.what)
        bell.add("trigger", -REMIND)
        event.add_component(bell)
    return event

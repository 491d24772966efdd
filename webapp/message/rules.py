"""Rules of sending: quiet hours, how long to wait after a failure, how many posts a robot takes. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from webapp.base.clock import CHINA

NEVER_QUIET = "无"
MINUTE = timedelta(minutes=1)
POSTS_A_MINUTE = 20
"""Both kinds of robots take so many (WeCom 群机器人配置说明; DingTalk 自定义机器人接入), then shut the door."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
MOST_TRIES = 8
GIVE_UP = timedelta(days=3)
_QUIET = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
QUIET_SENTENCE = "写成 21:00-07:30 这样，过了半夜也行；不要安静时段就写「无」。"


@dataclass(frozen=True)
class Quiet:
    """The hours in which only what is urgent goes out, in minutes of the Chinese day; over midnight if they end first."""

    begins: int
    ends: int

    def holds(self, moment: datetime) -> bool:
        """Whether a moment lies in them; the end itself does not."""
        local = moment.astimezone(CHINA)
        minute = local.hour * 60 + local.minute
        if self.begins <= self.ends:
            return self.begins <= minute < self.ends
        return minute >= self.begins or minute < self.ends


def quiet_of(words: str) -> Quiet:
    """Quiet hours from what `read_quiet` let through."""
    found = _QUIET.fullmatch(words)
    if found is None:
        return Quiet(0, 0)
    first, second, third, fourth = map(int, found.groups())
    return Quiet(first * 60 + second, third * 60 + fourth)


def read_quiet(typed: str) -> str:
    """Quiet hours as typed, in plain signs; ValueError with the sentence for the page."""
    plain = typed.replace("：", ":").replace("－", "-").replace("—", "-").replace("–", "-").replace(" ", "")
    if plain == NEVER_QUIET:
        return plain
    found = _QUIET.fullmatch(plain)
    if found is None:
        raise ValueError(QUIET_SENTENCE)
    hours, minutes = found.groups()[::2], found.groups()[1::2]
    if any(int(hour) > 23 for hour in hours) or any(int(minute) > 59 for minute in minutes):
        raise ValueError(QUIET_SENTENCE)
    return plain


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: twice as long each time, never over an hour."""
    doubled = 1 << min(max(failures - 1, 0), 10)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


@dataclass(frozen=True)
class Room:
    """How many posts a robot takes now, and when it takes the next one if none."""

    posts: int
    free_at: datetime


def room_left(posted: Sequence[datetime], now: datetime) -> Room:
    """The room of any 60 seconds, not of a minute by the clock: two such minutes could hold twice as many."""
    recent = sorted(at for at in posted if at > now - MINUTE)
    left = max(POSTS_A_MINUTE - len(recent), 0)
    return Room(left, now if left else recent[-POSTS_A_MINUTE] + MINUTE)

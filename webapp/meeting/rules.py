"""What each need of the invitation's table means, and what an invitation offers: place, wait, rounds."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp.base.clock import CHINA
from webapp.base.lifecycle import Rule
from webapp.meeting.lifecycle import InvitationNeed, InvitationState
from webapp.meeting.slots import FEWEST_TIMES, MOST_TIMES
from webapp.meeting.words import PlaceKind, Side

LONG_LIMIT = timedelta(days=7)
LONGEST_WAIT = timedelta(hours=24)
SHARE_OF_LIMIT = 4
GRACE = timedelta(minutes=15)
"""How long one waits for the other before anybody may say that nobody came."""
WEEKDAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"]


def wait_for(limit: timedelta) -> timedelta:
    """How long an answer is waited for: a quarter of the limit, at most 24 h (lifecycle.md, Defaults)."""
    return min(limit / SHARE_OF_LIMIT, LONGEST_WAIT)


def wait_of(invitation: Any) -> timedelta:
    """The wait of an invitation: for the resident's answer, and after the settled time for its result."""
    wait: timedelta = invitation.wait_until - invitation.sent_at
    return wait


def rounds_for(limit: timedelta, long: int, short: int) -> int:
    """How many invitations may stay unanswered: `long` for limits of 7 days and more, else `short`."""
    return long if limit >= LONG_LIMIT else short


def place_kind_for(ticket: Any) -> PlaceKind:
    """At the door, on the spot of a point on the map, in the host's room when 保密 (safety.md 4)."""
    if meets_the_street(ticket) or not ticket.place_words:
        return PlaceKind.ROOM
    return PlaceKind.DOOR if ticket.door_id is not None else PlaceKind.SPOT


def place_for(ticket: Any, host: Any, kind: PlaceKind | None = None) -> str:
    """Where to meet, in words; the kind of the rule unless one is given."""
    chosen = place_kind_for(ticket) if kind is None or not ticket.place_words else kind
    if chosen is PlaceKind.ROOM:
        return f"{host.name}{host.post}" if host is not None else ticket.coarse_words
    return f"{ticket.place_words}门口" if chosen is PlaceKind.DOOR else f"现场：{ticket.place_words}"


def meets_the_street(ticket: Any) -> bool:
    """Whether the street's officer does the meeting instead of the unit (safety.md 4)."""
    return bool((ticket.confidential or ticket.about_unit) and ticket.street_id is not None)


def words_of_time(at: datetime) -> str:
    """A time to meet as history keeps it: 11月21日 周六 10:00."""
    local = at.astimezone(CHINA)
    return f"{local.month}月{local.day}日 {WEEKDAYS[local.weekday()]} {local:%H:%M}"


@dataclass(frozen=True)
class Brought:
    """Everything a step of an invitation may bring; which of it a step needs, the table says."""

    times: tuple[datetime, ...] = ()
    meet_at: datetime | None = None
    proposal: str | None = None
    answer_words: str | None = None
    minutes: str | None = None
    agreed: str | None = None
    stand_in: str | None = None
    called_off: str | None = None
    missed_by: Side | None = None
    disputed: str | None = None
    earlier: bool = False
    """Whether they met before the settled time, as the handler says."""
    clash: bool = False
    """Whether the unit has another meeting at this time."""
    there: frozenset[Side] = frozenset()
    """Who has signed in on the spot."""


@dataclass(frozen=True)
class Case:
    """What a rule looks at: the ticket's and the invitation's rows, who acts, the moment, what was brought."""

    ticket: Any
    invitation: Any
    actor: Any
    now: datetime
    brought: Brought


def _times_wrong(times: tuple[datetime, ...], now: datetime) -> bool:
    return not FEWEST_TIMES <= len(set(times)) <= MOST_TIMES or any(at <= now for at in times)


def _anothers(case: Case) -> bool:
    """Another reporter has settled a time or is waiting for one: nobody may take that from them."""
    settled = case.invitation.state in {InvitationState.ACCEPTED, InvitationState.PROPOSED}
    by: uuid.UUID | None = case.invitation.answered_by
    return settled and by is not None and by != case.actor.report_id


def _may_meet(case: Case) -> bool:
    if case.actor.role == "street":
        return True
    return case.actor.unit_id == case.ticket.unit_id and not meets_the_street(case.ticket)


def _offered(case: Case) -> str | None:
    at = case.brought.meet_at
    if at is None or at not in {datetime.fromisoformat(text) for text in case.invitation.times}:
        return "请从列出的时间里选一个；都不方便就写一个您方便的。"
    return "这个时间已经过了，请选后面的，或者写一个您方便的。" if at <= case.now else None


def _future(case: Case) -> str | None:
    if case.brought.meet_at is None:
        return "请写明约在哪天几点。"
    return "这个时间已经过了，请约在以后的时间。" if case.brought.meet_at <= case.now else None


def _still_ahead(case: Case) -> bool:
    """A time that both count on; one that is past has come to nothing and needs no excuse."""
    return case.invitation.state == InvitationState.ACCEPTED and bool(case.invitation.meet_at > case.now)


def _too_soon(case: Case) -> bool:
    at: datetime | None = case.invitation.meet_at
    return at is None or case.now < at + GRACE


def _not_yet(case: Case) -> str | None:
    """Minutes of a meeting that lies ahead, unless it was held earlier: both signed in, or the handler says so."""
    if not _still_ahead(case) or case.brought.earlier or case.brought.there >= set(Side):
        return None
    return f"约的是{words_of_time(case.invitation.meet_at)}，还没到。要是提前见了，请勾上「提前见了」。"


def _not_theirs(case: Case) -> bool:
    """Only those who were there read the minutes and say whether they are right."""
    there = case.invitation.met_with
    return bool(there) and str(case.actor.report_id) not in there


_N = InvitationNeed
RULES: Mapping[InvitationNeed, Rule] = {
    _N.TICKET_OPEN: ("ticket", lambda c: not c.ticket.is_open, "这件已经办结，不再约见面。"),
    _N.GATE_WAITING: (
        "ticket", lambda c: not c.ticket.is_open or c.ticket.meeting_gate != "waiting", "见面的事已经有结果了，不用再选。"
    ),
    _N.WHO_MEETS: ("actor", lambda c: not _may_meet(c), "由现在办这件事的单位来见面；要求保密的，由街道来见。"),
    _N.TIMES: (
        "times", lambda c: _times_wrong(c.brought.times, c.now), "请给出两到三个不同的、以后的时间，供居民选。"
    ),
    _N.ONE_OF_THE_TIMES: ("answer", _offered, ""),
    _N.A_TIME: ("at", _future, ""),
    _N.PROPOSAL: ("proposal", lambda c: not c.brought.proposal, "请写一个您方便的时间，比如：周日下午三点。"),
    _N.NOT_ANOTHERS: ("answer", _anothers, "另一位反映人已经在约时间了，您来不来都行，不用再选。"),
    _N.MINUTES: ("minutes", lambda c: not c.brought.minutes, "请写下见面谈了什么，一两句话就行。"),
    _N.TIME_COME: ("earlier", _not_yet, ""),
    _N.RESIDENTS_WORD: (
        "answer_words", lambda c: not c.brought.answer_words, "请写下居民的原话，比如：“不用见，修好就行。”"
    ),
    _N.STILL_FREE: ("answer", lambda c: c.brought.clash, "这个时间刚刚被别人约走了，请选另一个。"),
    _N.STAND_IN: ("stand_in", lambda c: not c.brought.stand_in, "请写怎么称呼替您来的人，比如：我儿子小李。"),
    _N.REASON: (
        "reason", lambda c: _still_ahead(c) and not c.brought.called_off,
        "说好的时间要改，请写一句为什么，居民会看到。",
    ),
    _N.TIME_PAST: ("meet_at", _too_soon, "约的时间还没过 15 分钟，再等等。"),
    _N.RESIDENT_ABSENT: (
        "answer", lambda c: Side.RESIDENT in c.brought.there, "居民签过到了，请写见面结果。"
    ),
    _N.WAS_THERE: ("answer", _not_theirs, "这次见面您不在场，记录由在场的人来看。"),
    _N.DISPUTE: ("text", lambda c: not c.brought.disputed, "请说说哪里不对，一两句就行。"),
    _N.WAITED: ("wait_until", lambda c: c.now < c.invitation.wait_until, "还在等居民回话，没到时候。"),
}  # fmt: skip

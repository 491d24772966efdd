"""What each need of the whistle's table means; how late somebody is, and when silence climbs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.base.clock import CHINA
from webapp.base.lifecycle import Rule
from webapp.whistle.lifecycle import WhistleNeed
from webapp.whistle.words import Climb

LONGEST_AHEAD = timedelta(days=30)
LONGEST_TASK = timedelta(days=366)
SHORTEST_WAIT = timedelta(minutes=5)
SHARE_OF_ROAD = 4
GUEST_DAYS = 7
"""How long after the arrive-by a guest's link still opens."""
MOST_TICKETS, MOST_UNITS = 20, 30


def late_minutes(arrive_by: datetime, at: datetime) -> int:
    """Whole minutes after the arrive-by; 0 when in time."""
    return max(0, int((at - arrive_by).total_seconds() // 60))


def answer_wait(called_at: datetime, arrive_by: datetime, most: timedelta) -> timedelta:
    """How long an answer is waited for: a quarter of the time to the arrive-by, 5 minutes at least. Nights count."""
    return max(SHORTEST_WAIT, min(most, (arrive_by - called_at) / SHARE_OF_ROAD))


def next_climb(level: int, guest: bool) -> Climb:
    """Who hears next. A guest has no lead here and no district over it: the street calls by phone."""
    return Climb.STREET if guest else Climb(level + 1)


def climbs_again(level: Climb, guest: bool) -> bool:
    """Whether somebody is still to hear after this one."""
    return not guest and level < Climb.DISTRICT


@dataclass(frozen=True)
class Brought:
    """What a step brings that a need looks at."""

    tickets: Sequence[Any] = ()
    units: Sequence[Any] = ()
    arrive_by: datetime | None = None
    code: str = ""
    due: date | None = None
    keeper: str | None = None


@dataclass(frozen=True)
class Case:
    """What a rule looks at: rows of the whistle (none before it is blown), who acts, the moment, what was brought."""

    whistle: Any
    actor: Any
    now: datetime
    party: Any = None
    task: Any = None
    parties: Sequence[Any] = ()
    tasks: Sequence[Any] = ()
    tickets: Sequence[Any] = ()
    street_of: frozenset[Any] = frozenset()
    """The streets that the actor's unit is the office of."""
    brought: Brought = Brought()


def _tickets(case: Case) -> str | None:
    if not case.brought.tickets:
        return "请写单号，像 1121-0007；几件就用空格隔开。"
    ended = [ticket.number for ticket in case.brought.tickets if not ticket.is_open]
    return f"{'、'.join(ended)} 已经办结，不用再吹哨。" if ended else None


def _elsewhere(case: Case) -> str | None:
    foreign = [t.number for t in case.brought.tickets if t.street_id and t.street_id not in case.street_of]
    return f"{'、'.join(foreign)} 不在您街道。" if foreign else None


def keeps_a_firm_out(tickets: Iterable[Any], units: Iterable[Any]) -> bool:
    """Whether a property firm is among those who would hear what no firm may know of (safety.md 4)."""
    guarded = any(ticket.confidential or ticket.about_unit for ticket in tickets)
    return guarded and any(unit.kind == "property" for unit in units)


def _firm(case: Case, units: Iterable[Any]) -> bool:
    return keeps_a_firm_out(case.brought.tickets or case.tickets, units)


def _firm_is_given(case: Case) -> bool:
    return case.party is not None and case.party.unit is not None and _firm(case, (case.party.unit,))


def _time(case: Case) -> str | None:
    at = case.brought.arrive_by
    if at is None:
        return "请写几点前到。"
    if at <= case.now:
        return "这个时间已经过了，请写以后的时间。"
    return "太远了，请写 30 天以内的时间。" if at > case.now + LONGEST_AHEAD else None


def _day(case: Case) -> str | None:
    today = case.now.astimezone(CHINA).date()
    if case.brought.due is None:
        return "请写哪天前办到。"
    return None if today <= case.brought.due <= today + LONGEST_TASK else "日子要从今天起，一年以内。"


def _not_called(case: Case) -> bool:
    if case.party is None or case.party.revoked_at is not None:
        return True
    by_guest: bool = case.actor.role == "guest"
    if case.party.guest_name is not None:
        return not by_guest
    return by_guest or bool(case.actor.unit_id != case.party.unit_id)


def _not_owner(case: Case) -> bool:
    return case.actor.unit_id != case.whistle.unit_id and _not_called(case)


def _unrated(case: Case) -> str | None:
    names = [party.name for party in case.parties if party.unit_id is not None and party.stars is None]
    return f"还没评价：{'、'.join(names)}。" if names else None


def _undone(case: Case) -> str | None:
    count = sum(task.done_at is None for task in case.tasks)
    return f"还有 {count} 条分工没办到。" if count else None


def is_past(due: date, now: datetime) -> bool:
    """Whether a task's day is over, by Chinese time."""
    return due < now.astimezone(CHINA).date()


_N = WhistleNeed
RULES: Mapping[WhistleNeed, Rule] = {
    _N.OPEN_TICKETS: ("numbers", _tickets, ""),
    _N.OWN_STREET: ("numbers", _elsewhere, ""),
    _N.UNITS: ("units", lambda c: not c.brought.units, "请至少选一家单位。"),
    _N.NO_FIRM: ("units", lambda c: _firm(c, c.brought.units), "这件要求保密或说的是物业，不能叫物业来；请叫部门。"),
    _N.TIME_AHEAD: ("arrive_by", _time, ""),
    _N.BLOWER: ("actor", lambda c: c.actor.unit_id != c.whistle.unit_id, "这一步由吹哨的街道来做。"),
    _N.NEW_PARTY: (
        "units", lambda c: bool({u.id for u in c.brought.units} & {p.unit_id for p in c.parties}), "这家已经叫过了。"
    ),
    _N.A_GUEST: ("party", lambda c: c.party is None or c.party.guest_name is None, "没有这个外单位的链接。"),
    _N.CALLED: ("actor", _not_called, "这次吹哨没有叫您单位。"),
    _N.UNANSWERED: (
        "party", lambda c: c.party.answered_at is not None or c.party.climbs_at is None or c.party.climbs_at > c.now, "已经有回应了。"
    ),
    _N.SPOT_CODE: (
        "code", lambda c: bool(c.brought.code) and c.brought.code != c.whistle.spot_code,
        "现场码不对，看看街道手里的那张；也可以空着，直接报到。",
    ),
    _N.PARTY: ("party", lambda c: c.party is None, "请选一家。"),
    _N.PARTY_MAY_KNOW: (
        "party", _firm_is_given, "这件现在要求保密或说的是物业，不能分给物业；请分给部门。"
    ),
    _N.DAY_AHEAD: ("due", _day, ""),
    _N.NOT_DONE: ("task", lambda c: c.task is None or c.task.done_at is not None, "这一条已经办到了。"),
    _N.OWNER: ("actor", _not_owner, "这一条归别家办。"),
    _N.PAST_ITS_DAY: ("task", lambda c: not is_past(c.task.due, c.now), "还没到日子。"),
    _N.ALL_DONE: ("tasks", _undone, ""),
    _N.ALL_RATED: ("stars", _unrated, ""),
    _N.KEEPER: ("keeper", lambda c: not (c.brought.keeper or c.whistle.keeper), "请写以后谁来管。"),
}  # fmt: skip

"""What each need of a notice's table means, and when silence brings the next card. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp.base.clock import Limit, LimitUnit
from webapp.base.lifecycle import Rule
from webapp.base.worktime import WorkCalendar
from webapp.supervise.lifecycle import AT_THE_UNIT, NoticeNeed, NoticeState
from webapp.supervise.words import Card

LONGEST_AHEAD = timedelta(days=366)
MOST_TICKETS, MOST_UNITS, MOST_PICTURES = 200, 30, 9
WARNED_AT = 0.8
"""Of the time until the deadline: where every lamp turns yellow (mission.md)."""
REFUSED_OFTEN = 2
"""From so many replies sent back on, a yellow card may come before the deadline."""


@dataclass(frozen=True)
class Brought:
    """What a step brings that a need looks at."""

    tickets: Sequence[Any] = ()
    units: Sequence[Any] = ()
    copies: Sequence[Any] = ()
    due: datetime | None = None
    after_photos: int = 0
    proposal: Any = None


@dataclass(frozen=True)
class Case:
    """What a rule looks at: the notice (none before it is issued), who acts, the moment, what was brought."""

    notice: Any
    actor: Any
    now: datetime
    brought: Brought = Brought()
    street_of: frozenset[Any] = frozenset()
    """The streets that the actor's unit is the office of; empty for the district, whose tickets are all."""
    tickets: Sequence[Any] = ()


def _dissolved(case: Case) -> str | None:
    gone = [unit.name for unit in (*case.brought.units, *case.brought.copies) if not unit.live]
    return f"「{'」「'.join(gone)}」已经撤销，不能再发单。请选接手它工作的单位。" if gone else None


def keeps_a_firm_out(tickets: Iterable[Any], units: Iterable[Any]) -> bool:
    """Whether a property firm is among those who would read what no firm may know of (safety.md 4)."""
    guarded = any(ticket.confidential or ticket.about_unit for ticket in tickets)
    return guarded and any(unit.kind == "property" for unit in units)


def _firm(case: Case) -> bool:
    return keeps_a_firm_out(case.brought.tickets, (*case.brought.units, *case.brought.copies))


def _elsewhere(case: Case) -> str | None:
    if not case.street_of:
        return None
    foreign = [t.number for t in case.brought.tickets if t.street_id and t.street_id not in case.street_of]
    return f"{'、'.join(foreign)} 不在您街道，请区里发单。" if foreign else None


def _ahead(case: Case) -> str | None:
    due = case.brought.due
    if due is None:
        return "请写哪天几点前办好。"
    if due <= case.now:
        return "这个时间已经过了，请写以后的时间。"
    return "太远了，请写一年以内的时间。" if due > case.now + LONGEST_AHEAD else None


def _later(case: Case) -> str | None:
    due = case.brought.due
    if due is not None and due <= case.notice.due:
        return "新的期限要比原来的晚。"
    return _ahead(case)


def _not_late(case: Case) -> bool:
    return bool(case.now <= case.notice.due and case.notice.refusals < REFUSED_OFTEN)


_N = NoticeNeed
RULES: Mapping[NoticeNeed, Rule] = {
    _N.UNITS: ("units", lambda c: not c.brought.units, "请至少选一家主送单位。"),
    _N.LIVE_UNITS: ("units", _dissolved, ""),
    _N.NO_FIRM: ("units", _firm, "这件要求保密或说的是物业，不能发给物业；请发给部门。"),
    _N.OWN_STREET: ("numbers", _elsewhere, ""),
    _N.DUE_AHEAD: ("due", _ahead, ""),
    _N.ISSUER: ("actor", lambda c: c.actor.unit_id != c.notice.office_id, "这一步由发单的单位来做。"),
    _N.ADDRESSEE: ("actor", lambda c: c.actor.unit_id != c.notice.unit_id, "这份通知单主送的不是您单位。"),
    _N.AFTER_PHOTO: ("after", lambda c: c.brought.after_photos < 1, "请附上整改后的照片，至少一张。"),
    _N.LATER_DUE: ("due", _later, ""),
    _N.NO_YELLOW: ("card", lambda c: c.notice.card in {Card.YELLOW, Card.RED}, "已经发过黄牌了。"),
    _N.LATE_OR_REFUSED: (
        "card", _not_late, "还没到期限，反馈退回也不到两次，不能发黄牌；可以先催办。"
    ),
    _N.AFTER_YELLOW: ("card", lambda c: c.notice.card is not Card.YELLOW, "发过黄牌、还不办的，才发红牌。"),
    _N.PROPOSED: ("card", lambda c: c.brought.proposal is None, "这里没有等您定的建议了。"),
}  # fmt: skip


@dataclass(frozen=True)
class Patience:
    """How long is waited (settings): work hours for the receipt, work days after a yellow card."""

    sign_hours: int
    red_days: int


@dataclass(frozen=True)
class Waiting:
    """Of a notice, what decides on the next card. `tried`: what was proposed or issued while this reply is waited for."""

    state: NoticeState
    since: datetime
    """When it was issued, or when the last reply was sent back."""
    due: datetime
    refusals: int
    card: Card | None
    carded_at: datetime | None
    tried: frozenset[Card]


def next_card(
    waiting: Waiting, patience: Patience, calendar: WorkCalendar
) -> tuple[datetime, Card, str] | None:
    """When which card is to be proposed next, and why; None while nothing is.

    催办 when the receipt is missing or most of the time is gone, 黄牌 past the deadline or after two refused replies,
    红牌 so many work days after the yellow one. What somebody has decided against is not proposed for that reply again.
    """
    if waiting.state not in AT_THE_UNIT:
        return None
    found = []
    if waiting.card is Card.YELLOW and waiting.carded_at is not None and Card.RED not in waiting.tried:
        begins = max(waiting.carded_at, waiting.since)
        last = calendar.after(begins, Limit(patience.red_days, LimitUnit.WORK_DAY))
        found.append((last, Card.RED, f"黄牌后 {patience.red_days} 个工作日还没反馈"))
    if waiting.card not in {Card.YELLOW, Card.RED} and Card.YELLOW not in waiting.tried:
        if waiting.refusals >= REFUSED_OFTEN:
            found.append((waiting.since, Card.YELLOW, f"反馈退回了 {waiting.refusals} 次"))
        found.append((waiting.due, Card.YELLOW, "过了期限还没反馈"))
    if not waiting.tried and waiting.card not in {Card.YELLOW, Card.RED}:
        if waiting.state is NoticeState.ISSUED:
            sign_by = calendar.after(waiting.since, Limit(patience.sign_hours, LimitUnit.WORK_HOUR))
            found.append((sign_by, Card.URGE, f"{patience.sign_hours} 个工作小时没签收"))
        warned = waiting.since + WARNED_AT * (waiting.due - waiting.since)
        found.append((warned, Card.URGE, "快到期限，还没反馈"))
    return min(found, key=lambda one: one[0], default=None)

"""What each need of the review's table means, and what a week is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from webapp.base.clock import CHINA
from webapp.base.lifecycle import Rule
from webapp.review.lifecycle import ReviewNeed

WEEKS_BACK = 8
"""How old a week may be to be looked at anew."""
LONGEST_MEASURE = timedelta(days=366)
MOST_CASES, MOST_MEASURES = 30, 60


def monday_of(day: date) -> date:
    """The week of a day."""
    return day - timedelta(days=day.weekday())


def week_number(week: date) -> str:
    """A week in short: 2026年第47周; the number is that of ISO 8601."""
    year, number, _ = week.isocalendar()
    return f"{year}年第{number}周"


def week_words(week: date) -> str:
    """A week as people name it: 2026年第47周（11月16日—11月22日）."""
    last = week + timedelta(days=6)
    return f"{week_number(week)}（{week.month}月{week.day}日—{last.month}月{last.day}日）"


@dataclass(frozen=True)
class Brought:
    """What a step brings that a need looks at."""

    week: date | None = None
    is_street: bool = False
    """Whether the actor's unit is the office of a street."""
    ticket: Any = None
    case: Any = None
    cause: Any = None
    wrong: str | None = None
    summary: str | None = None
    owner: Any = None
    due: date | None = None
    measure: Any = None


@dataclass(frozen=True)
class Case:
    """What a rule looks at: rows of the review (none before it is planned), who acts, the moment, what was brought."""

    review: Any
    actor: Any
    now: datetime
    cases: Sequence[Any] = ()
    measures: Sequence[Any] = ()
    brought: Brought = Brought()

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(CHINA).date()


def _week(case: Case) -> str | None:
    week, this = case.brought.week, monday_of(case.today)
    if week is None:
        return "请选哪一周。"
    if week > this:
        return "这一周还没到。"
    return f"太早了，请选 {WEEKS_BACK} 周以内的。" if week < this - timedelta(weeks=WEEKS_BACK) else None


def _known(case: Case) -> str | None:
    if case.brought.ticket.id in {one.ticket_id for one in case.cases}:
        return "这件已经挑进来了。"
    return f"一次最多 {MOST_CASES} 件，挑典型的就行。" if len(case.cases) >= MOST_CASES else None


def _owner(case: Case) -> str | None:
    if case.brought.owner is None:
        return "请选谁来办。"
    return f"一次最多 {MOST_MEASURES} 条。" if len(case.measures) >= MOST_MEASURES else None


def _day(case: Case) -> str | None:
    if case.brought.due is None:
        return "请写哪天前办到。"
    ahead = case.today <= case.brought.due <= case.today + LONGEST_MEASURE
    return None if ahead else "日子要从今天起，一年以内。"


def _another(case: Case) -> bool:
    """Its owner does it; the street that holds the review may say so for them."""
    theirs = case.actor.person_id == case.brought.measure.owner_id
    return not theirs and bool(case.actor.unit_id != case.review.unit_id)


def _unnoted(case: Case) -> str | None:
    count = sum(one.cause is None for one in case.cases)
    return f"还有 {count} 件没写原因。" if count else None


def _undone(case: Case) -> str | None:
    count = sum(one.done_at is None for one in case.measures)
    return f"还有 {count} 条措施没办到。" if count else None


_N = ReviewNeed
RULES: Mapping[ReviewNeed, Rule] = {
    _N.STREET: ("actor", lambda c: not c.brought.is_street, "复盘由街道来开。"),
    _N.WEEK: ("week", _week, ""),
    _N.HOLDER: ("actor", lambda c: c.actor.unit_id != c.review.unit_id, "这一步由开复盘的街道来做。"),
    _N.A_TICKET: ("number", lambda c: c.brought.ticket is None, "没有找到这件，看看单号抄对没有。"),
    _N.NEW_CASE: ("number", lambda c: c.brought.ticket is not None and _known(c), ""),
    _N.A_CASE: ("case", lambda c: c.brought.case is None, "这件已经不在这次复盘里了。"),
    _N.CAUSE: ("cause", lambda c: c.brought.cause is None, "请选一个原因。"),
    _N.WRONG: ("wrong", lambda c: not c.brought.wrong, "请写问题出在哪，一两句就行；办得好的，写好在哪。"),
    _N.CASES: ("number", lambda c: not c.cases, "先挑一件典型的，再开。"),
    _N.SUMMARY: ("summary", lambda c: not c.brought.summary, "请写会上定了什么，一两句就行。"),
    _N.OWNER: ("owner", _owner, ""),
    _N.DAY_AHEAD: ("due", _day, ""),
    _N.OWN_MEASURE: ("actor", _another, "这一条归别人办。"),
    _N.NOT_DONE: ("measure", lambda c: c.brought.measure.done_at is not None, "这一条已经办到了。"),
    _N.PAST_ITS_DAY: ("measure", lambda c: c.brought.measure.due >= c.today, "还没到日子。"),
    _N.ALL_NOTED: ("cases", _unnoted, ""),
    _N.ALL_DONE: ("measures", _undone, ""),
}  # fmt: skip

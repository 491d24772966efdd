"""Rules tried out against the tickets of the last month: to whom each would have gone, beside who had it in the end.

Nothing is written. A ticket is looked at as it was reported, at the hour at which it was reported; its class and place
are those it has now, as the desk corrected them. Units are looked at as they are today.
"""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.catalogue.records import MatterClass
from webapp.dispatch.routing.book import book_in_force
from webapp.dispatch.routing.checks import UnitKnown
from webapp.dispatch.routing.deciding import situation_of
from webapp.dispatch.routing.table import Choice, RuleBook
from webapp.dispatch.routing.words import Way
from webapp.dispatch.routing.world import units_known
from webapp.dispatch.rules import may_go_directly
from webapp.people.records import Unit, UnitKind
from webapp.ticket.queries import place_shown, readable
from webapp.ticket.records import Ticket
from webapp.ticket.rules import guarded

LOOKED_BACK = timedelta(days=30)
MOST_TRIED = 5000
"""The newest of the month; more would keep whoever asks waiting."""
MOST_LISTED = 100
COLUMNS = (
    Ticket.id, Ticket.number, Ticket.class_id, Ticket.street_id, Ticket.community_id, Ticket.management_unit_id,
    Ticket.compound_id, Ticket.door_id, Ticket.lng, Ticket.lat, Ticket.unit_id, Ticket.about_unit, Ticket.confidential,
    Ticket.kind, Ticket.reported_at, Ticket.place_words, Ticket.coarse_words, Ticket.component_id, Ticket.place_doubt,
    Ticket.summary,
)  # fmt: skip


class Outcome(StrEnum):
    """What the rules would have done with a ticket."""

    DIRECT = "direct"
    DESK = "desk"
    """A unit proposed, the desk decides."""
    STOPPED = "stopped"
    """A rule fits, its unit cannot take it: the desk decides."""
    NO_RULE = "no_rule"


OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.DIRECT: "自动派出", Outcome.DESK: "坐席过目再派", Outcome.STOPPED: "单位接不了，转坐席", Outcome.NO_RULE: "没有规则，转坐席",
}  # fmt: skip


@dataclass(frozen=True)
class Verdict:
    """What one table says of one ticket."""

    outcome: Outcome
    rule: int | None = None
    unit_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Tried:
    """A ticket with what the rules would have done, and what happened."""

    id: uuid.UUID
    number: str
    klass: str
    place: str
    at: datetime
    would: Verdict
    now: Verdict
    """What the rules in force would do."""
    would_unit: str
    had_unit: str
    """Who has it, or had it last; empty while nobody has."""
    same: bool | None
    """Whether both are one; None where either is nobody."""


@dataclass(frozen=True)
class RuleTried:
    """How often a line would have counted, and how often its unit is the one that had the ticket."""

    number: int
    words: str
    count: int
    right: int
    wrong: int


@dataclass(frozen=True)
class TriedOut:
    """The whole month against a table."""

    since: datetime
    count: int
    capped: bool
    outcomes: Mapping[Outcome, int]
    right: int
    wrong: int
    otherwise: int
    """How many would go otherwise than by the rules in force."""
    rules: tuple[RuleTried, ...]
    listed: tuple[Tried, ...]
    idle: int
    """Lines that no ticket of the month reached."""


def try_out(session: Session, actor: Actor, book: RuleBook, now: datetime, view: str = "wrong") -> TriedOut:
    """A table against the tickets of the last month that this person may read.

    `view` says which are listed: wrong (another unit had it), otherwise (than by the rules in force), desk, all.
    """
    since = now - LOOKED_BACK
    query = select(*COLUMNS).where(Ticket.reported_at >= since, readable(actor)).order_by(Ticket.sort.desc())
    rows = session.execute(query.limit(MOST_TRIED + 1)).all()
    tried = tuple(_each(session, actor, book, rows[:MOST_TRIED], now))
    shown = [one for one in tried if VIEWS.get(view, VIEWS["wrong"])(one)]
    by_rule = _by_rule(book, tried)
    return TriedOut(
        since=since, count=len(tried), capped=len(rows) > MOST_TRIED,
        outcomes=dict.fromkeys(Outcome, 0) | Counter(one.would.outcome for one in tried),
        right=sum(one.same is True for one in tried), wrong=sum(one.same is False for one in tried),
        otherwise=sum(_is_otherwise(one) for one in tried), rules=by_rule, listed=tuple(shown[:MOST_LISTED]),
        idle=len(book.rules) - len(by_rule),
    )  # fmt: skip


def _is_otherwise(one: Tried) -> bool:
    return (one.would.outcome, one.would.unit_id) != (one.now.outcome, one.now.unit_id)


VIEWS: Mapping[str, Callable[[Tried], bool]] = {
    "wrong": lambda one: one.same is False,
    "otherwise": _is_otherwise,
    "desk": lambda one: one.would.outcome is not Outcome.DIRECT,
    "all": lambda _: True,
}
VIEW_WORDS = {
    "wrong": "和实际不一样的",
    "otherwise": "和现在的规则不一样的",
    "desk": "要坐席定的",
    "all": "全部",
}


def _each(
    session: Session, actor: Actor, book: RuleBook, rows: Sequence[Any], now: datetime
) -> Iterator[Tried]:
    in_force = book_in_force(session)
    units, kinds = units_known(session, now), _kinds(session)
    classes = {row.id: row.name for row in session.execute(select(MatterClass.id, MatterClass.name))}
    for row in rows:
        would = verdict(session, row, book, units, kinds)
        had = units.get(row.unit_id)
        goes = units.get(would.unit_id) if would.unit_id else None
        yield Tried(
            id=row.id, number=row.number, klass=classes.get(row.class_id, "未定类"), place=place_shown(actor, row),
            at=row.reported_at, would=would, now=verdict(session, row, in_force, units, kinds),
            would_unit=goes.name if goes else "", had_unit=had.name if had else "",
            same=would.unit_id == row.unit_id if goes and had else None,
        )  # fmt: skip


def verdict(
    session: Session,
    row: Any,
    book: RuleBook,
    units: Mapping[uuid.UUID, UnitKnown],
    kinds: Mapping[uuid.UUID, UnitKind],
) -> Verdict:
    """What a table says of a ticket as it was reported."""
    choice = book.choose(situation_of(session, row, row.reported_at, book))
    if choice is None:
        return Verdict(Outcome.NO_RULE)
    unit = units[choice.unit_id]
    firm = kinds[choice.unit_id] is UnitKind.PROPERTY
    if not (unit.live and unit.handles and unit.staffed) or (firm and guarded(row)):
        return Verdict(Outcome.STOPPED, choice.rule.number)
    return Verdict(_way(choice, row), choice.rule.number, choice.unit_id)


def _way(choice: Choice, row: Any) -> Outcome:
    direct = choice.rule.way is Way.DIRECT and may_go_directly(_AsReported(row))
    return Outcome.DIRECT if direct else Outcome.DESK


class _AsReported:
    """A ticket's columns before anybody returned it or objected."""

    returns = objections = 0

    def __init__(self, row: Any) -> None:
        self._row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def _kinds(session: Session) -> dict[uuid.UUID, UnitKind]:
    return {row.id: row.kind for row in session.execute(select(Unit.id, Unit.kind))}


def _by_rule(book: RuleBook, tried: Sequence[Tried]) -> tuple[RuleTried, ...]:
    reached: dict[int, list[Tried]] = defaultdict(list)
    for one in tried:
        if one.would.rule is not None:
            reached[one.would.rule].append(one)
    return tuple(
        RuleTried(
            rule.number, rule.words, len(reached[rule.number]), sum(one.same is True for one in reached[rule.number]),
            sum(one.same is False for one in reached[rule.number]),
        )
        for rule in book.rules
        if rule.number in reached
    )  # fmt: skip

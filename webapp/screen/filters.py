"""What narrows a list: filters by name and value, as the address of the list says them, each a chip on the page.

An address is made by hand as easily as by us, and is sent to colleagues: what it names and nobody knows is left out
with a sentence, and the rest of it holds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from webapp.base.clock import CHINA
from webapp.base.database import Looked
from webapp.base.fields import clean
from webapp.base.remembered import remembered
from webapp.catalogue.records import MatterClass
from webapp.people.records import Unit
from webapp.place.records import Community, Street
from webapp.ticket.lifecycle import AT_THE_UNIT, WORDS
from webapp.ticket.records import Ticket
from webapp.ticket.words import Kind, State

MOST_VALUES = 12
"""Values of one filter: more is no filter any more."""
LONGEST = 40
Choices = Sequence[tuple[str, str]]
Pairs = tuple[tuple[str, str], ...]
KIND_WORDS = {Kind.FAULT: "报修", Kind.REQUEST: "诉求", Kind.QUESTION: "咨询", Kind.PRAISE: "表扬"}
MARKS = {
    "urgent": "加急",
    "confidential": "保密",
    "resident": "居民反映",
    "reopened": "重办过",
    "noticed": "督办过",
}


@dataclass(frozen=True)
class FilterKind:
    """A filter: its word, what it may be (none: a day), and which tickets it leaves."""

    label: str
    choices: Callable[[Session], Choices] | None
    where: Callable[[Sequence[str], datetime], ColumnElement[bool]]


CLASS_NAME = MatterClass.scheme + "-" + MatterClass.kind + "-" + MatterClass.code
"""The same digits stand in several schemes: a class is named by all three, own-matter-lamp."""


def _classes(session: Session) -> Choices:
    known = select(CLASS_NAME, MatterClass.name).order_by(MatterClass.name)
    return remembered(
        session, ("filter", "class"), lambda: tuple((name, words) for name, words in session.execute(known))
    )


def _class(names: Sequence[str], _now: datetime) -> ColumnElement[bool]:
    return Ticket.class_id.in_(select(MatterClass.id).where(CLASS_NAME.in_(names)))


def _named(kind: type[Unit | Street | Community]) -> Callable[[Session], Choices]:
    def read(session: Session) -> Choices:
        return tuple(
            (row.code, row.name) for row in session.execute(select(kind.code, kind.name).order_by(kind.name))
        )

    if kind is Unit:  # they change with people who come and go; nothing of them is remembered
        return read
    return lambda session: remembered(session, ("filter", kind.__tablename__), lambda: read(session))


def _by_code(
    column: InstrumentedAttribute[Any], kind: type[Unit | Street | Community]
) -> Callable[[Sequence[str], datetime], ColumnElement[bool]]:
    return lambda codes, _now: column.in_(select(kind.id).where(kind.code.in_(codes)))


def _state(states: Sequence[str], _now: datetime) -> ColumnElement[bool]:
    return Looked(Ticket.state).in_([State(one) for one in states])


def _lamp(lamps: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """Of what runs at a unit; what is within a fifth of its time is shown amber, here by the hour alone: due within a day."""
    runs = and_(Looked(Ticket.state).in_(list(AT_THE_UNIT)), Ticket.due.is_not(None))
    late = and_(runs, Ticket.due < now)
    soon = and_(runs, Ticket.due >= now, Ticket.due < now + timedelta(days=1))
    return or_(*({"late": late, "soon": soon}[one] for one in lamps))


def _kind(kinds: Sequence[str], _now: datetime) -> ColumnElement[bool]:
    return Ticket.kind.in_([Kind(one) for one in kinds])


def _mark(marks: Sequence[str], _now: datetime) -> ColumnElement[bool]:
    each = {
        "urgent": Ticket.urgent, "confidential": Ticket.confidential, "resident": Ticket.resident_reported,
        "reopened": Ticket.reopened > 0, "noticed": Ticket.noticed,
    }  # fmt: skip
    return and_(*(each[one] for one in marks))


def _since(days: Sequence[str], _now: datetime) -> ColumnElement[bool]:
    return Ticket.sort >= sort_of(max(map(date.fromisoformat, days)))


def _until(days: Sequence[str], _now: datetime) -> ColumnElement[bool]:
    return not_(Ticket.sort >= sort_of(min(map(date.fromisoformat, days)) + timedelta(days=1)))


def sort_of(day: date) -> int:
    """The smallest key of the list's order that a report of this day, or of a later one, can have."""
    return int(datetime.combine(day, time(), CHINA).timestamp() * 1_000_000) * 1000


def _words(pairs: Iterable[tuple[str, str]]) -> Callable[[Session], Choices]:
    kept = tuple(pairs)
    return lambda _session: kept


FILTERS: Mapping[str, FilterKind] = {
    "class": FilterKind("类别", _classes, _class),
    "unit": FilterKind("单位", _named(Unit), _by_code(Ticket.unit_id, Unit)),
    "street": FilterKind("街道", _named(Street), _by_code(Ticket.street_id, Street)),
    "community": FilterKind("社区", _named(Community), _by_code(Ticket.community_id, Community)),
    "state": FilterKind("状态", _words((one.value, WORDS[one]) for one in State), _state),
    "lamp": FilterKind("时限", _words((("late", "已超时"), ("soon", "一天内到期"))), _lamp),
    "kind": FilterKind("性质", _words((one.value, words) for one, words in KIND_WORDS.items()), _kind),
    "mark": FilterKind("标记", _words(MARKS.items()), _mark),
    "from": FilterKind("从哪天起", None, _since),
    "to": FilterKind("到哪天", None, _until),
}


@dataclass(frozen=True)
class Chip:
    """A filter as a chip: its words, and the filters that are left when it is taken away."""

    name: str
    value: str
    words: str
    without: Pairs


@dataclass(frozen=True)
class Narrowed:
    """What the filters of an address come to: those that hold, as chips, and a sentence for each that does not."""

    pairs: Pairs
    chips: tuple[Chip, ...]
    wrong: tuple[str, ...]


def pairs_of(given: Iterable[tuple[str, str]]) -> Pairs:
    """The filters that an address names, in the order of the table and each once; other words of it are not ours."""
    found: dict[tuple[str, str], None] = {}
    for name, value in given:
        if name in FILTERS and (text := clean(value)[:LONGEST]):
            found[name, text] = None
    order = list(FILTERS)
    return tuple(sorted(found, key=lambda pair: order.index(pair[0])))


def narrowed(session: Session, given: Pairs) -> Narrowed:
    """Look every value up: what is known becomes a chip, what is not a sentence that says how to choose it."""
    known = {name: _known(session, name) for name in {name for name, _ in given}}
    wrong: list[str] = []
    kept: list[tuple[str, str]] = []
    for name, value in given:
        label = FILTERS[name].label
        if _words_of(known[name], value) is None:
            wrong.append(f"没有「{label}」是「{value}」的，没按它筛。点「筛选」重新选。")
        elif sum(one == name for one, _ in kept) >= MOST_VALUES:
            wrong.append(f"「{label}」一次最多选 {MOST_VALUES} 个，「{value}」没算。")
        else:
            kept.append((name, value))
    chips = tuple(
        Chip(
            name, value, f"{FILTERS[name].label}：{_words_of(known[name], value)}", _less(kept, (name, value))
        )
        for name, value in kept
    )
    return Narrowed(tuple(kept), chips, tuple(wrong))


def _known(session: Session, name: str) -> Mapping[str, str] | None:
    choices = FILTERS[name].choices
    return dict(choices(session)) if choices is not None else None


def _words_of(known: Mapping[str, str] | None, value: str) -> str | None:
    if known is not None:
        return known.get(value)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return f"{day.year}年{day.month}月{day.day}日" if 2000 <= day.year < 2100 else None


def _less(kept: Iterable[tuple[str, str]], one: tuple[str, str]) -> Pairs:
    return tuple(pair for pair in kept if pair != one)


def conditions(pairs: Pairs, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What filters that hold ask of a ticket: values of one filter are alternatives, marks must all be there."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return tuple(FILTERS[name].where(found, now) for name, found in values.items())

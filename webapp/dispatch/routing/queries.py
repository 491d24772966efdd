"""What the pages of the dispatch rules show: a table with its words, what changed between two, what is to choose from."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.errors import NotFound
from webapp.catalogue.queries import live_classes
from webapp.catalogue.records import MatterClass
from webapp.dispatch.routing.book import DEFAULT, Names, default_rule, names_of, rules_of
from webapp.dispatch.routing.commands import COPIED
from webapp.dispatch.routing.lifecycle import RuleSetState
from webapp.dispatch.routing.records import DispatchRule, RuleSet
from webapp.dispatch.routing.words import (
    CLASS_WORDS,
    HOURS_WORDS,
    TARGET_WORDS,
    WAY_WORDS,
    ClassMatch,
    OwnerMatch,
    PlaceMatch,
    Target,
    Way,
)
from webapp.people.records import Unit
from webapp.ticket.rules import HANDLING_KINDS

A_PAGE = 100
"""How many lines of a table stand on a page."""
MOST_VERSIONS = 30


@dataclass(frozen=True)
class RuleLine:
    """One line of a table in words."""

    id: uuid.UUID | None
    number: int
    words: str
    hours: str
    target: str
    way: str
    direct: bool
    why: str


@dataclass(frozen=True)
class TableShown:
    """A version of the rules, or a draft, with the lines of one page."""

    id: uuid.UUID | None
    version: int
    state: RuleSetState | None
    edits: int
    based_on: int
    by: str
    at: datetime | None
    why: str
    lines: tuple[RuleLine, ...]
    count: int
    direct: int
    first: int
    earlier: int | None
    later: int | None


@dataclass(frozen=True)
class VersionLine:
    """One of the versions that were in force."""

    version: int
    by: str
    at: datetime
    until: datetime | None
    why: str
    count: int


@dataclass(frozen=True)
class Change:
    """What is otherwise between two tables: 新增, 删掉, 改了 or 挪了, with the line in words."""

    what: str
    number: int
    words: str
    before: str = ""


def in_force_shown(session: Session, first: int = 1) -> TableShown:
    """The table in force; the default where nobody has published one."""
    found = session.scalars(select(RuleSet).where(RuleSet.state == RuleSetState.PUBLISHED)).first()
    return shown(session, found, first)


def version_shown(session: Session, version: int, first: int = 1) -> TableShown:
    """One that was in force, or is; `NotFound` where there was none."""
    found = session.scalars(select(RuleSet).where(RuleSet.version == version)).first()
    if found is None:
        raise NotFound("没有这一版规则。")
    return shown(session, found, first)


def own_draft(session: Session, actor: Actor) -> RuleSet | None:
    """The draft that this person is writing."""
    mine = select(RuleSet).where(RuleSet.made_by == actor.person_id, RuleSet.state == RuleSetState.DRAFT)
    return session.scalars(mine).first()


def shown(session: Session, table: RuleSet | None, first: int = 1) -> TableShown:
    """A table with the lines from `first` on; None is what holds without any."""
    rules = rules_of(session, table.id) if table is not None else [default_rule()]
    first = max(1, min(first, len(rules)))
    first -= (first - 1) % A_PAGE
    page = rules[first - 1 : first - 1 + A_PAGE]
    names = names_of(session, page)
    who = None if table is None else (table.publisher or table.maker)
    return TableShown(
        id=table.id if table else None, version=(table.version or DEFAULT) if table else DEFAULT,
        state=table.state if table else None, edits=table.edits if table else 0,
        based_on=table.based_on if table else DEFAULT, by=who.name if who else "",
        at=(table.published_at or table.changed_at) if table else None, why=(table.why or "") if table else "",
        lines=tuple(line_of(rule, names) for rule in page), count=len(rules),
        direct=sum(rule.way is Way.DIRECT for rule in rules), first=first,
        earlier=first - A_PAGE if first > 1 else None, later=first + A_PAGE if first - 1 + A_PAGE < len(rules) else None,
    )  # fmt: skip


def line_of(rule: DispatchRule, names: Names) -> RuleLine:
    """One line in words."""
    fixed = names.units.get(rule.unit_id, "已撤销的单位") if rule.unit_id else ""
    return RuleLine(
        id=rule.id, number=rule.number, words=names.words(rule), hours=HOURS_WORDS[rule.hours],
        target=fixed or TARGET_WORDS[rule.target], way=WAY_WORDS[rule.way], direct=rule.way is Way.DIRECT,
        why=rule.why or "",
    )  # fmt: skip


def versions(session: Session) -> tuple[VersionLine, ...]:
    """Those in force now and before, the newest first."""
    count = select(func.count()).where(DispatchRule.set_id == RuleSet.id).scalar_subquery()
    query = select(RuleSet, count).where(RuleSet.version.is_not(None)).order_by(RuleSet.version.desc())
    return tuple(
        VersionLine(
            version=one.version or DEFAULT, by=one.publisher.name if one.publisher else "",
            at=one.published_at or one.made_at, until=one.replaced_at, why=one.why or "", count=lines,
        )
        for one, lines in session.execute(query.limit(MOST_VERSIONS))
    )  # fmt: skip


def changes(session: Session, draft: RuleSet) -> tuple[Change, ...]:
    """What publishing the draft would change of the table in force, in the draft's order."""
    published = session.scalars(select(RuleSet).where(RuleSet.state == RuleSetState.PUBLISHED)).first()
    old = list(rules_of(session, published.id)) if published is not None else [default_rule()]
    new = list(rules_of(session, draft.id))
    names = names_of(session, [*old, *new])
    return differences([_line(one, names) for one in old], [_line(one, names) for one in new])


@dataclass(frozen=True)
class Line:
    """A line as it is compared: all that it does, what it looks at, and how people read it."""

    does: tuple[object, ...]
    looks_at: tuple[object, ...]
    words: str


_LOOKS_AT = COPIED[: COPIED.index("target")]


def _line(rule: DispatchRule, names: Names) -> Line:
    words = line_of(rule, names)
    return Line(
        tuple(getattr(rule, name) for name in COPIED), tuple(getattr(rule, name) for name in _LOOKS_AT),
        f"{words.words} → {words.target}（{words.way}）",
    )  # fmt: skip


def differences(old: Sequence[Line], new: Sequence[Line]) -> tuple[Change, ...]:
    """Lines that came, went, do something else now, or stand in another order among those that stayed. Pure."""
    were, are = {line.does for line in old}, {line.does for line in new}
    kept_old = [line for line in old if line.does in are]
    kept_new = [line for line in new if line.does in were]
    same = SequenceMatcher(
        None, [one.does for one in kept_old], [one.does for one in kept_new], autojunk=False
    )
    stayed = {kept_new[b + step].does for _, b, size in same.get_matching_blocks() for step in range(size)}
    gone = [(number, line) for number, line in enumerate(old, start=1) if line.does not in are]
    found: list[Change] = []
    for number, line in enumerate(new, start=1):
        if line.does in were:
            found += [] if line.does in stayed else [Change("挪了", number, line.words)]
        else:
            before = next((one for one in gone if one[1].looks_at == line.looks_at), None)
            if before is not None:
                gone.remove(before)
            found.append(
                Change("改了" if before else "新增", number, line.words, before[1].words if before else "")
            )
    return (*found, *(Change("删掉", number, line.words) for number, line in gone))


@dataclass(frozen=True)
class Choices:
    """What the form of a line offers."""

    classes: tuple[tuple[str, str], ...]
    units: tuple[str, ...]


def choices(session: Session) -> Choices:
    """The classes in use with the ways to name many of them, and the units that can be sent to."""
    schemes = select(MatterClass.scheme, MatterClass.kind).where(MatterClass.live).distinct()
    many = [
        (f"prefix:{row.scheme}:{row.kind}", f"{row.scheme} / {row.kind} 里代码这样开头的（写在下一格）")
        for row in session.execute(schemes.order_by(MatterClass.scheme, MatterClass.kind))
    ]
    each = [(str(one.id), f"{one.name}（{one.code}）") for one in live_classes(session)]
    simple = [(kind.value, CLASS_WORDS[kind]) for kind in (ClassMatch.ANY, ClassMatch.ORDINARY)]
    units = (
        select(Unit.name)
        .where(Unit.live, Unit.kind.in_(sorted(HANDLING_KINDS)))
        .order_by(Unit.kind, Unit.name)
    )
    return Choices((*simple, *many, *each), tuple(session.scalars(units)))


def boxes_of(session: Session, rule: DispatchRule) -> Mapping[str, str]:
    """A line as the boxes of its form say it."""
    names = names_of(session, [rule])
    if rule.class_match is ClassMatch.ONE:
        chosen = str(rule.class_id)
    elif rule.class_match is ClassMatch.PREFIX:
        chosen = f"prefix:{rule.class_scheme}:{rule.class_kind}"
    else:
        chosen = rule.class_match.value
    return {
        "number": str(rule.number), "classes": chosen, "class_prefix": rule.class_prefix or "", "place": rule.place.value,
        "place_name": names.place_words(rule) if rule.place is not PlaceMatch.ANY else "", "owner": rule.owner.value,
        "owner_name": names.units.get(rule.owner_id, "") if rule.owner is OwnerMatch.UNIT and rule.owner_id else "",
        "hours": rule.hours.value, "target": rule.target.value,
        "unit_name": names.units.get(rule.unit_id, "") if rule.target is Target.UNIT and rule.unit_id else "",
        "way": rule.way.value, "why": rule.why or "",
    }  # fmt: skip

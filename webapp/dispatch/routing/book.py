"""The rule table in force, remembered under the stamp (adr 10), with the words by which people know its rules."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.remembered import remembered
from webapp.catalogue.records import MatterClass
from webapp.dispatch.routing.lifecycle import RuleSetState
from webapp.dispatch.routing.records import DispatchRule, RuleSet
from webapp.dispatch.routing.table import RuleBook, RuleRow, compile_book
from webapp.dispatch.routing.words import (
    HOURS_WORDS,
    OWNER_WORDS,
    PLACE_WORDS,
    ClassMatch,
    Hours,
    OwnerMatch,
    PlaceMatch,
    Target,
    Way,
)
from webapp.people.records import Unit
from webapp.place.records import Community, Grid, ManagementUnit, Street

DEFAULT = 0
"""The version of what holds where nobody has published a table."""
PLACES: Mapping[PlaceMatch, type[Street | Community | ManagementUnit | Grid]] = {
    PlaceMatch.STREET: Street, PlaceMatch.COMMUNITY: Community, PlaceMatch.MANAGEMENT_UNIT: ManagementUnit,
    PlaceMatch.GRID: Grid,
}  # fmt: skip


@dataclass(frozen=True)
class ClassKnown:
    """What of a class the rules look at."""

    id: uuid.UUID
    scheme: str
    kind: str
    code: str
    name: str
    direct: bool
    live: bool


@dataclass(frozen=True)
class Names:
    """Everything that rules name: classes, places, units. Read once for a whole table."""

    classes: Mapping[uuid.UUID, ClassKnown]
    places: Mapping[uuid.UUID, str]
    units: Mapping[uuid.UUID, str]

    def matched(self, rule: DispatchRule) -> frozenset[uuid.UUID] | None:
        """The classes that a rule is about; None is every class, and none."""
        if rule.class_match is ClassMatch.ANY:
            return None
        fits = _CLASSES[rule.class_match]
        return frozenset(one.id for one in self.classes.values() if fits(one, rule))

    def words(self, rule: DispatchRule) -> str:
        """What a rule looks at, in short: 路灯 × 新街社区 × 下班以后和节假日."""
        parts = [self.class_words(rule), self.place_words(rule), self._owner_words(rule)]
        if rule.hours is not Hours.ANY:
            parts.append(HOURS_WORDS[rule.hours])
        return " × ".join(part for part in parts if part)

    def class_words(self, rule: DispatchRule) -> str:
        """The class of a rule, as people name it."""
        if rule.class_match is ClassMatch.ONE and rule.class_id:
            known = self.classes.get(rule.class_id)
            return known.name if known else "已停用的类别"
        if rule.class_match is ClassMatch.PREFIX:
            return f"{rule.class_prefix} 开头的类别"
        return "所有类别" if rule.class_match is ClassMatch.ANY else "普通物业事项"

    def place_words(self, rule: DispatchRule) -> str:
        """The place of a rule; 全区 where it holds everywhere."""
        if rule.place is PlaceMatch.ANY:
            return PLACE_WORDS[PlaceMatch.ANY]
        return self.places.get(rule.place_id, "已撤销的地点") if rule.place_id else ""

    def _owner_words(self, rule: DispatchRule) -> str:
        if rule.owner is OwnerMatch.ANY:
            return ""
        if rule.owner is OwnerMatch.UNIT and rule.owner_id:
            return f"{self.units.get(rule.owner_id, '已撤销的单位')}的部件"
        return OWNER_WORDS[rule.owner]


def _same_scheme(one: ClassKnown, rule: DispatchRule) -> bool:
    return (one.scheme, one.kind) == (rule.class_scheme, rule.class_kind)


_CLASSES: Mapping[ClassMatch, Callable[[ClassKnown, DispatchRule], bool]] = {
    ClassMatch.ONE: lambda one, rule: one.id == rule.class_id,
    ClassMatch.PREFIX: lambda one, rule: (
        _same_scheme(one, rule) and one.code.startswith(rule.class_prefix or "")
    ),
    ClassMatch.ORDINARY: lambda one, _: one.direct,
}


def default_rule() -> DispatchRule:
    """What holds without any table: an ordinary property class at a door goes to the firm (C7). Not kept anywhere."""
    return DispatchRule(
        number=1, class_match=ClassMatch.ORDINARY, place=PlaceMatch.ANY, owner=OwnerMatch.FIRM,
        hours=Hours.ANY, target=Target.FIRM, way=Way.DIRECT, why="普通物业事项直接派给物业，坐席不用转手。",
    )  # fmt: skip


def book_in_force(session: Session) -> RuleBook:
    """The published table, compiled; the default where there is none."""
    return remembered(session, RuleBook, lambda: _read(session))


def _read(session: Session) -> RuleBook:
    published = session.scalars(select(RuleSet).where(RuleSet.state == RuleSetState.PUBLISHED)).first()
    if published is None or published.version is None:
        return compiled(session, DEFAULT, [default_rule()])
    return compiled(session, published.version, rules_of(session, published.id))


def rules_of(session: Session, set_id: uuid.UUID) -> Sequence[DispatchRule]:
    """The rules of a table, in their order."""
    query = select(DispatchRule).where(DispatchRule.set_id == set_id)
    return session.scalars(query.order_by(DispatchRule.number)).all()


def compiled(session: Session, version: int, rules: Sequence[DispatchRule]) -> RuleBook:
    """A table as the worker asks it."""
    names = names_of(session, rules)
    return compile_book(version, [row_of(rule, names) for rule in rules])


def row_of(rule: DispatchRule, names: Names) -> RuleRow:
    """One rule with its classes worked out and its words."""
    return RuleRow(
        number=rule.number, classes=names.matched(rule), place=rule.place, place_id=rule.place_id, owner=rule.owner,
        owner_id=rule.owner_id, hours=rule.hours, target=rule.target, unit_id=rule.unit_id, way=rule.way,
        words=names.words(rule),
    )  # fmt: skip


def names_of(session: Session, rules: Sequence[DispatchRule]) -> Names:
    """What the rules name: all classes, since a rule may name many by their beginning; of places and units theirs."""
    columns = (
        MatterClass.id,
        MatterClass.scheme,
        MatterClass.kind,
        MatterClass.code,
        MatterClass.name,
        MatterClass.direct,
        MatterClass.live,
    )
    classes = [ClassKnown(*row) for row in session.execute(select(*columns))]
    places: dict[uuid.UUID, str] = {}
    for kind, record in PLACES.items():
        wanted = {rule.place_id for rule in rules if rule.place is kind and rule.place_id}
        if wanted:
            found = session.execute(select(record.id, record.name).where(record.id.in_(wanted)))
            places |= {row.id: row.name for row in found}
    units = _named(session, {one for rule in rules for one in (rule.owner_id, rule.unit_id) if one})
    return Names({one.id: one for one in classes}, places, units)


def _named(session: Session, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    query = select(Unit.id, Unit.name).where(Unit.id.in_(list(ids)))
    return {row.id: row.name for row in session.execute(query)}

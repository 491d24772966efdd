"""The rule table as the worker asks it: compiled to a list by class, so that a thousand rules cost no more than ten. Pure.

The first rule from the top that fits and names somebody decides. One whose unit is not known for this ticket (no firm
serves the place, nobody keeps the component) does not fit. No rule fits: the desk decides, never nobody.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.dispatch.routing.words import Hours, OwnerMatch, PlaceMatch, Target, Way

Key = uuid.UUID | None


@dataclass(frozen=True)
class Situation:
    """What the rules look at: the class, the places around the ticket, who answers there, whether offices are open."""

    class_id: Key = None
    street_id: Key = None
    community_id: Key = None
    management_unit_id: Key = None
    grid_id: Key = None
    firm_id: Key = None
    """The property firm of the place."""
    keeper_id: Key = None
    """Who keeps the component that it is about, else who owns it."""
    office_id: Key = None
    """The office of the street."""
    in_hours: bool = True

    @property
    def places(self) -> Mapping[PlaceMatch, Key]:
        """The place of each kind."""
        return {
            PlaceMatch.STREET: self.street_id, PlaceMatch.COMMUNITY: self.community_id,
            PlaceMatch.MANAGEMENT_UNIT: self.management_unit_id, PlaceMatch.GRID: self.grid_id,
        }  # fmt: skip


@dataclass(frozen=True)
class RuleRow:
    """One rule with its classes worked out; `number` is its place in the table, from 1."""

    number: int
    classes: frozenset[uuid.UUID] | None
    """None: every class, and none."""
    place: PlaceMatch = PlaceMatch.ANY
    place_id: Key = None
    owner: OwnerMatch = OwnerMatch.ANY
    owner_id: Key = None
    hours: Hours = Hours.ANY
    target: Target = Target.FIRM
    unit_id: Key = None
    way: Way = Way.DIRECT
    words: str = ""
    """What it looks at, as people read it: 路灯 × 新街社区."""

    @property
    def asks_keeper(self) -> bool:
        """Whether it must be known who keeps the component."""
        return self.owner in {OwnerMatch.COMPONENT, OwnerMatch.UNIT} or self.target is Target.KEEPER

    def sends_to(self, seen: Situation) -> Key:
        """The unit it would send this to; none where that is not known."""
        return {
            Target.UNIT: self.unit_id, Target.FIRM: seen.firm_id, Target.KEEPER: seen.keeper_id,
            Target.STREET: seen.office_id,
        }[self.target]  # fmt: skip

    def fits(self, seen: Situation) -> bool:
        """Whether place, owner and hours are as it says; the class has been looked up before."""
        if self.place is not PlaceMatch.ANY and seen.places[self.place] != self.place_id:
            return False
        if self.hours is not Hours.ANY and (self.hours is Hours.WORK) is not seen.in_hours:
            return False
        return _OWNED[self.owner](self, seen)


_OWNED: Mapping[OwnerMatch, Callable[["RuleRow", Situation], bool]] = {
    OwnerMatch.ANY: lambda _rule, _seen: True,
    OwnerMatch.FIRM: lambda _, seen: seen.firm_id is not None,
    OwnerMatch.COMPONENT: lambda _, seen: seen.keeper_id is not None,
    OwnerMatch.UNIT: lambda rule, seen: seen.keeper_id is not None and seen.keeper_id == rule.owner_id,
}


@dataclass(frozen=True)
class Choice:
    """What the table says of a ticket: the rule that decides, and the unit it names."""

    rule: RuleRow
    unit_id: uuid.UUID


@dataclass(frozen=True)
class RuleBook:
    """A whole table, compiled. Version 0 is what holds where nobody has published one."""

    version: int
    rules: tuple[RuleRow, ...]
    by_class: Mapping[Key, tuple[RuleRow, ...]] = field(repr=False)
    """For each class that some rule names: those that may fit, in order; under None those that name no class."""

    def candidates(self, class_id: Key) -> tuple[RuleRow, ...]:
        """The rules that may fit a class, in order."""
        return self.by_class.get(class_id, self.by_class[None])

    def choose(self, seen: Situation) -> Choice | None:
        """The first rule that fits and names a unit; None leaves it to the desk."""
        for rule in self.candidates(seen.class_id):
            if rule.fits(seen):
                unit_id = rule.sends_to(seen)
                if unit_id is not None:
                    return Choice(rule, unit_id)
        return None


def compile_book(version: int, rules: Sequence[RuleRow]) -> RuleBook:
    """Lay the rules out by class."""
    by_class: dict[Key, list[RuleRow]] = defaultdict(list)
    named = frozenset[Any]().union(*(rule.classes for rule in rules if rule.classes is not None))
    for rule in rules:
        for class_id in (*named, None) if rule.classes is None else rule.classes:
            by_class[class_id].append(rule)
    found: dict[Key, tuple[RuleRow, ...]] = {key: tuple(some) for key, some in by_class.items()}
    return RuleBook(version, tuple(rules), {None: (), **found})


def rule_words(number: int, version: int, words: str) -> str:
    """Which rule it was, as every ticket shows it: 按规则 12（第3版）：路灯 × 新街社区."""
    return f"按规则 {number}（第{version}版）：{words}"

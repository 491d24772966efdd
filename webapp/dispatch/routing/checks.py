"""What is wrong with a rule table before anybody is sent anywhere by it: lines that never count, send nowhere, overlap. Pure.

A fault keeps the table from being published; a remark is read and published over.
"""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from webapp.dispatch.routing.table import RuleRow
from webapp.dispatch.routing.words import Hours, OwnerMatch, PlaceMatch, Target

MOST_TOLD = 50
"""How many findings are told at once: whoever mends them sees the next ones."""


@dataclass(frozen=True)
class UnitKnown:
    """What of a unit the checks look at."""

    name: str
    live: bool = True
    handles: bool = True
    """A property firm, a department or a street; the desk sends and cannot be sent to."""
    staffed: bool = True


@dataclass(frozen=True)
class World:
    """What the rules stand in: classes in use, units, which place lies in which, the firm of each management unit."""

    classes: frozenset[uuid.UUID]
    units: Mapping[uuid.UUID, UnitKnown]
    within: Mapping[uuid.UUID, frozenset[uuid.UUID]]
    """For every place all that lie around it, itself among them; one that is not here is gone."""
    firms: Mapping[uuid.UUID, uuid.UUID | None]
    """The firm of a management unit, none where nobody serves it."""


@dataclass(frozen=True)
class Finding:
    """One thing to be said about a line; `fault` keeps the table from being published."""

    number: int
    sentence: str
    fault: bool = True
    other: int | None = None
    """The other line it is about."""


def findings(rules: Sequence[RuleRow], world: World) -> tuple[Finding, ...]:
    """Everything that is to be said of a table, faults first, each in the table's order."""
    found = [one for rule in rules for one in _alone(rule, world)]
    found += _together(rules, world)
    return tuple(sorted(found, key=lambda one: (not one.fault, one.number))[:MOST_TOLD])


def _alone(rule: RuleRow, world: World) -> Iterator[Finding]:
    if rule.classes is not None and not rule.classes & world.classes:
        yield Finding(
            rule.number, "这一条的类别都停用了，不会再有工单走到这里。请删掉，或换一个类别。", fault=False
        )
    if rule.place_id is not None and rule.place_id not in world.within:
        yield Finding(rule.number, "这一条的地点已经撤销，不会再有工单走到这里。请删掉，或换一个地点。")
    if rule.target is Target.UNIT:
        yield from _unit(rule, rule.unit_id, world, "")
    place = rule.place_id if rule.place is PlaceMatch.MANAGEMENT_UNIT else None
    if rule.target is Target.FIRM and place is not None and place in world.firms:
        firm = world.firms[place]
        if firm is None:
            yield Finding(rule.number, "这个物业管理单元还没有物业，这一条派不到任何单位。请写一个指定单位。")
        else:
            yield from _unit(rule, firm, world, "管这里的")
    if rule.target is Target.KEEPER and rule.owner is OwnerMatch.FIRM:
        yield Finding(
            rule.number,
            "看的是有没有物业，派的却是部件的单位：没有部件的工单在这里派不出去，会接着往下走。",
            fault=False,
        )


def _unit(rule: RuleRow, unit_id: uuid.UUID | None, world: World, called: str) -> Iterator[Finding]:
    unit = world.units.get(unit_id) if unit_id is not None else None
    if unit is None:
        yield Finding(rule.number, "这一条没有写派给谁，工单到这里哪儿也去不了。请写一个单位。")
    elif not unit.live:
        yield Finding(rule.number, f"{called}{unit.name}已经撤销，派过去没有人接。请换一个还在用的单位。")
    elif not unit.handles:
        yield Finding(
            rule.number,
            f"{called}{unit.name}不办工单，派过去会一直转回来。请换物业、部门或街道，或选「坐席过目再派」。",
        )
    elif not unit.staffed:
        yield Finding(
            rule.number,
            f"{called}{unit.name}现在没有人能接，这样的工单会留给坐席。请先给它添人。",
            fault=False,
        )


def _together(rules: Sequence[RuleRow], world: World) -> Iterator[Finding]:
    """A line that an earlier one covers never counts; of two that meet halfway the earlier counts where they meet."""
    for place, later in enumerate(rules):
        met = None
        for earlier in rules[:place]:
            if covers(earlier, later, world):
                same = _same_answer(earlier, later)
                yield Finding(
                    later.number,
                    f"永远轮不到：第 {earlier.number} 条已经把它管的都管了"
                    f"{'，派法也一样，删掉这一条就行' if same else '。请把这一条挪到前面，或删掉其中一条'}。",
                    other=earlier.number,
                )
                break
            if met is None and (_halfway(earlier, later, world) or _is_left_over(earlier, later, world)):
                met = earlier
        else:
            if met is not None and _is_left_over(met, later, world):
                yield Finding(
                    later.number, f"只有第 {met.number} 条找不到单位的时候才轮到这一条。是这个意思就不用管。",
                    fault=False, other=met.number,
                )  # fmt: skip
            elif met is not None:
                yield Finding(
                    later.number, f"和第 {met.number} 条有重叠、派法不同，重叠的部分先算第 {met.number} 条。要是反了，就换一下位置。",
                    fault=False, other=met.number,
                )  # fmt: skip


def covers(one: RuleRow, other: RuleRow, world: World) -> bool:
    """Whether all that `other` is about meets `one` as well, and `one` always names somebody there."""
    return _fits_wherever(one, other, world) and _names_somebody(one, other)


def _fits_wherever(one: RuleRow, other: RuleRow, world: World) -> bool:
    return (
        _classes_cover(one.classes, other.classes)
        and _place_covers(one, other, world)
        and (one.hours is Hours.ANY or one.hours is other.hours)
        and _OWNER_COVERS[one.owner](one, other)
    )


def _classes_cover(one: Collection[uuid.UUID] | None, other: frozenset[uuid.UUID] | None) -> bool:
    if one is None:
        return True
    return other is not None and bool(other) and other <= frozenset(one)


def _place_covers(one: RuleRow, other: RuleRow, world: World) -> bool:
    if one.place is PlaceMatch.ANY:
        return True
    around = world.within.get(other.place_id, frozenset()) if other.place_id is not None else frozenset()
    return one.place_id in around


def _by_component(rule: RuleRow) -> bool:
    return rule.owner in {OwnerMatch.COMPONENT, OwnerMatch.UNIT}


_OWNER_COVERS: Mapping[OwnerMatch, Callable[[RuleRow, RuleRow], bool]] = {
    OwnerMatch.ANY: lambda _one, _other: True,
    OwnerMatch.FIRM: lambda _, other: _with_firm(other),
    OwnerMatch.COMPONENT: lambda _, other: _by_component(other) or other.target is Target.KEEPER,
    OwnerMatch.UNIT: lambda one, other: other.owner is OwnerMatch.UNIT and other.owner_id == one.owner_id,
}


def _with_firm(rule: RuleRow) -> bool:
    """Whether a line counts only where a firm serves the place."""
    return rule.owner is OwnerMatch.FIRM or rule.target is Target.FIRM


def _names_somebody(one: RuleRow, other: RuleRow) -> bool:
    """Whether `one` knows its unit wherever `other` counts: else the ticket passes it by and reaches `other`."""
    if one.target is Target.UNIT or one.target is other.target:
        return True
    if one.target is Target.FIRM:
        return _with_firm(other)
    if one.target is Target.KEEPER:
        return _by_component(other)
    return other.place is not PlaceMatch.ANY


def _is_left_over(one: RuleRow, other: RuleRow, world: World) -> bool:
    """Whether `other` gets only those of whom `one` does not know the unit, though it asks for nothing less itself."""
    return (
        _fits_wherever(one, other, world) and _fits_wherever(other, one, world) and not _names_somebody(one, other)
        and (one.owner, one.target) not in _SAID_TWICE and one.target is Target.STREET
    )  # fmt: skip


def _same_answer(one: RuleRow, other: RuleRow) -> bool:
    return (one.target, one.unit_id, one.way) == (other.target, other.unit_id, other.way)


def _halfway(one: RuleRow, other: RuleRow, world: World) -> bool:
    """Whether two lines with different answers meet without one being an exception of the other."""
    if _same_answer(one, other) or covers(other, one, world) or not _meet(one, other, world):
        return False
    return not _is_exception(one, other, world)


def _is_exception(one: RuleRow, other: RuleRow, world: World) -> bool:
    """Whether `one` is the narrower in every respect: an exception put before the rule, as it should be."""
    return (
        _classes_cover(other.classes, one.classes)
        and _place_covers(other, one, world)
        and (other.hours is Hours.ANY or other.hours is one.hours)
        and ((other.owner, other.target) in _SAID_TWICE or _OWNER_COVERS[other.owner](other, one))
    )


_SAID_TWICE = {(OwnerMatch.FIRM, Target.FIRM), (OwnerMatch.COMPONENT, Target.KEEPER)}
"""An owner that is asked for only because it is whom the line sends to narrows nothing."""


def _meet(one: RuleRow, other: RuleRow, world: World) -> bool:
    if one.classes is not None and other.classes is not None and not one.classes & other.classes:
        return False
    if Hours.ANY not in {one.hours, other.hours} and one.hours is not other.hours:
        return False
    if OwnerMatch.UNIT is one.owner is other.owner and one.owner_id != other.owner_id:
        return False
    return _places_meet(one, other, world)


def _places_meet(one: RuleRow, other: RuleRow, world: World) -> bool:
    if PlaceMatch.ANY in {one.place, other.place} or one.place_id is None or other.place_id is None:
        return True
    if one.place_id in world.within.get(other.place_id, ()) or other.place_id in world.within.get(
        one.place_id, ()
    ):
        return True
    # A grid and a management unit may share houses when they lie in the same community.
    mixed = {one.place, other.place} == {PlaceMatch.GRID, PlaceMatch.MANAGEMENT_UNIT}
    around = (world.within.get(place, frozenset()) - {place} for place in (one.place_id, other.place_id))
    return mixed and bool(frozenset.intersection(*around))

"""The library as lists bring it: many components put in or changed at once, each change a line of history."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from webapp.access.role import Permission
from webapp.base.database import new_id
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass
from webapp.catalogue.words import Kind
from webapp.component.advance import correct, take_in
from webapp.component.lifecycle import WORDS
from webapp.place.cells import put
from webapp.place.component_code import Known
from webapp.place.records import Component, ComponentState, Grid

BY_LIST = "按导入的名单"


@dataclass(frozen=True)
class Holder:
    """Who owns or keeps: a unit of ours, or somebody else in words."""

    unit_id: uuid.UUID | None
    words: str


@dataclass(frozen=True)
class Listed:
    """A component as a list has it; None says that the list is silent and what was known stays."""

    code: str
    klass: str
    name: str | None = None
    at: tuple[float, float] | None = None
    state: ComponentState | None = None
    grid_id: uuid.UUID | None = None
    owner: Holder | None = None
    keeper: Holder | None = None


def known_codes(session: Session) -> Known:
    """The divisions of the district's grids, and the classes of components of its catalogue."""
    grids = frozenset(code[:6] for code in session.scalars(select(Grid.code)) if code[:6].isdigit())
    kinds = select(MatterClass.code).where(MatterClass.kind == Kind.COMPONENT, MatterClass.live)
    codes = [code for code in session.scalars(kinds) if code.isdigit()]
    new, older = (frozenset(code for code in codes if len(code) == length) for length in (5, 4))
    return Known(grids, new, older)


def find_listed(session: Session, rows: Sequence[Listed]) -> Mapping[str, Component]:
    """Those of a list that the library has, by code."""
    query = select(Component).where(Component.code.in_([row.code for row in rows]))
    whole = query.options(
        joinedload(Component.owner), joinedload(Component.keeper), joinedload(Component.grid)
    )
    return {one.code: one for one in session.scalars(whole)}


def put_listed(work: Work, rows: Sequence[Listed]) -> list[bool | None]:
    """Add (None) or change (whether anything did) each of these; no code may come twice."""
    work.actor.require(Permission.MANAGE_PLACES)
    known = find_listed(work.session, rows)
    return [_put(work, row, known.get(row.code)) for row in rows]


def _put(work: Work, row: Listed, found: Component | None) -> bool | None:
    if found is None:
        take_in(work, fresh(row))
        return None
    changed = differences(found, row)
    if not changed:
        return False
    values = _values(row)
    if row.at is not None:
        put(found, *row.at)
    for name, value in values.items():
        setattr(found, name, value)
    correct(work, found, changed, row.state or found.state, BY_LIST)
    return True


def fresh(row: Listed) -> Component:
    """A component as its list has it, not yet in the library."""
    blank: dict[str, Any] = {
        "name": row.klass, "grid_id": None, "owner_id": None, "owner_words": "", "keeper_id": None, "keeper_words": "",
    }  # fmt: skip
    made = Component(
        id=new_id(), code=row.code, state=row.state or ComponentState.SOUND, **(blank | _values(row))
    )
    put(made, *(row.at or (None, None)))
    return made


def _values(row: Listed) -> dict[str, Any]:
    values: dict[str, Any] = {"klass": row.klass}
    if row.name is not None:
        values["name"] = row.name
    if row.grid_id is not None:
        values["grid_id"] = row.grid_id
    for name, holder in (("owner", row.owner), ("keeper", row.keeper)):
        if holder is not None:
            values |= {f"{name}_id": holder.unit_id, f"{name}_words": "" if holder.unit_id else holder.words}
    return values


def differences(found: Component, row: Listed) -> dict[str, tuple[Any, Any]]:
    """What a list says otherwise than the library: the word of the column → (before, after)."""
    said = {"类别": (found.klass, row.klass), "名称": (found.name, row.name)}
    if row.at is not None:
        said["位置"] = (_degrees(found.lng, found.lat), _degrees(*row.at))
    if row.state is not None:
        said["状态"] = (WORDS[found.state], WORDS[row.state])
    if row.owner is not None and _other(row.owner, found.owner_id, found.owner_words):
        said["权属单位"] = (owner_of(found), row.owner.words)
    if row.keeper is not None and _other(row.keeper, found.keeper_id, found.keeper_words):
        said["养护单位"] = (keeper_of(found), row.keeper.words)
    if row.grid_id is not None and row.grid_id != found.grid_id:
        said["网格"] = (found.grid.name if found.grid else "", "按名单")
    return {word: pair for word, pair in said.items() if pair[1] is not None and pair[0] != pair[1]}


def owner_of(component: Component) -> str:
    """Who owns it, in words."""
    return component.owner.name if component.owner else component.owner_words


def keeper_of(component: Component) -> str:
    """Who keeps it, in words."""
    return component.keeper.name if component.keeper else component.keeper_words


def _other(holder: Holder, unit_id: uuid.UUID | None, words: str) -> bool:
    return (holder.unit_id, "" if holder.unit_id else holder.words) != (unit_id, words)


def _degrees(lng: float | None, lat: float | None) -> str:
    return "" if lng is None or lat is None else f"{lng:.6f}, {lat:.6f}"

"""The library as a list: searched, filtered, page by page along the code, so that page 900 costs what page 1 costs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from webapp.access.actor import Actor
from webapp.component.library import keeper_of, owner_of
from webapp.component.lifecycle import WORDS
from webapp.place.component_search import components_by_words
from webapp.place.records import Component, ComponentState, Grid
from webapp.ticket.records import Ticket

SIZE = 50
MOST_COUNTED = 9_999


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; what is empty narrows nothing."""

    typed: str = ""
    klass: str = ""
    state: ComponentState | None = None
    mine: bool = False
    """Only what the actor's own unit owns or keeps."""
    after: str = ""
    """The code after which the page begins."""


@dataclass(frozen=True)
class ComponentRow:
    """A component as a line of the list."""

    id: uuid.UUID
    code: str
    name: str
    klass: str
    state: ComponentState
    state_words: str
    owner: str
    keeper: str
    grid: str
    located: bool
    open_tickets: int


@dataclass(frozen=True)
class ComponentPage:
    """Some rows, and the code after which the next ones stand; empty at the end."""

    rows: Sequence[ComponentRow]
    after: str


def list_components(session: Session, actor: Actor, asked: Asked) -> ComponentPage:
    """A page by code; one row more is read to know whether there is another page."""
    query = components_asked(actor, asked)
    if asked.after:
        query = query.where(Component.code > asked.after)
    whole = query.options(
        joinedload(Component.owner), joinedload(Component.keeper), joinedload(Component.grid).lazyload("*")
    )
    found = session.scalars(whole.order_by(Component.code).limit(SIZE + 1)).all()
    shown = found[:SIZE]
    busy = _open_tickets(session, [one.id for one in shown])
    rows = [_row(one, busy.get(one.id, 0)) for one in shown]
    return ComponentPage(rows, shown[-1].code if len(found) > SIZE else "")


def count_components(session: Session, actor: Actor, asked: Asked) -> int:
    """How many are asked for, counted no further than `MOST_COUNTED` and one more."""
    some = components_asked(actor, asked).with_only_columns(Component.id).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def components_asked(actor: Actor, asked: Asked) -> Select[Component]:
    """All components that a list is asked for."""
    query = select(Component).where(*components_by_words(asked.typed))
    if asked.klass:
        query = query.where(Component.klass == asked.klass)
    if asked.state is not None:
        query = query.where(Component.state == asked.state)
    if asked.mine:
        query = query.where(or_(Component.owner_id == actor.unit_id, Component.keeper_id == actor.unit_id))
    return query


def classes_known(session: Session) -> Sequence[str]:
    """The kinds that the library holds."""
    return session.scalars(select(Component.klass).distinct().order_by(Component.klass)).all()


def _open_tickets(session: Session, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many open tickets are about each; how many there are is no secret of theirs."""
    query = (
        select(Ticket.component_id, func.count())
        .where(Ticket.component_id.in_(ids), Ticket.open_sort.is_not(None))
        .group_by(Ticket.component_id)
    )
    return {key: count for key, count in session.execute(query) if key is not None}


def _row(one: Component, open_tickets: int) -> ComponentRow:
    return ComponentRow(
        one.id, one.code, one.name, one.klass, one.state, WORDS[one.state], owner_of(one), keeper_of(one),
        grid_words(one.grid), one.lng is not None, open_tickets,
    )  # fmt: skip


def grid_words(grid: Grid | None) -> str:
    """A grid by its name; empty where none is known."""
    return grid.name if grid is not None else ""

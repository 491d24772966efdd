"""Management units with their cards: the list, one unit month by month, coverage, the tickets behind a figure."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.insight.records import FeeMonth, RateFact
from webapp.insight.rules import Counts
from webapp.insight.scope import units_read
from webapp.insight.unit_figures import came_in, fell_due
from webapp.insight.unit_rules import Card, Month, Share, last_months
from webapp.people.records import Unit
from webapp.place.records import Community, Compound, ManagementUnit, Street
from webapp.ticket.lamps import how_many
from webapp.ticket.records import Ticket

PAGE = 50
MONTHS = 12
SERVED, GONE, NOBODY = "有物业服务", "物业已撤", "没有物业"


@dataclass(frozen=True)
class UnitLine:
    """A management unit as a line of the list."""

    id: uuid.UUID
    code: str
    name: str
    street: str
    community: str
    firm: str
    service: str
    compounds: int
    card: Card = field(default_factory=Card)


@dataclass(frozen=True)
class Coverage:
    """How many management units of a street have a property service."""

    street: str
    share: Share


def list_units(
    session: Session, actor: Actor, month: Month, now: datetime,
    street_id: uuid.UUID | None = None, words: str = "", after: str = "",
) -> tuple[tuple[UnitLine, ...], str]:  # fmt: skip
    """A page of units in scope by code, with the month's cards; and the code after which the next page begins, if any."""
    where = [units_read(actor), ManagementUnit.code > after]
    if street_id is not None:
        where.append(Community.street_id == street_id)
    if words:
        firm = Unit.name.contains(words, autoescape=True)
        where.append(or_(ManagementUnit.name.contains(words, autoescape=True), firm))
    found = _lines(session, *where, most=PAGE + 1)
    lines = found[:PAGE]
    ids = [line.id for line in lines]
    by_unit = cards(session, actor, Ticket.management_unit_id.in_(ids), ids, month, now)
    shown = tuple(replace(line, card=by_unit.get(line.id, Card())) for line in lines)
    return shown, lines[-1].code if len(found) > PAGE else ""


def one_unit(session: Session, actor: Actor, unit_id: uuid.UUID) -> UnitLine | None:
    """A unit in scope without its card, else None."""
    return next(iter(_lines(session, units_read(actor), ManagementUnit.id == unit_id, most=1)), None)


def _lines(session: Session, *where: ColumnElement[bool], most: int) -> list[UnitLine]:
    compounds = select(func.count()).where(Compound.management_unit_id == ManagementUnit.id).scalar_subquery()
    query = (
        select(
            ManagementUnit.id, ManagementUnit.code, ManagementUnit.name, Street.name, Community.name, Unit.name, Unit.live,
            compounds,
        )
        .join(Community, Community.id == ManagementUnit.community_id)
        .join(Street, Street.id == Community.street_id)
        .outerjoin(Unit, Unit.id == ManagementUnit.firm_id)
        .where(*where)
        .order_by(ManagementUnit.code)
        .limit(most)
    )  # fmt: skip
    return [
        UnitLine(row[0], row[1], row[2], row[3], row[4], row[5] or "", _service(row[6]), row[7])
        for row in session.execute(query)
    ]


def _service(live: bool | None) -> str:
    return NOBODY if live is None else SERVED if live else GONE


def months_of(
    session: Session, actor: Actor, unit_id: uuid.UUID, until: Month, now: datetime
) -> list[tuple[Month, Card]]:
    """The cards of a unit for a year of months, the newest first."""
    return [
        (month, cards(session, actor, of_unit(unit_id), [unit_id], month, now).get(unit_id, Card()))
        for month in last_months(until, MONTHS + 1)
    ]


def of_unit(unit_id: uuid.UUID) -> ColumnElement[bool]:
    """The tickets of a unit; by its compounds, which have an index."""
    compounds = select(Compound.id).where(Compound.management_unit_id == unit_id)
    return and_(Ticket.compound_id.in_(compounds), Ticket.management_unit_id == unit_id)


def may_count(actor: Actor) -> ColumnElement[bool]:
    """What a property firm may not know of is not in its figures either (safety.md 4)."""
    return (
        not_(or_(Ticket.confidential, Ticket.about_unit))
        if actor.role in {Role.PROPERTY, Role.DEPARTMENT}
        else true()
    )


def cards(
    session: Session, actor: Actor, whose: ColumnElement[bool], ids: Sequence[uuid.UUID], month: Month, now: datetime
) -> dict[uuid.UUID, Card]:  # fmt: skip
    """The cards of some units for a month: four questions, however many units there are."""
    unit, mine = Ticket.management_unit_id, and_(whose, may_count(actor))
    found: dict[uuid.UUID, Card] = {}
    came = (
        select(unit, func.count(), how_many(Ticket.order_no.is_not(None)), how_many(Ticket.returns > 0))
        .where(came_in(month, now), mine)
        .group_by(unit)
    )
    for key, volume, hotline, returned in _rows(session, came):
        found[key] = Card(volume, hotline, returned)
    due = (
        select(unit, func.count(), how_many(Ticket.in_time.is_(True)))
        .where(fell_due(month, now), mine)
        .group_by(unit)
    )
    for key, many, in_time in _rows(session, due):
        found[key] = replace(found.get(key, Card()), due=many, in_time=in_time)
    first, after = month.halves
    fact = RateFact
    heard = (
        select(unit, func.count(), *map(func.sum, (fact.contacted, fact.solved, fact.satisfied, fact.basically)))
        .join(Ticket, Ticket.id == fact.ticket_id)
        .where(fact.half >= first, fact.half < after, mine)
        .group_by(unit)
    )  # fmt: skip
    for key, *sums in _rows(session, heard):
        found[key] = replace(found.get(key, Card()), heard=Counts(*map(int, sums)))
    fees = select(FeeMonth.management_unit_id, FeeMonth.due_cents, FeeMonth.paid_cents).where(
        FeeMonth.management_unit_id.in_(ids), FeeMonth.month == month.first
    )
    for key, due_cents, paid_cents in _rows(session, fees):
        found[key] = replace(found.get(key, Card()), fee_due_cents=due_cents, fee_paid_cents=paid_cents)
    return found


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    return session.execute(query).all()


def coverage(session: Session, actor: Actor) -> tuple[Coverage, ...]:
    """Of each street in scope how many units have a property service, all together first."""
    query = (
        select(Street.name, func.count(), how_many(Unit.live.is_(True)))
        .select_from(ManagementUnit)
        .join(Community, Community.id == ManagementUnit.community_id)
        .join(Street, Street.id == Community.street_id)
        .outerjoin(Unit, Unit.id == ManagementUnit.firm_id)
        .where(units_read(actor))
        .group_by(Street.name)
        .order_by(Street.name)
    )
    streets = [(name, int(served), int(many)) for name, many, served in session.execute(query)]
    whole = Share(sum(served for _, served, _ in streets), sum(many for _, _, many in streets))
    return Coverage("全部", whole), *(Coverage(name, Share(served, many)) for name, served, many in streets)

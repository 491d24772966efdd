"""What the desk needs to dispatch: the proposal with its reasons, and the units to choose from."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.base.clock import Limit
from webapp.catalogue.calendar import calendar_of
from webapp.catalogue.words import limit_words
from webapp.dispatch.routing.book import DEFAULT, book_in_force
from webapp.dispatch.routing.deciding import decide
from webapp.dispatch.rules import Proposal, propose
from webapp.people.records import Unit, UnitKind
from webapp.place.records import ManagementUnit, Street
from webapp.ticket.clocks import due_at, guessed, limit_of
from webapp.ticket.place_of import standard_of
from webapp.ticket.records import Ticket
from webapp.ticket.rules import HANDLING_KINDS
from webapp.ticket.words import ClockKind

KIND_WORDS = {UnitKind.PROPERTY: "物业", UnitKind.DEPARTMENT: "部门", UnitKind.STREET: "街道"}
ORDER = {UnitKind.DEPARTMENT: 1, UnitKind.STREET: 2, UnitKind.PROPERTY: 3}


@dataclass(frozen=True)
class UnitChoice:
    """A unit to choose, with what it is."""

    id: uuid.UUID
    name: str
    hint: str
    proposed: bool = False


@dataclass(frozen=True)
class Proposed:
    """What the desk accepts with one key: a unit and a deadline, the reason beside each."""

    unit_id: uuid.UUID | None
    unit_why: str
    limit: Limit
    due: datetime
    due_why: str
    units: tuple[UnitChoice, ...]


def proposal(session: Session, ticket: Ticket, now: datetime) -> Proposed:
    """The unit that fits by class and place and the standard's deadline, each with its reason."""
    place = session.get(ManagementUnit, ticket.management_unit_id) if ticket.management_unit_id else None
    firm = place.firm if place is not None else None
    street = _street(session, ticket)
    matter = ticket.matter_class
    usual = propose(ticket, matter.name if matter else "未定类", bool(matter and matter.direct), firm, street)
    found = by_rule(session, ticket, now, usual)
    first = [unit for unit in (firm, street) if unit is not None]
    due = due_at(session, ClockKind.HANDLING, ticket, now)
    return Proposed(
        unit_id=found.unit_id, unit_why=found.why, limit=limit_of(ticket), due=due,
        due_why=_due_why(session, ticket, now, due), units=_choices(session, ticket, first, found.unit_id),
    )  # fmt: skip


def by_rule(session: Session, ticket: Ticket, now: datetime, usual: Proposal) -> Proposal:
    """What the published rules say; the usual proposal where there are none, where none fits, or its unit is not there."""
    if book_in_force(session).version == DEFAULT:
        return usual
    found = decide(session, ticket, now)
    if found is None:
        return Proposal(usual.unit_id, f"没有规则管这件。{usual.why}")
    return (
        Proposal(found.unit.id, found.why)
        if found.unit
        else Proposal(usual.unit_id, f"{found.why}。{usual.why}")
    )


def units_to_choose(session: Session, ticket: Ticket) -> tuple[UnitChoice, ...]:
    """Every live unit that may get this ticket; none that may not know of it."""
    return _choices(session, ticket, [], None)


def units_that_handle(session: Session) -> tuple[UnitChoice, ...]:
    """Every live unit that may get any ticket, departments first; whether it may get a certain one, the table says."""
    known = sorted(_handling(session), key=lambda unit: (ORDER[unit.kind], unit.name))
    return tuple(UnitChoice(unit.id, unit.name, KIND_WORDS[unit.kind]) for unit in known)


def _street(session: Session, ticket: Ticket) -> Unit | None:
    street = session.get(Street, ticket.street_id) if ticket.street_id else None
    if street is not None:
        return session.get(Unit, street.unit_id)
    known = select(Unit).where(Unit.kind == UnitKind.STREET, Unit.live).order_by(Unit.code).limit(1)
    return session.scalars(known).first()


def _due_why(session: Session, ticket: Ticket, now: datetime, due: datetime) -> str:
    by_standard = calendar_of(session).after(now, limit_of(ticket))
    if ticket.external_due is not None and now < ticket.external_due < by_standard:
        return f"热线工单 {ticket.order_no or ''} 自己的期限".replace("  ", " ")
    name = ticket.matter_class.name if ticket.matter_class else "未定类"
    standard = standard_of(session, ticket)
    case = f"·{standard.condition}" if standard is not None and standard.condition else ""
    by = f"按标准：{name}{case} {limit_words(limit_of(ticket))}"
    return "；".join(filter(None, (by, guessed(session, limit_of(ticket), due))))


def _choices(
    session: Session, ticket: Ticket, first: list[Unit], proposed: uuid.UUID | None
) -> tuple[UnitChoice, ...]:
    """Those of the place first, then departments and streets, then the other firms."""
    known = _handling(session)
    here = {unit.id for unit in first}
    guarded = ticket.confidential or ticket.about_unit
    fits = [unit for unit in known if not (guarded and unit.kind is UnitKind.PROPERTY)]
    ranked = sorted(fits, key=lambda u: (u.id != proposed, u.id not in here, ORDER[u.kind], u.name))
    return tuple(UnitChoice(u.id, u.name, _hint(u, u.id in here), u.id == proposed) for u in ranked)


def _handling(session: Session) -> Sequence[Unit]:
    kinds = [UnitKind(kind) for kind in HANDLING_KINDS]
    return session.scalars(select(Unit).where(Unit.live, Unit.kind.in_(kinds))).all()


def _hint(unit: Unit, here: bool) -> str:
    return f"{KIND_WORDS[unit.kind]} · 管这里" if here else KIND_WORDS[unit.kind]

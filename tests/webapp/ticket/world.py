"""A small world to walk in: a district, everybody who may act, and what can be read of a ticket at any moment."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import select

from tests.builders.district import District
from tests.builders.photo import kept_photo
from tests.builders.walk import step, to_unit
from tests.webapp.ticket.oracle import Facts
from webapp.access.actor import RULE, TIMER, Actor, resident
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.base.clock import FixedClock, Limit
from webapp.base.work import Kernel
from webapp.catalogue.calendar import Calendars, calendars
from webapp.people.records import Unit, UnitKind
from webapp.place.records import ManagementUnit
from webapp.report.commands import receive_report
from webapp.report.orders import SendReport
from webapp.ticket import participants
from webapp.ticket.advance import load, note
from webapp.ticket.given import Given
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.queries import readable
from webapp.ticket.records import PhotoRole, Reporter, Ticket, TicketClock, TicketStep
from webapp.ticket.words import Action, ClockKind

TEXTS = {
    "fault": "楼道灯不亮，老人下楼看不见",
    "request": "希望能加一个扶手",
    "question": "请问停车证在哪办？",
    "praise": "表扬一下电工师傅，来得快",
    "about": "投诉物业态度不好，乱收费",
}


@dataclass
class World:
    """The district with its program."""

    kernel: Kernel
    clock: FixedClock
    district: District
    bytes_kept: KeptPhoto | None = None

    @cached_property
    def calendars(self) -> Calendars:
        """The calendars, which nobody changes in these tests."""
        with self.kernel.read() as session:
            return calendars(session)

    @cached_property
    def firms(self) -> frozenset[uuid.UUID]:
        """The units that are property firms."""
        with self.kernel.read() as session:
            return frozenset(session.scalars(select(Unit.id).where(Unit.kind == UnitKind.PROPERTY)))

    def staff(self) -> Sequence[Actor]:
        """Everybody who is not a resident, the rule and the timer among them."""
        return [*self.district.actors.values(), self.district.other_firm, RULE, TIMER]

    def photo(self, role: PhotoRole) -> KeptPhoto:
        """A photo that is safe in the store; one set of bytes serves all."""
        self.bytes_kept = self.bytes_kept or kept_photo(self.kernel)
        return replace(self.bytes_kept, id=uuid.uuid4(), role=role)

    def report(self, text: str, by: Actor | None = None, **more: Any) -> tuple[uuid.UUID, Actor]:
        """Send a report; returns its ticket and the resident at its link."""
        report_id = uuid.uuid4()
        kept = more.pop("kept", ())
        given = {
            "report_id": report_id,
            "text": text,
            "category": "lamp",
            "door": self.district.codes[0],
        } | more
        sender = by or resident(device=str(uuid.uuid4()))
        with self.kernel.work(sender) as work:
            receipt = receive_report(work, SendReport(**given), kept)
        return receipt.ticket.id, resident(sender.device, report_id)

    def ticket(self, ticket_id: uuid.UUID) -> Ticket:
        """The row as it stands."""
        return self.kernel.get(Ticket, ticket_id)

    def clocks(self, ticket_id: uuid.UUID) -> dict[str, TicketClock]:
        """Its clocks by letter."""
        with self.kernel.read() as session:
            rows = session.scalars(select(TicketClock).where(TicketClock.ticket_id == ticket_id))
            return {clock.kind.value: clock for clock in rows}

    def steps(self, ticket_id: uuid.UUID) -> list[TicketStep]:
        """Its history."""
        with self.kernel.read() as session:
            query = select(TicketStep).where(TicketStep.ticket_id == ticket_id).order_by(TicketStep.version)
            return list(session.scalars(query))

    def parties(self, ticket_id: uuid.UUID) -> list[tuple[str | None, str]]:
        """(kind of the unit or None for a person, capacity) of everybody who takes part."""
        with self.kernel.read() as session:
            query = (
                select(Unit.kind, Participation.capacity)
                .select_from(Participation)
                .outerjoin(Unit, Unit.id == Participation.unit_id)
                .where(Participation.ticket_id == ticket_id)
            )
            return [
                (kind.value if kind else None, capacity.value) for kind, capacity in session.execute(query)
            ]

    def units_that_handle(self, ticket_id: uuid.UUID) -> list[uuid.UUID]:
        """The units whose capacity is to handle it."""
        with self.kernel.read() as session:
            query = select(Participation.unit_id).where(
                Participation.ticket_id == ticket_id, Participation.capacity == "handles"
            )
            return [unit_id for unit_id in session.scalars(query) if unit_id]

    def facts(self, ticket_id: uuid.UUID, actor: Actor, action: str, given: Given) -> Facts:
        """What is true before a step."""
        now = self.kernel.clock.now()
        with self.kernel.read() as session:
            ticket = session.get_one(Ticket, ticket_id)
            unit = session.get(Unit, given.unit_id) if given.unit_id else None
            if unit is None and action == "reopen":
                unit = self._unit_again(session, ticket)
            others = select(Reporter).where(Reporter.ticket_id == ticket_id, Reporter.left_at.is_(None))
            limit = given.limit or Limit(ticket.limit_value, ticket.limit_unit)
            return Facts(
                ticket=ticket, actor=actor, given=given, now=now,
                seen=session.scalar(select(Ticket.id).where(Ticket.id == ticket_id, readable(actor))) is not None,
                others=sum(r.report_id != actor.report_id for r in session.scalars(others)),
                red=any(
                    c.due_at <= now and not c.stopped_at and not c.paused_at
                    for c in session.scalars(select(TicketClock).where(TicketClock.ticket_id == ticket_id))
                    if c.kind in {ClockKind.ACCEPTANCE, ClockKind.HANDLING}
                ),
                unit_kind=unit.kind.value if unit else None, unit_live=bool(unit and unit.live),
                target=session.scalars(select(Ticket).where(Ticket.id == given.target_id, readable(actor))).first(),
                joined_before=given.joined_before, limit=limit.span,
            )  # fmt: skip

    def _unit_again(self, session: Any, ticket: Ticket) -> Unit | None:
        """The unit it had; one it may not have, or none, gives way to the place's firm, then to the street."""
        guarded = ticket.confidential or ticket.about_unit
        if ticket.unit is not None and not (guarded and ticket.unit.kind is UnitKind.PROPERTY):
            return ticket.unit
        place = session.get(ManagementUnit, ticket.management_unit_id)
        if place is not None and not guarded:
            return place.firm
        return session.get(Unit, self.district.units[UnitKind.STREET])

    def ask(self, ticket_id: uuid.UUID, what: str, by: Role = Role.PROPERTY) -> None:
        """What the handling desk does when a unit asks for something."""
        with self.kernel.work(RULE) as work:
            facts = {"asked": what, "asked_by": self.person(by).person_id, "asked_at": work.now}
            note(work, load(work, ticket_id), f"ask_{what}", **facts)

    def to_handling(self, ticket_id: uuid.UUID) -> None:
        """Sent to the firm, accepted, and somebody is there."""
        to_unit(self.kernel, self.district, ticket_id)
        for action in (Action.ACCEPT, Action.START):
            step(self.kernel, self.person(Role.PROPERTY), ticket_id, action)

    def let_recheck(self, ticket_id: uuid.UUID, person: Actor) -> None:
        """What the recheck desk does: name who looks again."""
        with self.kernel.work(RULE) as work:
            participants.add(work, load(work, ticket_id), Capacity.RECHECKS, person_id=person.person_id)

    def person(self, role: Role) -> Actor:
        """The district's person of a role."""
        return self.district[role]

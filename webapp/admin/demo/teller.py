"""The people of the demonstration at work: each verb is the desk's own command, as a page would give it."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import select

from webapp.access.actor import Actor, resident
from webapp.access.role import Permission
from webapp.access.signed_in import actor_of
from webapp.admin.demo.cases import Case
from webapp.admin.demo.pictures import Album
from webapp.base.outbox import deliver
from webapp.base.work import Kernel, Work
from webapp.callback.records import CallbackTask
from webapp.catalogue.records import MatterClass
from webapp.meeting.records import Invitation
from webapp.people.records import Person, Unit
from webapp.place.records import Door, DoorCode
from webapp.recheck.records import RecheckState, RecheckTask
from webapp.report.commands import receive_report
from webapp.report.orders import Consent, Receipt, SendReport
from webapp.report.records import ReportKind
from webapp.ticket.photos import KeptPhoto
from webapp.ticket.records import PhotoRole, Ticket

T = TypeVar("T")
CONSENT = "2026-11"


def follow(kernel: Kernel) -> None:
    """Deliver what waits, as the job worker would."""
    while deliver(kernel):
        pass


@dataclass
class Told:
    """A case under way: its ticket and the reporter."""

    case: Case
    seed: int
    receipt: Receipt

    @property
    def ticket_id(self) -> uuid.UUID:
        """The ticket's id."""
        return self.receipt.ticket.id

    @property
    def reporter(self) -> Actor:
        """Who reported, at their own link and phone."""
        return resident(device=f"demo-{self.receipt.report}", report_id=self.receipt.report)


class Teller:
    """Acts for everybody at the moment to which the kernel's clock was set, and lets the job worker follow."""

    def __init__(self, kernel: Kernel, album: Album) -> None:
        self.kernel, self.album = kernel, album
        with kernel.read() as session:
            people = session.scalars(select(Person)).all()
            self.people = {person.account: actor_of(person) for person in people}
            self.units = {unit.code: unit.id for unit in session.scalars(select(Unit))}
            self.classes = {row.code: row.id for row in session.scalars(select(MatterClass))}
            doors = select(Door.code, DoorCode.code).join(DoorCode, DoorCode.door_id == Door.id)
            self.codes: dict[str, str] = dict(session.execute(doors).all())
        self._by_id = {actor.person_id: actor for actor in self.people.values()}
        may_accept = (actor for actor in self.people.values() if actor.may(Permission.ACCEPT))
        self._of_unit = {actor.unit_id: actor for actor in may_accept}
        self.told: dict[str, Told] = {}

    def act(self, actor: Actor, command: Callable[[Work], T]) -> T:
        """One unit of work by somebody, and everything that follows from it at once."""
        with self.kernel.work(actor) as work:
            done = command(work)
        follow(self.kernel)
        return done

    def report(self, case: Case, seed: int) -> Told:
        """Send the case's report, with a photo if its scene can be drawn."""
        by = self.people.get(case.by) if case.by else None
        photos = self._first_photos(case, seed)
        order = SendReport(
            report_id=uuid.uuid4(), kind=ReportKind(case.road), text=case.text, category=case.category or None,
            door=self.codes[case.door], phone=case.phone or None, confidential=case.confidential,
            consent=Consent(version=CONSENT, at=self.kernel.clock.now()) if case.phone else None,
            order_no=f"RX{self.kernel.clock.now():%Y%m%d}{seed:04}" if case.road == "hotline" else None,
            joins=self.told[case.joins].ticket_id if case.joins else None,
        )  # fmt: skip
        sender = by or resident(device=f"demo-{order.report_id}")
        told = Told(case, seed, self.act(sender, lambda work: receive_report(work, order, photos)))
        self.told[case.key] = told
        return told

    def _first_photos(self, case: Case, seed: int) -> tuple[KeptPhoto, ...]:
        if not case.scene or case.joins:
            return ()
        if case.road == "self_handled":
            before = self.album.take(case.scene, PhotoRole.BEFORE, False, seed)
            return (before, self.album.take(case.scene, PhotoRole.AFTER, True, seed))
        return (self.album.take(case.scene, PhotoRole.PROBLEM, False, seed),)

    def after(self, told: Told) -> tuple[KeptPhoto, ...]:
        """A photo of the finished work, or of the place that is looked at again."""
        return (self.album.take(told.case.scene or "lamp", PhotoRole.AFTER, True, told.seed),)

    def still_broken(self, told: Told) -> tuple[KeptPhoto, ...]:
        """A photo by which a recheck fails."""
        return (self.album.take(told.case.scene or "lamp", PhotoRole.AFTER, False, told.seed),)

    def ticket(self, told: Told) -> Ticket:
        """The ticket as it stands now."""
        row: Ticket = self.kernel.get(Ticket, told.ticket_id)
        return row

    def handler(self, told: Told) -> Actor:
        """Who answers for the unit that has it."""
        return self._of_unit[self.ticket(told).unit_id]

    def rechecker(self, told: Told) -> Actor:
        """Who was asked to look again."""
        waiting = (RecheckTask.ticket_id == told.ticket_id, RecheckTask.state == RecheckState.WAITING)
        with self.kernel.read() as session:
            task = session.scalars(select(RecheckTask).where(*waiting)).one()
        return self._by_id[task.person_id]

    def invitation(self, told: Told) -> uuid.UUID:
        """The newest invitation to meet."""
        newest = select(Invitation.id).where(Invitation.ticket_id == told.ticket_id)
        with self.kernel.read() as session:
            return session.scalars(newest.order_by(Invitation.round.desc()).limit(1)).one()

    def callback(self, told: Told) -> uuid.UUID:
        """The task to call back about this report."""
        with self.kernel.read() as session:
            wanted = select(CallbackTask.id).where(CallbackTask.report_id == told.receipt.report)
            return session.scalars(wanted.order_by(CallbackTask.made_at.desc()).limit(1)).one()

"""Who is asked to look again, and until when."""

from datetime import datetime

import pytest

from tests.builders.photo import kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, to_fed_back, to_unit
from webapp.access.actor import Actor
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.errors import Invalid, NotFound
from webapp.base.work import Kernel
from webapp.people.records import Person, UnitKind
from webapp.place.records import Grid
from webapp.recheck.commands import NameRechecker, PassRecheck, name_rechecker, pass_recheck
from webapp.recheck.queries import my_rechecks, waiting_task
from webapp.recheck.reactions import ask_for_recheck
from webapp.recheck.records import RecheckState, RecheckTask
from webapp.report.records import ReportKind
from webapp.ticket.events import TicketStepped
from webapp.ticket.words import Action


def asked(kernel: Kernel, ticket_id):
    with kernel.read() as session:
        return waiting_task(session, ticket_id)


def another_inspector(kernel: Kernel, like: Actor, name: str = "考察员乙") -> Actor:
    person = Person(id=new_id(), account=name, name=name, role=Role.INSPECTOR.value, unit_id=like.unit_id)
    with kernel.work(like) as work:
        work.session.add(person)
    return Actor(Role.INSPECTOR, name, person.id, like.unit_id)


def test_the_finder_is_asked_when_staff_found_it(kernel, district):
    found = send_report(kernel, district, actor=district[Role.INSPECTOR], kind=ReportKind.PATROL)
    to_fed_back(kernel, district, found.ticket.id)
    deliver_all(kernel)
    assert asked(kernel, found.ticket.id).person_id == district[Role.INSPECTOR].person_id


def test_a_residents_report_goes_to_the_grid_worker_of_the_place(kernel, district):
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    task = asked(kernel, receipt.ticket.id)
    worker = district[Role.GRID_WORKER]
    assert task.person_id == worker.person_id
    assert task.due_at == datetime(2026, 11, 24, 0, 0, tzinfo=CHINA), "by the end of Monday"
    with kernel.read() as session:
        part = session.query(Participation).filter_by(person_id=worker.person_id).one()
        assert part.capacity is Capacity.RECHECKS


def test_without_a_grid_worker_the_inspector_with_the_fewest_is_asked(kernel, district):
    busy, free = district[Role.INSPECTOR], another_inspector(kernel, district[Role.INSPECTOR])
    found = send_report(kernel, district, actor=busy, kind=ReportKind.PATROL)
    to_fed_back(kernel, district, found.ticket.id)
    deliver_all(kernel)
    with kernel.work(busy) as work:
        work.session.query(Grid).one().worker_id = None
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    assert asked(kernel, found.ticket.id).person_id == busy.person_id
    assert asked(kernel, receipt.ticket.id).person_id == free.person_id


def test_whoever_handled_it_is_never_asked_nor_a_colleague_of_the_unit(kernel, district):
    """The grid worker belongs to the department that handled it: an inspector looks."""
    department = district[Role.DEPARTMENT]
    with kernel.work(district[Role.OPERATOR]) as work:
        work.session.get_one(Person, district[Role.GRID_WORKER].person_id).unit_id = department.unit_id
    receipt = send_report(kernel, district, category="noise", text="楼下夜里太吵")
    to_unit(kernel, district, receipt.ticket.id, UnitKind.DEPARTMENT)
    to_fed_back(kernel, district, receipt.ticket.id, handler=department)
    deliver_all(kernel)
    assert asked(kernel, receipt.ticket.id).person_id == district[Role.INSPECTOR].person_id


def test_nobody_fits_so_nobody_is_named_and_any_grid_worker_sees_it(kernel, district):
    with kernel.work(district[Role.OPERATOR]) as work:
        work.session.query(Grid).one().worker_id = None
        work.session.get_one(Person, district[Role.INSPECTOR].person_id).active = False
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    assert asked(kernel, receipt.ticket.id).person_id is None
    with kernel.read() as session:
        rows = my_rechecks(session, district[Role.GRID_WORKER], kernel.clock.now())
    assert [(row.ticket_id, row.mine, row.said) for row in rows] == [(receipt.ticket.id, False, "灯换好了")]


def test_the_same_event_twice_asks_once(kernel, district):
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    again = TicketStepped(receipt.ticket.id, "feed_back", "accepted", "fed_back", 5)
    with kernel.work(kernel.worker) as work:
        ask_for_recheck(work, again)
    with kernel.read() as session:
        assert session.query(RecheckTask).count() == 1


def test_a_recheck_that_was_overtaken_is_withdrawn(kernel, district):
    """Somebody passed it by another road than this desk: nobody is sent out in vain."""
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    with kernel.work(district[Role.GRID_WORKER]) as work:
        task_id = waiting_task(work.session, receipt.ticket.id).id
    step(
        kernel,
        district[Role.GRID_WORKER],
        receipt.ticket.id,
        Action.FAIL,
        reason="还是黑的",
        photos=(kept_photo(kernel),),
    )
    deliver_all(kernel)
    assert kernel.get(RecheckTask, task_id).state is RecheckState.VOID


def test_the_desk_names_somebody_else_who_then_sees_it_and_the_former_does_not(kernel, district):
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    order = NameRechecker(ticket_id=receipt.ticket.id, person_id=district[Role.INSPECTOR].person_id)
    with kernel.work(district[Role.OPERATOR]) as work:
        name_rechecker(work, order)
    now = kernel.clock.now()
    with kernel.read() as session:
        assert [r.number for r in my_rechecks(session, district[Role.INSPECTOR], now)] == [
            receipt.ticket.number
        ]
        assert my_rechecks(session, district[Role.GRID_WORKER], now) == ()
    with kernel.work(district[Role.GRID_WORKER]) as work, pytest.raises(NotFound):
        pass_recheck(work, PassRecheck(ticket_id=receipt.ticket.id))


def test_the_desk_cannot_name_whoever_handled_it(kernel, district):
    receipt = send_report(kernel, district)
    to_unit(kernel, district, receipt.ticket.id)
    to_fed_back(kernel, district, receipt.ticket.id)
    order = NameRechecker(ticket_id=receipt.ticket.id, person_id=district[Role.PROPERTY].person_id)
    with kernel.work(district[Role.OPERATOR]) as work, pytest.raises(Invalid) as wrong:
        name_rechecker(work, order)
    assert "person_id" in wrong.value.fields

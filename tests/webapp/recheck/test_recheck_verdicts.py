"""Passing and failing: a photo each time, by who was asked, once."""

import pytest
from sqlalchemy import select

from tests.builders.district import District
from tests.builders.photo import kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_fed_back
from webapp.access.actor import Actor
from webapp.access.records import Capacity, Participation
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow, Stale
from webapp.base.work import Kernel
from webapp.people.records import Person
from webapp.place.records import Grid
from webapp.recheck.commands import FailRecheck, PassRecheck, fail_recheck, pass_recheck
from webapp.recheck.queries import my_rechecks, recheck_of, waiting_task
from webapp.recheck.records import RecheckState, RecheckTask
from webapp.ticket.records import Photo
from webapp.ticket.words import Action


@pytest.fixture
def fed_back(kernel: Kernel, district: District):
    """The id of a ticket that waits for the grid worker's look."""
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    return receipt.ticket.id


def looks_good(kernel: Kernel, actor: Actor, ticket_id, **more):
    photo = kept_photo(kernel)
    with kernel.work(actor) as work:
        return pass_recheck(work, PassRecheck(ticket_id=ticket_id, **more), (photo,))


def state_of_task(kernel: Kernel) -> RecheckState:
    with kernel.read() as session:
        return session.scalars(select(RecheckTask)).one().state


def test_a_pass_ties_the_photo_to_the_step_and_ends_the_task(kernel, district, fed_back):
    step_taken = looks_good(kernel, district[Role.GRID_WORKER], fed_back)
    assert ticket_of(kernel, fed_back).state == "passed"
    assert state_of_task(kernel) is RecheckState.PASSED
    with kernel.read() as session:
        assert session.scalars(select(Photo.ticket_id).where(Photo.step_id == step_taken.id)).all() == [
            fed_back
        ]


def test_a_fail_sends_it_back_with_the_reason_and_counts_the_rework(kernel, district, fed_back):
    photo = kept_photo(kernel)
    with kernel.work(district[Role.GRID_WORKER]) as work:
        fail_recheck(work, FailRecheck(ticket_id=fed_back, reason="三楼还是黑的"), (photo,))
    ticket = ticket_of(kernel, fed_back)
    assert (ticket.state, ticket.reworked) == ("handling", 1)
    assert state_of_task(kernel) is RecheckState.FAILED


def test_the_next_look_shows_why_the_last_one_failed(kernel, district, fed_back):
    photo = kept_photo(kernel)
    with kernel.work(district[Role.GRID_WORKER]) as work:
        fail_recheck(work, FailRecheck(ticket_id=fed_back, reason="三楼还是黑的"), (photo,))
    step(
        kernel,
        district[Role.PROPERTY],
        fed_back,
        Action.FEED_BACK,
        words="三楼也换了",
        photos=(kept_photo(kernel),),
    )
    deliver_all(kernel)
    with kernel.read() as session:
        row = recheck_of(session, district[Role.GRID_WORKER], fed_back, kernel.clock.now())
    assert (row.said, row.failed_before, len(row.after)) == ("三楼也换了", "三楼还是黑的", 1)


def test_without_a_photo_nothing_is_decided(kernel, district, fed_back):
    with pytest.raises(Invalid) as wrong, kernel.work(district[Role.GRID_WORKER]) as work:
        pass_recheck(work, PassRecheck(ticket_id=fed_back))
    assert "photos" in wrong.value.fields
    assert ticket_of(kernel, fed_back).state == "fed_back"
    assert state_of_task(kernel) is RecheckState.WAITING


def test_the_look_works_before_the_worker_has_planned_it(kernel, district):
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    looks_good(kernel, district[Role.GRID_WORKER], receipt.ticket.id)
    deliver_all(kernel)
    with kernel.read() as session:
        assert [t.state for t in session.scalars(select(RecheckTask))] == [RecheckState.PASSED]


def test_somebody_else_cannot_judge_while_another_is_asked(kernel, district, fed_back):
    """An inspector who takes part is told who was asked; one who does not, learns nothing."""
    with pytest.raises(NotFound):
        looks_good(kernel, district[Role.INSPECTOR], fed_back)
    with kernel.work(district[Role.OPERATOR]) as work:
        watcher = district[Role.INSPECTOR].person_id
        work.session.add(
            Participation(ticket_id=fed_back, person_id=watcher, capacity=Capacity.WATCHES, since=work.now)
        )
    with pytest.raises(Forbidden) as told:
        looks_good(kernel, district[Role.INSPECTOR], fed_back)
    assert district[Role.GRID_WORKER].name in told.value.sentence
    assert ticket_of(kernel, fed_back).state == "fed_back"


def test_the_handler_has_no_say(kernel, district, fed_back):
    with pytest.raises(Forbidden):
        looks_good(kernel, district[Role.PROPERTY], fed_back)


def test_when_nobody_is_named_the_first_grid_worker_takes_it(kernel, district):
    with kernel.work(district[Role.OPERATOR]) as work:
        work.session.scalars(select(Grid)).one().worker_id = None
        work.session.get_one(Person, district[Role.INSPECTOR].person_id).active = False
        other = Person(
            id=new_id(),
            account="wg2",
            name="网格员乙",
            role="grid_worker",
            unit_id=district[Role.GRID_WORKER].unit_id,
        )
        work.session.add(other)
    receipt = send_report(kernel, district)
    to_fed_back(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    looks_good(kernel, Actor(Role.GRID_WORKER, other.name, other.id, other.unit_id), receipt.ticket.id)
    with kernel.read() as session:
        task = session.scalars(select(RecheckTask)).one()
    assert (task.person_id, task.state) == (other.id, RecheckState.PASSED)
    with pytest.raises(NotFound):
        looks_good(kernel, district[Role.GRID_WORKER], receipt.ticket.id)


def test_of_two_verdicts_the_second_sees_what_the_first_did(kernel, district, fed_back):
    seen = ticket_of(kernel, fed_back).version
    looks_good(kernel, district[Role.GRID_WORKER], fed_back, seen=seen)
    with pytest.raises(Stale) as stale:
        looks_good(kernel, district[Role.GRID_WORKER], fed_back, seen=seen)
    assert "复查通过" in stale.value.sentence
    with pytest.raises(NotNow):
        looks_good(kernel, district[Role.GRID_WORKER], fed_back)


def test_a_confidential_ticket_shows_the_compound_only(kernel, district):
    receipt = send_report(kernel, district, confidential=True)
    to_fed_back(
        kernel, district, receipt.ticket.id, handler=_street_handles(kernel, district, receipt.ticket.id)
    )
    deliver_all(kernel)
    with kernel.read() as session:
        row = my_rechecks(session, district[Role.GRID_WORKER], kernel.clock.now())[0]
        assert waiting_task(session, receipt.ticket.id) is not None
    assert "单元" not in row.place


def _street_handles(kernel, district, ticket_id) -> Actor:
    step(kernel, district[Role.OPERATOR], ticket_id, Action.FILE)
    street = district[Role.STREET]
    step(kernel, district[Role.OPERATOR], ticket_id, Action.DISPATCH, unit_id=street.unit_id)
    return street

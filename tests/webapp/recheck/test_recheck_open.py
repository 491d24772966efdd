"""A look for which nobody is named: who may take it reads it whole, photos too; who may not sees nothing of it."""

import re
import uuid

import pytest
from sqlalchemy import select, update

from tests.builders.photo import kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import sign_in
from tests.builders.walk import to_fed_back
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.errors import Forbidden
from webapp.people.records import Person
from webapp.place.records import Grid
from webapp.recheck.commands import PassRecheck, pass_recheck
from webapp.recheck.queries import my_rechecks
from webapp.recheck.records import RecheckTask
from webapp.ticket.records import Photo, Ticket


@pytest.fixture
def unnamed(kernel, district):
    """A fed-back ticket whose place has no grid worker while every inspector is away."""
    with kernel.work(RULE) as work:
        work.session.execute(update(Grid).values(worker_id=None))
        work.session.execute(update(Person).where(Person.role == Role.INSPECTOR.value).values(active=False))
    ticket = send_report(kernel, district).ticket.id
    to_fed_back(kernel, district, ticket)
    deliver_all(kernel)
    with kernel.work(RULE) as work:
        assert work.session.scalars(select(RecheckTask.person_id)).one() is None
        work.session.execute(update(Person).values(active=True))
    return ticket


def photos_of(browser, ticket_id) -> list[int]:
    addresses = re.findall(r'src="(/photos/[^"]+)"', browser.get(f"/desk/recheck/{ticket_id}").text)
    answers = []
    for address in addresses:
        with browser.get(address) as answer:
            answers.append(answer.status_code)
    return answers


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.INSPECTOR])
def test_who_may_take_it_sees_its_photos(app, district, unnamed, role):
    assert photos_of(sign_in(app, district[role]), unnamed) == [200]


def test_once_somebody_is_named_the_others_see_no_photo_of_it(app, kernel, district, unnamed):
    with kernel.work(RULE) as work:
        work.session.execute(update(RecheckTask).values(person_id=district[Role.INSPECTOR].person_id))
    with kernel.read() as session:
        photo = session.scalars(select(Photo.id)).one()
    for role, seen in ((Role.INSPECTOR, 200), (Role.GRID_WORKER, 404)):
        with sign_in(app, district[role]).get(f"/photos/{photo}/small") as answer:
            assert answer.status_code == seen, role


@pytest.mark.parametrize("fact", ["handler_id", "unit_id"])
def test_who_handled_it_neither_sees_nor_takes_it(app, kernel, district, unnamed, fact):
    worker = district[Role.GRID_WORKER]
    value: uuid.UUID | None = worker.person_id if fact == "handler_id" else worker.unit_id
    with kernel.work(RULE) as work:
        work.session.execute(update(Ticket).values({fact: value}))
    with kernel.read() as session:
        photo = session.scalars(select(Photo.id)).one()
        assert my_rechecks(session, worker, kernel.clock.now()) == ()
        assert len(my_rechecks(session, district[Role.INSPECTOR], kernel.clock.now())) == 1
    with sign_in(app, worker).get(f"/photos/{photo}/small") as answer:
        assert answer.status_code == 404
    with pytest.raises(Forbidden), kernel.work(worker) as work:
        pass_recheck(work, PassRecheck(ticket_id=unnamed), (kept_photo(kernel),))


def test_a_role_that_looks_at_nothing_gets_no_photo_by_it(app, kernel, district, unnamed):
    with kernel.read() as session:
        photo = session.scalars(select(Photo.id)).one()
    with sign_in(app, district.other_firm).get(f"/photos/{photo}/small") as answer:
        assert answer.status_code == 404

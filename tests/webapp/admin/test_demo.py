"""The demonstration district, told once in a test as `make run` tells it."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from webapp.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webapp.access.role import Role
from webapp.access.signed_in import actor_of, hasher
from webapp.admin.demo.cases import CASES
from webapp.admin.demo.loading import load_demo
from webapp.base.records import OutboxDelivery
from webapp.callback.lifecycle import CallbackState
from webapp.callback.records import CallbackTask
from webapp.catalogue.queries import class_of_code, tiles
from webapp.insight.records import RateSnapshot
from webapp.meeting.records import Invitation
from webapp.patrol.coverage import coverage
from webapp.patrol.lifecycle import TaskState
from webapp.patrol.queries import my_stops
from webapp.patrol.watching import flagged_visits, people_today
from webapp.people.records import Person, Unit, UnitKind
from webapp.place.records import Building, Community, Compound, Door, DoorCode, Grid, ManagementUnit, Street
from webapp.recheck.queries import my_rechecks
from webapp.report.records import Report
from webapp.review.mine import own_measures
from webapp.review.queries import reviews
from webapp.review.records import Review
from webapp.screen.ticket_list import ListAsked, show_list
from webapp.ticket.records import Photo, PhotoState, Reporter, Ticket
from webapp.ticket.words import State


def count(session, kind) -> int:
    return session.scalar(select(func.count()).select_from(kind))


def actor(session, account: str):
    return actor_of(session.scalars(select(Person).where(Person.account == account)).one())


@pytest.mark.slow
def test_the_district_is_whole_and_every_desk_has_its_day(app, kernel) -> None:
    loaded = load_demo(kernel)
    assert loaded.fresh
    with kernel.read() as session:
        the_places_are_there(session)
        the_people_can_sign_in(session)
        the_tiles_are_those_of_the_door_page(session)
        the_tickets_stand_everywhere(session, kernel)
        the_desks_have_work(session, kernel)
        the_patrol_is_under_way(session, kernel)
        the_street_has_looked_back(session, kernel)
        assert count(session, RateSnapshot) == 1
        assert not session.scalars(select(OutboxDelivery.id).where(OutboxDelivery.done_at.is_(None))).all()
    again = load_demo(kernel)
    assert (again.fresh, again.doors, again.tickets) == (False, loaded.doors, loaded.tickets)


def the_places_are_there(session) -> None:
    least = {Street: 1, Community: 3, ManagementUnit: 6, Compound: 12, Building: 60, Door: 240, Grid: 15}
    assert {kind: count(session, kind) for kind in least} == least
    assert count(session, DoorCode) == 240
    firms = select(func.count()).select_from(Unit).where(Unit.kind == UnitKind.PROPERTY)
    assert session.scalar(firms) >= 3


def the_people_can_sign_in(session) -> None:
    for account in DEMO_ACCOUNTS:
        person = session.scalars(select(Person).where(Person.account == account.account)).one()
        assert person.role == account.role
        assert hasher.verify(person.password_hash, DEMO_PASSWORD)
    workers = select(func.count()).select_from(Person).where(Person.role == Role.GRID_WORKER)
    assert session.scalar(workers) == 15
    assert not session.scalars(select(Grid.id).where(Grid.worker_id.is_(None))).all()


def the_tiles_are_those_of_the_door_page(session) -> None:
    shown = tiles(session)
    assert [c.name for c in shown] == ["灯", "垃圾", "电梯", "水电气", "门禁", "停车", "噪音", "其他"]
    assert [c.code for c in shown if c.direct] == ["lamp", "rubbish", "lift", "utility", "gate", "parking"]
    assert [c.code for c in shown if c.danger] == ["lift", "utility"]
    assert [c.code for c in shown if c.public_facility] == ["lamp", "rubbish", "lift", "utility", "gate"]
    assert class_of_code(session, "other") is not None


def the_tickets_stand_everywhere(session, kernel) -> None:
    assert len(CASES) >= 60
    assert count(session, Ticket) >= 60
    assert set(session.scalars(select(Ticket.state).distinct())) == set(State)
    newest = session.scalar(select(func.max(Ticket.reported_at)))
    assert kernel.clock.now() - timedelta(minutes=5) < newest <= kernel.clock.now()
    states = set(session.scalars(select(Photo.state).distinct()))
    assert states == {PhotoState.READY}


def the_desks_have_work(session, kernel) -> None:
    now = kernel.clock.now()
    wuye = actor(session, "wuye")
    own = {view.label: view.count for view in show_list(session, wuye, now, ListAsked()).views[:4]}
    assert "0" not in own.values(), own
    assert my_rechecks(session, actor(session, "wangge"), now)
    assert my_rechecks(session, actor(session, "kaocha"), now)
    new = select(func.count()).select_from(Ticket).where(Ticket.state == State.NEW)
    assert session.scalar(new) >= 5
    waiting = (
        select(func.count()).select_from(CallbackTask).where(CallbackTask.state == CallbackState.WAITING)
    )
    assert session.scalar(waiting) >= 3
    assert {"accepted", "proposed", "held", "declined", "sent"} <= {
        str(state) for state in session.scalars(select(Invitation.state).distinct())
    }


def the_street_has_looked_back(session, kernel) -> None:
    [review] = reviews(session, actor(session, "jiedao"))
    assert (review.cases, review.noted, review.measures, review.undone) == (3, 3, 2, 1)
    assert session.scalar(select(Review.minutes_key)) is not None
    assert len(own_measures(session, actor(session, "wuye"), kernel.clock.now()).open) == 1


def the_patrol_is_under_way(session, kernel) -> None:
    now = kernel.clock.now()
    inspector, street = actor(session, "kaocha"), actor(session, "jiedao")
    stops = my_stops(session, inspector, now)
    assert [stop.state for stop in stops[:2]] == [TaskState.DONE] * 2
    assert {stop.state for stop in stops[2:]} == {TaskState.PLANNED}
    assert any(person.on_duty for person in people_today(session, street, now))
    assert len(flagged_visits(session, street)) == 3
    covered = coverage(session, street, now)
    assert 0 < covered.total.part < covered.total.whole == 40
    assert covered.overdue > 0
    tied = select(Ticket).where(Ticket.place_words.contains("（")).join(Reporter).join(Report)
    assert session.scalars(tied.where(Report.point.is_not(None))).one().street_id is not None

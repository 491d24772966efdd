"""A measure of a weekly review whose day is past: its owner and the street's lead hear of it, and nobody else."""

import pytest

from tests.builders.district import add_person
from tests.builders.messages import file_channel, lines, messages, send_all
from tests.builders.report import deliver_all
from tests.builders.review import does, measures_for, picks, plans
from tests.builders.signed_in import send, sign_in
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.message.words import Kind, Thing
from webapp.people.records import Person, Unit, UnitKind
from webapp.review import measures
from webapp.review.due import tell_late_measures
from webapp.ticket.records import Ticket

HERE = "/desk/messages"


@pytest.fixture
def review(kernel, district, ticket_id):
    """With a ticket that the firm has, so that its people can be given measures."""
    made = plans(kernel, district)
    picks(kernel, district, made, kernel.get(Ticket, ticket_id).number)
    return made


def falls_late(kernel, clock, days=4):
    clock.move(days=days)
    tell_late_measures(kernel)
    deliver_all(kernel)


def of_measures(kernel, actor) -> list:
    return [one for one in messages(kernel, actor) if one.thing is Thing.MEASURE]


def test_its_owner_and_who_leads_the_street_are_told_and_nobody_else(kernel, app, clock, district, review):
    firm, street = district[Role.PROPERTY], district[Role.STREET]
    measure = measures_for(kernel, district, review, firm)
    falls_late(kernel, clock)
    for actor, role in ((actor, role) for role, actor in district.actors.items()):
        told = [(one.kind, one.thing_id, one.urgent) for one in of_measures(kernel, actor)]
        expected = [(Kind.MEASURE_LATE, measure.id, False)] if role in {Role.PROPERTY, Role.STREET} else []
        assert told == expected, role
    for actor, leads_to in ((firm, "/desk/reviews/mine"), (street, f"/desk/reviews/{review.id}")):
        browser, (mine,) = sign_in(app, actor), of_measures(kernel, actor)
        assert "2026年第47周" in browser.get(HERE).text
        opened = send(browser, HERE, f"{HERE}/{mine.id}")
        there = browser.get(opened.location)
        assert (opened.status_code, there.status_code, there.location) == (303, 303, leads_to)
        assert browser.get(there.location).status_code == 200
    for role in (Role.DEPARTMENT, Role.CLERK):
        found = sign_in(app, district[role]).get(f"/desk/reviews/measures/{measure.id}")
        assert found.status_code == (303 if role is Role.CLERK else 404), "whoever reads the street's reviews"


def test_of_two_colleagues_each_is_sent_their_own(kernel, clock, district, review):
    file_channel(kernel, district)
    firm = district[Role.PROPERTY]
    with kernel.work(RULE) as work:
        unit = work.session.get_one(Unit, district.units[UnitKind.PROPERTY])
        colleague = add_person(work, Role.PROPERTY, unit, "firm-2")
    for one in (firm, colleague):
        measures_for(kernel, district, review, one)
    falls_late(kernel, clock)
    send_all(kernel)
    written = [line for line in lines(kernel) if line["kind"] == "measure_late"]
    assert len(written) == 2 + 2, "each owner theirs, the street both"
    for line in written:
        assert "2026年第47周" in line["subject"]
        assert "11月23日" in line["body"]
        assert "线路" not in line["body"], "what is to be done stays inside"


def test_what_was_done_meanwhile_and_whoever_has_left_are_told_nothing(kernel, clock, district, review):
    firm, street = district[Role.PROPERTY], district[Role.STREET]
    done, late = (measures_for(kernel, district, review, firm) for _ in range(2))
    clock.move(days=4)
    tell_late_measures(kernel)
    does(kernel, firm, measures.fulfil, measures.FulfilMeasure, measure_id=done.id)
    with kernel.work(RULE) as work:
        work.session.get_one(Person, firm.person_id).active = False
    deliver_all(kernel)
    assert of_measures(kernel, firm) == []
    assert [one.thing_id for one in of_measures(kernel, street)] == [late.id]

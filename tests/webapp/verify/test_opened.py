"""Two operators at the desk never get the same next ticket; what is left lying comes to the other."""

import threading
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.builders import signed_in
from tests.builders.district import add_person, build_district
from tests.builders.report import send_report
from tests.builders.walk import step, ticket_of
from webapp.access.actor import RULE, Actor
from webapp.access.role import Role
from webapp.people.records import Person, Unit, UnitKind
from webapp.ticket.words import Action
from webapp.verify.opened import TICKETS, open_next
from webapp.verify.records import OpenedTicket


@pytest.fixture
def d(kernel):
    return build_district(kernel)


@pytest.fixture
def other(kernel, d):
    """A second operator at the same desk."""
    with kernel.work(RULE) as work:
        unit = work.session.get_one(Unit, d.units[UnitKind.DESK])
        actor = add_person(work, Role.OPERATOR, unit, "operator-2")
        work.session.get_one(Person, actor.person_id).name = "李四"
        return replace(actor, name="李四")


@pytest.fixture
def three(kernel, d, clock):
    """Three noises, for which no rule files and dispatches, the oldest first."""
    found = []
    for text in ("半夜装修太吵", "楼上跳绳太吵", "广场舞太吵"):
        found.append(send_report(kernel, d, text=text, category="noise").ticket.id)
        clock.move(seconds=5)
    return found


def next_of(kernel, actor: Actor, *aside):
    with kernel.work(actor) as work:
        return open_next(work, aside)


def test_the_second_operator_gets_the_second_ticket_and_the_first_keeps_theirs(kernel, d, other, three):
    assert next_of(kernel, d[Role.OPERATOR]) == three[0]
    assert next_of(kernel, other) == three[1]
    assert next_of(kernel, d[Role.OPERATOR]) == three[0]


def test_what_is_left_lying_comes_to_somebody_else(kernel, d, other, three, clock):
    assert next_of(kernel, d[Role.OPERATOR]) == three[0]
    clock.move(seconds=TICKETS.kept_for.total_seconds() - 1)
    assert next_of(kernel, other) == three[1]
    clock.move(seconds=1)
    assert next_of(kernel, other) == three[0]


def test_looking_again_keeps_it_longer(kernel, d, other, three, clock):
    next_of(kernel, d[Role.OPERATOR])
    clock.move(minutes=2)
    next_of(kernel, d[Role.OPERATOR])
    clock.move(minutes=2)
    assert next_of(kernel, other) == three[1]


def test_whoever_goes_on_to_another_ticket_gives_the_first_back(kernel, d, other, three):
    assert next_of(kernel, d[Role.OPERATOR], three[0]) == three[1]
    assert next_of(kernel, other) == three[0]
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(OpenedTicket)) == 2


def test_put_aside_it_goes_to_the_other_at_once(kernel, d, other, three):
    next_of(kernel, d[Role.OPERATOR])
    with kernel.work(d[Role.OPERATOR]) as work:
        TICKETS.leave(work)
    assert next_of(kernel, other) == three[0]


def test_when_others_have_everything_nothing_comes_until_it_is_free(kernel, d, other, clock):
    only = send_report(kernel, d, text="半夜装修太吵", category="noise").ticket.id
    assert next_of(kernel, d[Role.OPERATOR]) == only
    assert next_of(kernel, other) is None
    clock.move(minutes=4)
    assert next_of(kernel, other) == only


def test_of_two_who_ask_at_the_same_moment_each_gets_their_own(kernel, d, other, three):
    together = threading.Barrier(2)
    got = {}

    def ask(actor: Actor) -> None:
        together.wait()
        got[actor.name] = next_of(kernel, actor)

    hands = [threading.Thread(target=ask, args=(actor,)) for actor in (d[Role.OPERATOR], other)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(got.values()) == sorted(three[:2])


def test_who_opens_it_by_its_number_sees_who_has_it_and_may_act_all_the_same(kernel, d, other, three, app):
    first, second = signed_in.sign_in(app, d[Role.OPERATOR]), signed_in.sign_in(app, other)
    number = ticket_of(kernel, three[0]).number
    assert f"核实与派遣 {number}" in first.get("/desk/verify").text
    assert f"核实与派遣 {number}" not in second.get("/desk/verify").text
    said = f"{d[Role.OPERATOR].name}正在看这件"
    page = second.get("/desk/jump", query_string={"number": number}, follow_redirects=True)
    assert said in page.text
    assert said in second.get(f"/desk/verify?ticket={three[0]}").text
    assert "正在看这件" not in first.get("/desk/verify").text
    step(kernel, other, three[0], Action.FILE, class_id=d.classes["lamp"])
    with kernel.read() as session:
        assert TICKETS.holder(session, other, kernel.clock.now(), three[0]) == d[Role.OPERATOR].name


def test_an_operator_for_whom_nothing_is_left_reads_that_colleagues_have_it(kernel, d, other, app):
    send_report(kernel, d, text="半夜装修太吵", category="noise")
    signed_in.sign_in(app, d[Role.OPERATOR]).get("/desk/verify")
    page = signed_in.sign_in(app, other).get("/desk/verify").text
    assert "剩下的，同事正在看" in page
    assert "都核实完了" not in page


def test_a_ticket_that_another_has_is_not_taken_away(kernel, d, other, three):
    next_of(kernel, d[Role.OPERATOR])
    with kernel.work(other) as work:
        assert not TICKETS.open_here(work, three[0])
    assert next_of(kernel, d[Role.OPERATOR]) == three[0]

"""A street's weekly review: the week, its tickets, what was found, measures with owner and day, the end; and who may."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.builders.district import add_person
from tests.builders.report import deliver_all, send_report
from tests.builders.review import does, holds_review, measures_for, notes, picks, plans
from webapp.access.actor import RULE, Actor
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.errors import Differs, Forbidden, Invalid, NotFound, NotNow
from webapp.base.outbox import Reaction, Reactions
from webapp.base.records import AuditEntry
from webapp.people.records import Unit
from webapp.review import commands, measures
from webapp.review.due import tell_late_measures
from webapp.review.events import MeasureLate
from webapp.review.lifecycle import REVIEW, ReviewState
from webapp.review.mine import own_measures
from webapp.review.queries import review_view, reviews
from webapp.review.records import Review, ReviewCase, ReviewMeasure
from webapp.review.rules import week_words
from webapp.review.scope import get_review
from webapp.ticket.records import TicketStep

MONDAY = date(2026, 11, 16)
"""Of the week of the tests' clock, Friday the 20th."""


@pytest.fixture
def review(kernel, district):
    return plans(kernel, district)


@pytest.fixture
def case(kernel, district, review, receipt):
    return picks(kernel, district, review, receipt.ticket.number)


def rows(kernel, kind) -> int:
    with kernel.read() as session:
        return session.scalar(select(func.count()).select_from(kind))


def closes(kernel, district, review):
    return does(
        kernel, district[Role.STREET], commands.close_review, commands.CloseReview, review_id=review.id
    )


def fulfils(kernel, actor, measure, **more):
    return does(kernel, actor, measures.fulfil, measures.FulfilMeasure, measure_id=measure.id, **more)


def test_every_state_is_reached_and_the_end_is_reached_from_everywhere():
    assert REVIEW.reachable({ReviewState.PLANNED}) == set(ReviewState)
    for state in ReviewState:
        assert ReviewState.CLOSED in REVIEW.reachable({state})


def test_a_week_from_its_planning_to_its_end(kernel, district, review, case):
    assert (review.week, review.state) == (MONDAY, ReviewState.PLANNED)
    with kernel.read() as session:
        line = session.scalars(select(TicketStep).where(TicketStep.action == "review.pick")).one()
    assert (line.words, line.reason) == (None, "挑进2026年第47周（11月16日—11月22日）的复盘。"), (
        "residents read no word of it"
    )
    measure = measures_for(kernel, district, review, district[Role.PROPERTY])
    holds_review(kernel, district, review)
    with pytest.raises(NotNow, match="还有 1 件没写原因"):
        closes(kernel, district, review)
    notes(kernel, district, case)
    with pytest.raises(NotNow, match="还有 1 条措施没办到"):
        closes(kernel, district, review)
    fulfils(kernel, district[Role.PROPERTY], measure, words="线路换了")
    closed = closes(kernel, district, review)
    assert (closed.state, closed.closed_at) == (ReviewState.CLOSED, kernel.clock.now())
    with pytest.raises(NotNow, match="收尾了"):
        notes(kernel, district, case)
    with kernel.read() as session:
        doing = set(session.scalars(select(AuditEntry.doing)))
    steps = {"review.plan", "review.measure", "review.hold", "review.note", "review.fulfil", "review.close"}
    assert steps <= doing
    assert any("review.pick" in one for one in doing)


def test_what_is_sent_again_is_the_same_thing_and_other_words_are_told_apart(kernel, district, receipt):
    ids = [uuid.uuid4() for _ in range(3)]
    for _ in range(2):
        review = plans(kernel, district, id=ids[0])
        case = picks(kernel, district, review, receipt.ticket.number, id=ids[1])
        measures_for(kernel, district, review, district[Role.STREET], id=ids[2])
    assert [rows(kernel, kind) for kind in (Review, ReviewCase, ReviewMeasure)] == [1, 1, 1]
    assert (review.id, case.id) == (ids[0], ids[1])
    with pytest.raises(Differs):
        plans(kernel, district, id=ids[0], week=MONDAY - timedelta(days=7))
    other = send_report(kernel, district, text="门禁坏了")
    with pytest.raises(Differs):
        picks(kernel, district, review, other.ticket.number, id=ids[1])


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(MONDAY + timedelta(days=7), "还没到"), (MONDAY - timedelta(weeks=9), "太早")],
)
def test_a_week_that_is_ahead_or_long_past_is_refused(kernel, district, day, sentence):
    with pytest.raises(Invalid, match=sentence):
        plans(kernel, district, week=day)
    assert rows(kernel, Review) == 0


def test_a_week_has_one_review_and_a_ticket_stands_in_it_once(kernel, district, review, case, receipt):
    with pytest.raises(NotNow, match="已经有了"):
        plans(kernel, district, week=MONDAY + timedelta(days=6))
    with pytest.raises(Invalid, match="已经挑进来了"):
        picks(kernel, district, review, receipt.ticket.number)
    with pytest.raises(Invalid, match="没有找到"):
        picks(kernel, district, review, "0101-9999")
    plans(kernel, district, week=MONDAY - timedelta(days=1))
    does(
        kernel,
        district[Role.STREET],
        commands.drop_case,
        commands.DropCase,
        review_id=review.id,
        case=case.id,
    )
    with pytest.raises(Invalid, match="先挑一件"):
        holds_review(kernel, district, review)
    with pytest.raises(NotNow, match="不在这次复盘里"):
        notes(kernel, district, case)


def test_what_is_missing_is_asked_for_by_field(kernel, district, review, case):
    with pytest.raises(Invalid) as wrong:
        notes(kernel, district, case, cause=None, wrong=None)
    assert set(wrong.value.fields) == {"cause", "wrong"}
    with pytest.raises(Invalid) as wrong:
        measures_for(kernel, district, review, district[Role.STREET], owner=None, due=None)
    assert set(wrong.value.fields) == {"owner", "due"}
    with pytest.raises(Invalid, match="从今天起"):
        measures_for(kernel, district, review, district[Role.STREET], due=date(2026, 11, 19))
    with pytest.raises(Invalid, match="定了什么"):
        holds_review(kernel, district, review, summary=None)
    with pytest.raises(Invalid, match="谁来办"):
        measures_for(kernel, district, review, district.other_firm)
    assert rows(kernel, ReviewMeasure) == 0, "whose unit had nothing to do with it is no owner"


@pytest.fixture
def elsewhere(kernel, district):
    """A clerk and an officer of a street office that has nothing to do with it."""
    with kernel.work(RULE) as work:
        office = Unit(id=new_id(), code="street-2", name="旧街街道", kind="street", post="值班室")
        work.session.add(office)
        return [add_person(work, role, office, f"{role}-2") for role in (Role.STREET, Role.CLERK)]


def test_another_street_finds_nothing_and_the_own_clerk_reads(
    kernel, clock, district, review, case, elsewhere
):
    measure = measures_for(kernel, district, review, district[Role.STREET])
    for stranger in elsewhere:
        with kernel.read() as session:
            assert get_review(session, stranger, review.id) is None
            assert reviews(session, stranger) == ()
        with pytest.raises(NotFound):
            fulfils(kernel, stranger, measure)
    with pytest.raises(NotFound):
        does(kernel, elsewhere[0], commands.close_review, commands.CloseReview, review_id=review.id)
    with pytest.raises(Forbidden):
        does(kernel, elsewhere[0], commands.plan_review, commands.PlanReview, id=uuid.uuid4(), week=MONDAY)
    with kernel.read() as session:
        clerk, chief = district[Role.CLERK], Actor(Role.DISTRICT, "区里", new_id(), new_id())
        for reader in (clerk, chief):
            row = get_review(session, reader, review.id)
            assert review_view(session, reader, row, clock.now()).actions <= {"fulfil"}
    with pytest.raises(Forbidden):
        does(kernel, district[Role.CLERK], commands.close_review, commands.CloseReview, review_id=review.id)


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.OPERATOR, Role.GRID_WORKER, Role.ADMINISTRATOR])
def test_others_plan_none(kernel, district, role):
    with pytest.raises(Forbidden):
        does(kernel, district[role], commands.plan_review, commands.PlanReview, id=uuid.uuid4(), week=MONDAY)


def test_a_measure_is_its_owners_and_late_is_told_once(kernel, clock, district, review, case):
    firm, heard = district[Role.PROPERTY], []
    kernel.reactions = Reactions((
        *kernel.reactions.rows,
        Reaction("test.hears", ("review.measure_late",), MeasureLate, lambda _, event: heard.append(event)),
    ))  # fmt: skip
    measure = measures_for(kernel, district, review, firm)
    with pytest.raises(NotFound):
        fulfils(kernel, district[Role.DEPARTMENT], measure)
    clock.move(days=3)
    assert tell_late_measures(kernel) == 0, "the day itself is still in time"
    clock.move(days=1)
    assert [tell_late_measures(kernel), tell_late_measures(kernel)] == [1, 0]
    deliver_all(kernel)
    assert [(one.measure_id, one.person_id, one.due) for one in heard] == [
        (measure.id, firm.person_id, "2026-11-23")
    ]
    with kernel.read() as session:
        [own] = own_measures(session, firm, clock.now()).open
        assert (own.measure.words, own.week, own.review_id) == ("超期没办", week_words(MONDAY), None)
        assert own_measures(session, district[Role.STREET], clock.now()).open == ()
        assert reviews(session, district[Role.STREET])[0].late == 1
    fulfils(kernel, firm, measure)
    with pytest.raises(NotNow, match="已经办到了"):
        fulfils(kernel, district[Role.STREET], measure)
    with kernel.read() as session:
        assert len(own_measures(session, firm, clock.now()).done) == 1

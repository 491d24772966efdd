"""The unit's work, its askings, and its inbox of its own tickets only."""

import io

import pytest

from tests.builders.district import build_district
from tests.builders.photo import jpeg, kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of, to_fed_back
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow, Stale
from webapp.handle.asking import ask_extension, ask_hang_up, ask_street
from webapp.handle.commands import (
    accept_ticket,
    answer_ticket,
    assign_ticket,
    feed_back,
    return_ticket,
    send_word,
    start_handling,
)
from webapp.handle.forms import (
    accept_order,
    answer_order,
    ask_extension_order,
    ask_hang_up_order,
    ask_street_order,
    assign_order,
    feed_back_order,
    photos_kept,
    return_order,
    start_order,
    word_order,
)
from webapp.people.records import UnitKind
from webapp.screen.ticket_list import ListAsked, show_list
from webapp.ticket.records import TicketStep
from webapp.ticket.words import Action, State


@pytest.fixture
def d(kernel):
    return build_district(kernel)


@pytest.fixture
def firm(d):
    return d[Role.PROPERTY]


@pytest.fixture
def ticket(kernel, d):
    """A dark stair that the rule has sent to the firm."""
    made = send_report(kernel, d).ticket.id
    deliver_all(kernel)
    return made


def act(kernel, actor, command, *order):
    with kernel.work(actor) as work:
        return command(work, *order)


def last(kernel, ticket_id):
    with kernel.read() as session:
        return (
            session.query(TicketStep)
            .filter_by(ticket_id=ticket_id)
            .order_by(TicketStep.version.desc())
            .first()
        )


def test_the_three_buttons_lead_from_the_plate_to_the_recheck(kernel, firm, ticket):
    act(kernel, firm, accept_ticket, accept_order(ticket, {"version": ticket_of(kernel, ticket).version}))
    act(kernel, firm, start_handling, start_order(ticket, {}))
    photos = photos_kept(kernel.store, [io.BytesIO(jpeg())])
    act(kernel, firm, feed_back, feed_back_order(ticket, {"words": "灯换好了"}), photos)
    done = ticket_of(kernel, ticket)
    assert (done.state, done.handler_id) == (State.FED_BACK, firm.person_id)
    assert last(kernel, ticket).words == "灯换好了"


def test_done_without_a_photo_or_words_says_what_is_missing(kernel, firm, ticket):
    act(kernel, firm, accept_ticket, accept_order(ticket, {}))
    with pytest.raises(Invalid) as problem:
        feed_back_order(ticket, {"words": "  "})
    assert problem.value.fields == {"words": "请写一两句话。"}
    with pytest.raises(Invalid) as problem:
        act(kernel, firm, feed_back, feed_back_order(ticket, {"words": "好了"}), ())
    assert problem.value.fields == {"photos": "请拍一张办完以后的照片。"}


@pytest.mark.parametrize("content", [b"not a photo", b""])
def test_a_photo_that_is_none_is_refused_with_a_sentence(kernel, content):
    with pytest.raises(Invalid) as problem:
        photos_kept(kernel.store, [io.BytesIO(content)])
    assert set(problem.value.fields) == {"photos"}
    assert problem.value.fields["photos"]


def test_five_photos_are_one_too_many(kernel):
    with pytest.raises(Invalid, match="最多 4 张"):
        photos_kept(kernel.store, [io.BytesIO(jpeg()) for _ in range(5)])


def test_a_wish_that_is_not_met_as_asked_keeps_asked_offered_and_why(kernel, d):
    wish = send_report(kernel, d, category="other", text="希望加一个扶手").ticket.id
    step(kernel, d[Role.OPERATOR], wish, Action.FILE)
    step(kernel, d[Role.OPERATOR], wish, Action.DISPATCH, unit_id=d.units[UnitKind.DEPARTMENT])
    form = {"words": "先装一侧", "asked": "两侧扶手", "offered": "一侧扶手", "why": "另一侧是消防通道"}
    act(kernel, d[Role.DEPARTMENT], answer_ticket, answer_order(wish, form))
    assert ticket_of(kernel, wish).state is State.PASSED
    assert {name: last(kernel, wish).facts[name] for name in ("asked", "offered", "why")} == {
        "asked": "两侧扶手", "offered": "一侧扶手", "why": "另一侧是消防通道",
    }  # fmt: skip


def test_a_word_goes_to_the_resident_with_the_next_promise(kernel, clock, firm, ticket):
    form = {"words": "配件明天到", "next_word_by": "2026-11-21T18:00"}
    act(kernel, firm, send_word, word_order(ticket, form))
    assert ticket_of(kernel, ticket).next_word_by.isoformat() == "2026-11-21T10:00:00+00:00"


def test_a_return_wants_a_reason(kernel, firm, ticket):
    with pytest.raises(Invalid) as problem:
        return_order(ticket, {})
    assert set(problem.value.fields) == {"reason"}
    act(kernel, firm, return_ticket, return_order(ticket, {"reason": "不是我们的灯"}))
    assert ticket_of(kernel, ticket).state is State.FILED


def test_naming_an_electrician_is_a_fact_with_a_line_of_history(kernel, firm, ticket):
    act(kernel, firm, assign_ticket, assign_order(ticket, {"assigned_to": "王师傅"}))
    assert ticket_of(kernel, ticket).assigned_to == "王师傅"
    act(kernel, firm, assign_ticket, assign_order(ticket, {}))
    assert ticket_of(kernel, ticket).assigned_to is None
    assert last(kernel, ticket).facts["before"] == "王师傅"


def test_only_the_unit_that_has_it_assigns_and_asks(kernel, d, firm, ticket):
    step(kernel, d[Role.SHIFT_LEAD], ticket, Action.REDISPATCH, unit_id=d.other_firm.unit_id, reason="换一家")
    with pytest.raises(NotNow, match="不归您单位"):
        act(kernel, firm, assign_ticket, assign_order(ticket, {"assigned_to": "王师傅"}))
    with pytest.raises(NotNow, match="不归您单位"):
        act(kernel, firm, ask_extension, ask_extension_order(ticket, {"reason": "等配件"}))
    with pytest.raises(Forbidden):
        act(kernel, d[Role.OPERATOR], assign_ticket, assign_order(ticket, {"assigned_to": "王师傅"}))


def test_an_asking_before_the_deadline_is_a_fact_until_somebody_else_grants_it(kernel, d, firm, ticket):
    due = ticket_of(kernel, ticket).due
    act(kernel, firm, ask_extension, ask_extension_order(ticket, {"reason": "等配件"}))
    asked = ticket_of(kernel, ticket)
    assert (asked.asked, asked.asked_by, asked.asked_at) == ("extend", firm.person_id, kernel.clock.now())
    with pytest.raises(NotNow, match="正在等答复"):
        act(kernel, firm, ask_extension, ask_extension_order(ticket, {"reason": "再要几天"}))
    step(kernel, d[Role.SHIFT_LEAD], ticket, Action.EXTEND)
    granted = ticket_of(kernel, ticket)
    assert (granted.asked, granted.extensions) == (None, 1)
    assert granted.due > due


def test_after_the_deadline_there_is_nothing_to_ask(kernel, clock, firm, ticket):
    clock.move(days=8)
    with pytest.raises(NotNow, match="已经超过期限"):
        act(kernel, firm, ask_extension, ask_extension_order(ticket, {"reason": "等配件"}))


def test_hanging_up_is_asked_after_a_look_with_a_date(kernel, clock, firm, ticket):
    order = ask_hang_up_order(ticket, {"reason": "等厂家", "until": "2026-12-20T18:00"})
    with pytest.raises(NotNow, match="到场看过"):
        act(kernel, firm, ask_hang_up, order)
    act(kernel, firm, accept_ticket, accept_order(ticket, {}))
    act(kernel, firm, start_handling, start_order(ticket, {}))
    with pytest.raises(Invalid):
        act(
            kernel,
            firm,
            ask_hang_up,
            ask_hang_up_order(ticket, {"reason": "等", "until": "2025-01-01T00:00"}),
        )
    act(kernel, firm, ask_hang_up, order)
    assert ticket_of(kernel, ticket).asked == "hang_up"
    assert last(kernel, ticket).facts["until"].startswith("2026-12-20T")


def test_the_street_is_asked_only_after_two_returns_and_handling_rests_meanwhile(kernel, d, firm, ticket):
    with pytest.raises(NotNow, match="还可以直接退回"):
        act(kernel, firm, ask_street, ask_street_order(ticket, {"reason": "不是我们的"}))
    for _ in range(2):
        act(kernel, firm, return_ticket, return_order(ticket, {"reason": "不是我们的"}))
        step(kernel, d[Role.OPERATOR], ticket, Action.DISPATCH, unit_id=firm.unit_id)
    act(kernel, firm, ask_street, ask_street_order(ticket, {"reason": "真不是我们的"}))
    assert ticket_of(kernel, ticket).asked == "return"


def test_another_firm_finds_nothing(kernel, d, ticket):
    with pytest.raises(NotFound):
        act(kernel, d.other_firm, accept_ticket, accept_order(ticket, {}))


def test_a_stale_form_of_an_aside_is_refused_as_well(kernel, firm, ticket):
    seen = ticket_of(kernel, ticket).version
    act(kernel, firm, accept_ticket, accept_order(ticket, {}))
    with pytest.raises(Stale):
        act(
            kernel, firm, assign_ticket, assign_order(ticket, {"assigned_to": "王师傅", "version": str(seen)})
        )


def in_view(kernel, actor, name):
    with kernel.read() as session:
        shown = show_list(session, actor, kernel.clock.now(), ListAsked(name))
        return {row.id for row in shown.page.rows}


def test_the_inbox_sorts_a_firms_own_tickets_into_its_views(kernel, clock, d, firm):
    fresh, taken, named, done = (send_report(kernel, d).ticket.id for _ in range(4))
    elsewhere = send_report(kernel, d, door=d.other_code).ticket.id
    deliver_all(kernel)
    for ticket_id in (taken, named):
        act(kernel, firm, accept_ticket, accept_order(ticket_id, {}))
    act(kernel, firm, assign_ticket, assign_order(named, {"assigned_to": firm.name}))
    to_fed_back(kernel, d, done)
    assert in_view(kernel, firm, "new") == {fresh}
    assert in_view(kernel, firm, "mine") == {taken, named}
    assert in_view(kernel, firm, "assigned") == {named}
    assert in_view(kernel, firm, "done") == {done}
    assert in_view(kernel, firm, "late") == set()
    clock.move(days=8)
    assert in_view(kernel, firm, "late") == {fresh, taken, named}
    assert in_view(kernel, d.other_firm, "new") == {elsewhere}
    with kernel.read() as session:
        shown = show_list(session, firm, clock.now(), ListAsked("new"))
    counts = {view.label: view.count for view in shown.views[:4]}
    assert counts == {"新来的": "1", "在办的": "2", "分给我的": "1", "超时的": "3"}


def test_a_photo_of_before_does_not_pass_for_the_work(kernel, firm, ticket):
    act(kernel, firm, accept_ticket, accept_order(ticket, {}))
    order = feed_back_order(ticket, {"words": "好了"})
    with pytest.raises(Invalid):
        act(kernel, firm, feed_back, order, (kept_photo(kernel, "before"),))

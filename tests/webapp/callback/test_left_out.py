"""Leaving a callback out of the rates: one proposes, another approves, and the resident's own word ends it."""

import pytest
import sqlalchemy as sa

from tests.builders.callback import (
    answers_by_link,
    asks_to_leave_out,
    calls_back,
    closed_report,
    colleague,
    task_of,
)
from tests.builders.report import deliver_all
from tests.builders.signed_in import send, sign_in
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.base.outbox import Reaction, Reactions
from webapp.callback.events import CallbackSettled
from webapp.callback.leaving_out import DecideLeaveOut, decide_leave_out
from webapp.callback.lifecycle import LeaveOutState
from webapp.callback.records import LeaveOut


def decides(kernel, actor, wish: LeaveOut, approved: bool = True, words: str = "") -> LeaveOut:
    with kernel.work(actor) as work:
        return decide_leave_out(work, DecideLeaveOut(leave_out_id=wish.id, approved=approved, words=words))


def wish_of(kernel, task_id) -> LeaveOut:
    with kernel.read() as session:
        return session.scalars(sa.select(LeaveOut).where(LeaveOut.task_id == task_id)).one()


def reached(kernel, district):
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="no")
    return receipt, task


def test_a_wrong_number_is_proposed_by_itself_and_another_approves(kernel, district):
    receipt = closed_report(kernel, district)
    street = district[Role.STREET]
    task = calls_back(kernel, street, task_of(kernel, receipt.report).id, "dead_number")
    wish = wish_of(kernel, task.id)
    assert (wish.reason, wish.state, wish.proposed_by) == ("空号", LeaveOutState.PROPOSED, street.person_id)
    with pytest.raises(Forbidden):
        decides(kernel, street, wish)
    assert not task_of(kernel, receipt.report).left_out
    decides(kernel, colleague(kernel, district), wish)
    assert task_of(kernel, receipt.report).left_out


def test_a_clerk_proposes_with_a_reason_and_cannot_decide(kernel, district):
    receipt, task = reached(kernel, district)
    wish = asks_to_leave_out(kernel, district[Role.CLERK], task.id)
    with pytest.raises(Forbidden):
        decides(kernel, district[Role.CLERK], wish)
    with pytest.raises(Invalid):
        decides(kernel, district[Role.STREET], wish, approved=False)
    decides(kernel, district[Role.STREET], wish, approved=False, words="说的就是这件")
    assert not task_of(kernel, receipt.report).left_out
    with pytest.raises(NotNow):
        decides(kernel, district[Role.STREET], wish)


def test_nothing_is_left_out_that_is_not_settled_or_asked_for_already(kernel, district):
    waiting = task_of(kernel, closed_report(kernel, district).report)
    with pytest.raises(NotNow):
        asks_to_leave_out(kernel, district[Role.CLERK], waiting.id)
    _, task = reached(kernel, district)
    asks_to_leave_out(kernel, district[Role.CLERK], task.id)
    with pytest.raises(NotNow):
        asks_to_leave_out(kernel, district[Role.STREET], task.id)


def test_a_caller_cannot_have_the_residents_own_word_left_out(kernel, district):
    task = answers_by_link(kernel, closed_report(kernel, district), solved="no", satisfied="no")
    with pytest.raises(Forbidden):
        asks_to_leave_out(kernel, district[Role.CLERK], task.id)
    wish = asks_to_leave_out(kernel, district[Role.STREET], task.id, "一部手机刷的")
    with pytest.raises(Forbidden):
        decides(kernel, district[Role.STREET], wish)


def test_the_residents_own_answer_counts_though_it_was_left_out(kernel, district):
    receipt, task = reached(kernel, district)
    wish = asks_to_leave_out(kernel, district[Role.CLERK], task.id)
    decides(kernel, district[Role.STREET], wish)
    answers_by_link(kernel, receipt)
    assert not task_of(kernel, receipt.report).left_out
    assert wish_of(kernel, task.id).state is LeaveOutState.TAKEN_BACK


def test_the_database_itself_refuses_one_person_for_both(kernel, district):
    _, task = reached(kernel, district)
    wish = asks_to_leave_out(kernel, district[Role.STREET], task.id)
    table = LeaveOut.__table__
    change = table.update().where(table.c.id == wish.id).values(decided_by=district[Role.STREET].person_id)
    with pytest.raises(sa.exc.IntegrityError), kernel.engine.begin() as connection:
        connection.execute(change)


def test_out_of_scope_is_not_found(kernel, district):
    _, task = reached(kernel, district)
    wish = asks_to_leave_out(kernel, district[Role.CLERK], task.id)
    with kernel.work(district[Role.STREET]) as work:
        stranger = work.actor.__class__(Role.STREET, "外街道", wish.id, wish.id)
    with pytest.raises(NotFound):
        decides(kernel, stranger, wish)


def test_everything_that_counts_leaves_as_an_event_with_ids_alone(kernel, district):
    told: list[CallbackSettled] = []
    hears = Reaction(
        "test.hears", ("callback.settled",), CallbackSettled, lambda _work, event: told.append(event)
    )
    kernel.reactions = Reactions((*kernel.reactions.rows, hears))
    receipt, task = reached(kernel, district)
    decides(kernel, district[Role.STREET], asks_to_leave_out(kernel, district[Role.CLERK], task.id))
    answers_by_link(kernel, receipt)
    deliver_all(kernel)
    assert told == [CallbackSettled(task.id, receipt.ticket.id)] * 3


def test_the_pages_lead_from_the_call_to_the_decision(kernel, app, district):
    _, task = reached(kernel, district)
    page = f"/desk/callbacks/{task.id}"
    clerk, street = sign_in(app, district[Role.CLERK]), sign_in(app, district[Role.STREET])
    assert send(clerk, page, f"{page}/leave-out", reason=" ").status_code == 422
    assert send(clerk, page, f"{page}/leave-out", reason="说的是<隔壁>").status_code == 303
    assert "等街道定：说的是&lt;隔壁&gt;" in clerk.get(page).text
    assert clerk.get("/desk/callbacks/left-out").status_code == 403
    assert "计不计入 <b>1</b>" in street.get("/desk/callbacks").text
    decide = f"/desk/callbacks/left-out/{wish_of(kernel, task.id).id}"
    no_words = send(street, "/desk/callbacks/left-out", decide, approved="0")
    assert (no_words.status_code, "为什么照样计入" in no_words.text) == (422, True)
    assert send(street, "/desk/callbacks/left-out", decide, approved="1").status_code == 303
    listed = street.get("/desk/callbacks/left-out").text
    assert "没有等着定的" in listed
    assert "clerk甲提，street甲定" in listed

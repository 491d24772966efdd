"""The resident's own answer: it counts, it reopens, it is never replaced, and the handler cannot give it."""

import threading
import uuid

import pytest
from sqlalchemy import select

from tests.builders.callback import answers_by_link, calls_back, closed_report, task_of, with_phone
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import ticket_of, to_closed
from webapp.access.actor import resident
from webapp.access.link_tokens import digest, query_code
from webapp.access.records import CodeTry, FirmLink
from webapp.access.role import Role
from webapp.access.verdict_code import check_code
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow, Problem, TooMany
from webapp.callback.commands import AnswerCallback, answer_by_resident
from webapp.callback.forms import answer_order
from webapp.callback.lifecycle import CallbackState
from webapp.callback.records import CallbackTask, Satisfied, Solved
from webapp.callback.rules import MANY_OF_ONE_DEVICE, Flag, is_sampled, read_flags
from webapp.ticket.records import TicketStep


def flags(task: CallbackTask) -> set[Flag]:
    return set(read_flags(task.flagged)) - {Flag.SAMPLE}


def test_solved_and_satisfied_ends_the_ticket(kernel, district):
    receipt = closed_report(kernel, district)
    task = answers_by_link(kernel, receipt, verbatim="换得很快")
    assert (task.state, task.by_resident, task.verbatim) == (CallbackState.ANSWERED, True, "换得很快")
    assert flags(task) == set()
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert (ticket.state, ticket.reporters_open) == ("ended", 0)


def test_not_solved_reopens_the_same_ticket_and_counts(kernel, district):
    receipt = closed_report(kernel, district)
    unit = ticket_of(kernel, receipt.ticket.id).unit_id
    answers_by_link(kernel, receipt, solved="no", satisfied="no", verbatim="三楼还是黑的")
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert (ticket.state, ticket.reopened, ticket.unit_id) == ("dispatched", 1, unit)
    assert ticket.number == receipt.ticket.number
    with kernel.read() as session:
        reason = session.scalars(select(TicketStep.reason).where(TicketStep.action == "reopen")).one()
    assert reason == "居民说没解决：三楼还是黑的"


def test_the_answer_works_before_the_worker_has_planned_it(kernel, district):
    receipt = send_report(kernel, district, **with_phone())
    to_closed(kernel, district, receipt.ticket.id)
    answers_by_link(kernel, receipt)
    deliver_all(kernel)
    assert task_of(kernel, receipt.report).state is CallbackState.ANSWERED


def test_one_of_two_answers_and_the_ticket_waits_for_the_other(kernel, district):
    first = send_report(kernel, district, **with_phone())
    second = send_report(kernel, district, joins=first.ticket.id, **with_phone("13900005678"))
    to_closed(kernel, district, first.ticket.id)
    deliver_all(kernel)
    answers_by_link(kernel, first)
    ticket = ticket_of(kernel, first.ticket.id)
    assert (ticket.state, ticket.reporters_open) == ("closed", 1)
    answers_by_link(kernel, second)
    assert ticket_of(kernel, first.ticket.id).state == "ended"


def test_partly_is_not_solved_does_not_reopen_and_goes_to_the_street(kernel, district):
    receipt = closed_report(kernel, district)
    task = answers_by_link(kernel, receipt, solved="partly", satisfied="basically")
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert flags(task) == {Flag.PARTLY}
    assert (ticket.state, ticket.reopened, ticket.reporters_open) == ("closed", 0, 1)


def test_solved_but_not_satisfied_is_flagged(kernel, district):
    task = answers_by_link(kernel, closed_report(kernel, district), solved="yes", satisfied="no")
    assert flags(task) == {Flag.LOW_MARKS}


def test_after_three_reopenings_the_answer_stands_and_the_street_decides(kernel, district):
    receipt = send_report(kernel, district, **with_phone())
    for _ in range(3):
        to_closed(kernel, district, receipt.ticket.id)
        answers_by_link(kernel, receipt, solved="no", satisfied="no")
    to_closed(kernel, district, receipt.ticket.id)
    task = answers_by_link(kernel, receipt, solved="no", satisfied="no", verbatim="第四次了")
    ticket = ticket_of(kernel, receipt.ticket.id)
    assert (task.solved, task.verbatim, flags(task)) == (Solved.NO, "第四次了", {Flag.STREET_DECIDES})
    assert (ticket.state, ticket.reopened, ticket.reporters_open) == ("closed", 3, 1)


def test_a_second_answer_is_told_of_the_first(kernel, district):
    receipt = closed_report(kernel, district)
    answers_by_link(kernel, receipt, verbatim="好了")
    with pytest.raises(NotNow) as told:
        answers_by_link(kernel, receipt, solved="no", satisfied="no", verbatim="不好")
    assert "已解决 · 满意" in told.value.sentence
    assert task_of(kernel, receipt.report).verbatim == "好了"


def test_of_two_who_answer_at_the_same_moment_one_wins_and_the_other_sees_why(kernel, district):
    receipt = closed_report(kernel, district)
    start, outcomes = threading.Barrier(2), []

    def answer(solved: str) -> None:
        start.wait()
        try:
            outcomes.append(
                answers_by_link(kernel, receipt, solved=solved, satisfied=solved, device=solved).solved
            )
        except Problem as problem:
            outcomes.append(problem)

    both = [threading.Thread(target=answer, args=(solved,)) for solved in ("yes", "no")]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    lost = [o for o in outcomes if isinstance(o, NotNow)]
    won = [o for o in outcomes if isinstance(o, Solved)]
    assert (len(won), len(lost)) == (1, 1)
    task, ticket = task_of(kernel, receipt.report), ticket_of(kernel, receipt.ticket.id)
    assert task.solved is won[0]
    assert (ticket.state, ticket.reopened) == (("ended", 0) if won[0] is Solved.YES else ("dispatched", 1))


def test_a_clerk_cannot_replace_what_the_resident_said(kernel, district):
    receipt = closed_report(kernel, district)
    task = answers_by_link(kernel, receipt, solved="partly", satisfied="no", verbatim="一半亮")
    with pytest.raises(NotNow) as told:
        calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="yes")
    assert "自己在网上答过" in told.value.sentence
    kept = task_of(kernel, receipt.report)
    assert (kept.solved, kept.satisfied, kept.verbatim, kept.tries) == (
        Solved.PARTLY,
        Satisfied.NO,
        "一半亮",
        0,
    )


def test_the_resident_has_the_last_word_after_a_call(kernel, district):
    """A clerk wrote down «solved»; the resident says no within thirty days: the same ticket goes on."""
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="yes")
    assert ticket_of(kernel, receipt.ticket.id).state == "ended"
    answers_by_link(kernel, receipt, solved="no", satisfied="no")
    assert ticket_of(kernel, receipt.ticket.id).state == "dispatched"


def test_after_thirty_days_not_solved_is_a_new_report_and_nothing_is_written(kernel, clock, district):
    receipt = closed_report(kernel, district)
    clock.move(days=30, seconds=1)
    with pytest.raises(NotNow) as told:
        answers_by_link(kernel, receipt, solved="no", satisfied="no")
    assert "30 天" in told.value.sentence
    assert task_of(kernel, receipt.report).state is CallbackState.WAITING


def test_while_it_is_being_done_again_there_is_nothing_to_answer(kernel, district):
    receipt = send_report(kernel, district, **with_phone())
    with pytest.raises(NotNow):
        answers_by_link(kernel, receipt)


def test_nobody_answers_for_another_reporter(kernel, district):
    mine, theirs = closed_report(kernel, district), closed_report(kernel, district)
    order = AnswerCallback(ticket_id=theirs.ticket.id, report_id=theirs.report, solved="yes", satisfied="yes")
    with pytest.raises(NotFound), kernel.work(resident(report_id=mine.report)) as work:
        answer_by_resident(work, order)
    crossed = AnswerCallback(ticket_id=theirs.ticket.id, report_id=mine.report, solved="yes", satisfied="yes")
    with pytest.raises(NotFound), kernel.work(resident(report_id=mine.report)) as work:
        answer_by_resident(work, crossed)


@pytest.mark.parametrize(("by_link", "kept"), [(None, False), (True, True)])
def test_an_answer_by_link_takes_nothing_back_that_it_does_not_speak_of(kernel, district, by_link, kept):
    receipt = closed_report(kernel, district)
    task, clerk = task_of(kernel, receipt.report), district[Role.CLERK]
    calls_back(kernel, clerk, task.id, "reached", contacted=False, solved="yes", satisfied="yes")
    answered = answers_by_link(kernel, receipt, satisfied="basically", contacted=by_link)
    assert (answered.contacted, answered.satisfied) == (kept, Satisfied.BASICALLY)


def test_a_device_bound_for_the_handling_unit_is_refused(kernel, district):
    receipt = closed_report(kernel, district)
    manager = district[Role.PROPERTY]
    with kernel.work(manager) as work:
        work.session.add(
            FirmLink(
                token_hash=digest("t"), unit_id=manager.unit_id, person_name="物业电工", bind_code_hash=digest("c"),
                device_hash=digest("firm-phone"), made_at=work.now, made_by=manager.person_id,
                expires_at=work.now, bound_at=work.now,
            )
        )  # fmt: skip
    with pytest.raises(Forbidden):
        answers_by_link(kernel, receipt, device="firm-phone")
    assert task_of(kernel, receipt.report).state is CallbackState.WAITING
    answers_by_link(kernel, receipt, device="own")


def test_a_colleague_of_the_unit_who_is_signed_in_here_is_refused(kernel, district):
    receipt = closed_report(kernel, district)
    order = AnswerCallback(
        ticket_id=receipt.ticket.id, report_id=receipt.report, solved="yes", satisfied="yes"
    )
    with pytest.raises(Forbidden), kernel.work(resident(report_id=receipt.report)) as work:
        answer_by_resident(work, order, signed_in=district[Role.PROPERTY])


def test_many_verdicts_of_one_device_are_flagged(kernel, district):
    answered = [
        answers_by_link(kernel, closed_report(kernel, district), device="one")
        for _ in range(MANY_OF_ONE_DEVICE)
    ]
    assert [flags(task) for task in answered] == [set()] * (MANY_OF_ONE_DEVICE - 1) + [{Flag.ONE_DEVICE}]


def test_some_satisfied_answers_are_sampled_by_phone():
    drawn = sum(is_sampled("secret", uuid.UUID(int=n)) for n in range(2000))
    assert 140 < drawn < 260
    assert is_sampled("secret", uuid.UUID(int=5)) == is_sampled("secret", uuid.UUID(int=5))


def test_the_residents_form_becomes_the_same_order():
    ticket_id, report_id = uuid.uuid4(), uuid.uuid4()
    form = {"solved": "no", "satisfaction": "dissatisfied", "text": " 还黑 ", "code": "1234"}
    order = answer_order(ticket_id, report_id, form)
    assert (order.solved, order.satisfied, order.verbatim) == (Solved.NO, Satisfied.NO, "还黑")
    with pytest.raises(Invalid) as wrong:
        answer_order(ticket_id, report_id, {"satisfaction": "perfect"})
    assert set(wrong.value.fields) == {"solved", "satisfied"}


def test_five_wrong_codes_and_the_right_one_is_refused_until_tomorrow(kernel, clock, district):
    receipt = closed_report(kernel, district)
    ticket_id, report_id = receipt.ticket.id, receipt.report
    right = query_code(kernel.secret, report_id)
    wrong = f"{(int(right) + 1) % 10_000:04d}"
    check_code(kernel, ticket_id, report_id, right)
    for _ in range(5):
        with pytest.raises(Invalid) as refused:
            check_code(kernel, ticket_id, report_id, wrong)
        assert "code" in refused.value.fields
    with pytest.raises(TooMany):
        check_code(kernel, ticket_id, report_id, right)
    clock.move(days=1)
    check_code(kernel, ticket_id, report_id, right)


def test_right_codes_are_not_counted_and_wrong_ones_at_once_all_are(kernel, district):
    receipt = closed_report(kernel, district)
    right = query_code(kernel.secret, receipt.report)
    for _ in range(8):
        check_code(kernel, receipt.ticket.id, receipt.report, right)
    wrong = f"{(int(right) + 1) % 10_000:04d}"
    refusals: list[type[Problem]] = []

    def guess() -> None:
        try:
            check_code(kernel, receipt.ticket.id, receipt.report, wrong)
        except Problem as problem:
            refusals.append(type(problem))

    guesses = [threading.Thread(target=guess) for _ in range(8)]
    for thread in guesses:
        thread.start()
    for thread in guesses:
        thread.join()
    assert sorted(kind.__name__ for kind in refusals) == ["Invalid"] * 5 + ["TooMany"] * 3
    with kernel.read() as session:
        assert session.scalars(select(CodeTry.tries)).one() >= 5

"""From feed-back to the archive and back: recheck, closing, the last word, refusals, withdrawals."""

from datetime import timedelta

import pytest

from tests.builders.photo import kept_photo
from tests.builders.walk import open_gate, step, to_closed, to_fed_back, to_passed, to_unit
from tests.webapp.ticket.invariants import check
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.errors import Invalid, NotNow
from webapp.people.records import UnitKind
from webapp.ticket.advance import load, note
from webapp.ticket.leaving import cancel_or_leave
from webapp.ticket.records import PhotoRole
from webapp.ticket.words import Action, Gate, Kind, State

OPERATOR, STREET, PROPERTY = Role.OPERATOR, Role.STREET, Role.PROPERTY
DAYS = timedelta(days=1)


def test_feed_back_needs_words_and_a_photo_of_the_finished_work(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    step(k, d[PROPERTY], ticket_id, Action.ACCEPT)
    with pytest.raises(Invalid) as problem:
        step(k, d[PROPERTY], ticket_id, Action.FEED_BACK, photos=(kept_photo(k, PhotoRole.BEFORE),))
    assert set(problem.value.fields) == {"words", "photos"}


@pytest.mark.parametrize(
    ("hours_back", "counts"), [(2, True), (30 * 24, False)], ids=["after dispatch", "before dispatch"]
)
def test_a_captured_time_dates_feed_back_back_but_never_before_dispatch(
    world, k, d, ticket_id, hours_back, counts
):
    to_unit(k, d, ticket_id)
    dispatched = k.clock.now()
    step(k, d[PROPERTY], ticket_id, Action.ACCEPT)
    world.clock.move(days=7, hours=1)
    taken_at = k.clock.now() - timedelta(hours=hours_back)
    step(
        k,
        d[PROPERTY],
        ticket_id,
        Action.FEED_BACK,
        words="好了",
        photos=(kept_photo(k),),
        captured_at=taken_at,
    )
    assert world.ticket(ticket_id).fed_back_at == (taken_at if counts else dispatched)
    to_passed(k, d, ticket_id)
    assert world.ticket(ticket_id).in_time is True


def test_only_the_feed_back_that_passed_counts_for_being_in_time(world, k, d, ticket_id):
    to_fed_back(k, d, ticket_id)
    finder = world.person(Role.INSPECTOR)
    world.let_recheck(ticket_id, finder)
    step(k, finder, ticket_id, Action.FAIL, reason="没修好", photos=(kept_photo(k),))
    failed = world.ticket(ticket_id)
    assert (failed.state, failed.reworked, failed.in_time) == (State.HANDLING, 1, None)
    check(world, ticket_id)
    world.clock.move(days=20)
    step(k, d[PROPERTY], ticket_id, Action.FEED_BACK, words="这次好了", photos=(kept_photo(k),))
    step(k, finder, ticket_id, Action.PASS, photos=(kept_photo(k),))
    assert world.ticket(ticket_id).in_time is False


def test_a_question_is_answered_and_a_fault_is_not(world, k, d, ticket_id):
    with pytest.raises(NotNow):
        step(k, d[OPERATOR], ticket_id, Action.ANSWER, words="就这样")
    step(k, d[OPERATOR], ticket_id, Action.FILE)
    with pytest.raises(NotNow, match="报修"):
        step(k, d[OPERATOR], ticket_id, Action.ANSWER, words="就这样")
    step(k, d[OPERATOR], ticket_id, Action.CORRECT, kind=Kind.QUESTION, reason="是在问")
    step(k, d[OPERATOR], ticket_id, Action.ANSWER, words="在社区一楼办")
    answered = world.ticket(ticket_id)
    assert (answered.state, answered.answered, answered.in_time) == (State.PASSED, True, True)
    check(world, ticket_id)


def test_closing_waits_for_the_meeting_gate_and_praise_has_none(world, k, d, ticket_id):
    to_passed(k, d, ticket_id)
    with pytest.raises(NotNow, match="还没和居民见面"):
        step(k, d[OPERATOR], ticket_id, Action.CLOSE)
    open_gate(k, d, ticket_id)
    step(k, d[OPERATOR], ticket_id, Action.CLOSE)
    check(world, ticket_id)
    praise, _ = world.report("表扬电工师傅")
    assert world.ticket(praise).meeting_gate is Gate.NONE


def test_archiving_waits_for_every_reporter_and_is_not_for_who_handled(world, k, d):
    ticket_id, _ = world.report("要求保密，灯不亮", confidential=True)
    to_unit(k, d, ticket_id, UnitKind.STREET)
    to_fed_back(k, d, ticket_id, handler=d[STREET])
    to_closed(k, d, ticket_id)
    with pytest.raises(NotNow, match="没回访到"):
        step(k, d[Role.CLERK], ticket_id, Action.END)
    with k.work(RULE) as work:
        note(work, load(work, ticket_id), "settled", reporters_open=0)
    with pytest.raises(NotNow, match="不能给自己打分"):
        step(k, d[STREET], ticket_id, Action.END)
    step(k, d[Role.CLERK], ticket_id, Action.END)
    assert world.ticket(ticket_id).state is State.ENDED


def test_what_is_not_solved_is_reopened_with_full_time_and_a_shut_gate(world, k, d):
    ticket_id, reporter = world.report("楼道灯不亮")
    to_closed(k, d, ticket_id)
    world.clock.move(days=10)
    with pytest.raises(Invalid):
        step(k, reporter, ticket_id, Action.REOPEN, reason="还是不亮")
    step(k, reporter, ticket_id, Action.REOPEN, reason="还是不亮", not_solved=True)
    again = world.ticket(ticket_id)
    assert (again.state, again.reopened, again.extensions) == (State.DISPATCHED, 1, 0)
    assert (again.meeting_gate, again.closed_at, again.recheck_passed) == (Gate.WAITING, None, False)
    assert again.due == k.clock.now() + 7 * DAYS
    check(world, ticket_id)


def test_a_resident_reopens_within_thirty_days_and_at_three_the_street_decides(world, k, d):
    ticket_id, reporter = world.report("楼道灯不亮")
    for _ in range(3):
        to_closed(k, d, ticket_id)
        step(k, reporter, ticket_id, Action.REOPEN, reason="还是不亮", not_solved=True)
    to_closed(k, d, ticket_id)
    for actor in (reporter, d[Role.CLERK], RULE):
        with pytest.raises(NotNow, match="街道来定"):
            step(k, actor, ticket_id, Action.REOPEN, reason="还是不亮", not_solved=True)
    step(k, d[STREET], ticket_id, Action.REOPEN, reason="换一家", not_solved=True)
    late, other = world.report("门禁坏了")
    to_closed(k, d, late)
    world.clock.move(days=31)
    with pytest.raises(NotNow, match="30 天"):
        step(k, other, late, Action.REOPEN, reason="又坏了", not_solved=True)


@pytest.mark.parametrize(
    ("about", "kind"), [("灯换好了", UnitKind.PROPERTY), ("投诉物业乱收费", UnitKind.STREET)]
)
def test_a_settled_matter_that_fails_a_sample_finds_a_unit_that_may_know_of_it(world, k, d, about, kind):
    photos = tuple(kept_photo(k, role) for role in (PhotoRole.BEFORE, PhotoRole.AFTER))
    ticket_id, _ = world.report(about, d[Role.GRID_WORKER], kind="self_handled", kept=photos)
    assert world.ticket(ticket_id).self_handled
    step(k, RULE, ticket_id, Action.REOPEN, reason="抽查没通过", not_solved=True)
    assert world.ticket(ticket_id).unit_id == d.units[kind]
    check(world, ticket_id)


@pytest.mark.parametrize("roles", [(), (PhotoRole.AFTER,), (PhotoRole.BEFORE,)])
def test_settling_on_the_spot_needs_both_photos(world, k, d, roles):
    photos = tuple(kept_photo(k, role) for role in roles)
    with pytest.raises(Invalid):
        world.report("灯换好了", d[Role.GRID_WORKER], kind="self_handled", kept=photos)


def test_what_was_settled_on_the_spot_but_is_not_on_the_list_is_verified_like_any_report(world, k, d):
    both = tuple(kept_photo(k, role) for role in (PhotoRole.BEFORE, PhotoRole.AFTER))
    ticket_id, _ = world.report(
        "电梯好了", d[Role.GRID_WORKER], kind="self_handled", category="lift", kept=both
    )
    ticket = world.ticket(ticket_id)
    assert (ticket.state, ticket.self_handled) == (State.NEW, False)
    check(world, ticket_id)


def test_a_refusal_may_be_objected_to_once_within_seven_days(world, k, d):
    ticket_id, reporter = world.report("小区外的路灯")
    step(k, d[OPERATOR], ticket_id, Action.REFUSE, reason="不归我们", referral="路灯所 12345")
    world.clock.move(days=8)
    with pytest.raises(NotNow, match="7 天"):
        step(k, reporter, ticket_id, Action.OBJECT)
    world.clock.move(days=-2)
    step(k, reporter, ticket_id, Action.OBJECT)
    check(world, ticket_id)
    step(k, d[OPERATOR], ticket_id, Action.REFUSE, reason="确实不归", referral="路灯所 12345")
    with pytest.raises(NotNow, match="再看过一次"):
        step(k, reporter, ticket_id, Action.OBJECT)


def test_the_only_reporter_withdraws_and_one_of_several_leaves(world, k, ticket_id):
    first, reporter = world.report("门坏了")
    _, neighbour = world.report("我也遇到", joins=first)
    with pytest.raises(NotNow, match="还有邻居"):
        step(k, reporter, first, Action.CANCEL)
    with k.work(reporter) as work:
        assert cancel_or_leave(work, first).action == "leave"
    assert world.ticket(first).state is State.NEW
    with k.work(neighbour) as work:
        assert cancel_or_leave(work, first).action == "cancel"
    assert world.ticket(first).state is State.CANCELLED
    check(world, first)


def test_who_left_cannot_take_the_ticket_from_the_one_who_stayed(world, k):
    first, reporter = world.report("门坏了")
    world.report("我也遇到", joins=first)
    with k.work(reporter) as work:
        cancel_or_leave(work, first)
    with pytest.raises(NotNow):
        step(k, reporter, first, Action.CANCEL)


def test_no_resident_left_no_meeting_to_wait_for(world, k, d):
    first, _ = world.report("巡查看到灯坏", d[Role.GRID_WORKER], kind="patrol")
    _, neighbour = world.report("我也遇到", joins=first)
    with k.work(neighbour) as work:
        cancel_or_leave(work, first)
    left = world.ticket(first)
    assert (left.resident_reported, left.meeting_gate) == (False, Gate.NONE)

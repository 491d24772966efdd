"""Single stretches of the road, each with what it changes on the row and on the clocks."""

from datetime import timedelta

import pytest

from tests.builders.photo import kept_photo
from tests.builders.walk import open_gate, step, to_closed, to_fed_back, to_passed, to_unit
from tests.webapp.ticket.invariants import check
from webapp.access.actor import RULE, TIMER
from webapp.access.role import Role
from webapp.base.errors import Forbidden, Invalid, NotFound, NotNow
from webapp.people.records import UnitKind
from webapp.ticket.advance import load, note
from webapp.ticket.effects import NEXT_LEVEL
from webapp.ticket.leaving import cancel_or_leave
from webapp.ticket.records import PhotoRole
from webapp.ticket.words import Action, Gate, Kind, Level, State

OPERATOR, LEAD, STREET, PROPERTY = Role.OPERATOR, Role.SHIFT_LEAD, Role.STREET, Role.PROPERTY
DAYS = timedelta(days=1)


@pytest.fixture
def k(world):
    return world.kernel


@pytest.fixture
def d(world):
    return world.district


@pytest.fixture
def ticket_id(world):
    """A dark stair, reported by a resident."""
    return world.report("楼道灯不亮")[0]


def ask(world, ticket_id, what, by=PROPERTY):
    with world.kernel.work(RULE) as work:
        note(
            work, load(work, ticket_id), f"ask_{what}",
            asked=what, asked_by=world.person(by).person_id, asked_at=work.now,
        )  # fmt: skip


def to_handling(world, ticket_id):
    to_unit(world.kernel, world.district, ticket_id)
    step(world.kernel, world.person(PROPERTY), ticket_id, Action.ACCEPT)
    step(world.kernel, world.person(PROPERTY), ticket_id, Action.START)


def test_the_firm_has_two_hours_to_answer_and_seven_days_to_mend(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    now, clocks = k.clock.now(), world.clocks(ticket_id)
    assert clocks["A"].due_at == now + timedelta(hours=2)
    assert clocks["H"].due_at == world.ticket(ticket_id).due == now + 7 * DAYS
    check(world, ticket_id)


@pytest.mark.parametrize(("urgent", "kind", "hours"), [(True, "property", 0.5), (False, "department", 4)])
def test_what_is_urgent_or_elsewhere_is_answered_in_other_times(world, k, d, urgent, kind, hours):
    ticket_id, _ = world.report(
        "有人被困在电梯里" if urgent else "灯不亮", category="lift" if urgent else "noise"
    )
    to_unit(k, d, ticket_id, UnitKind(kind))
    assert world.clocks(ticket_id)["A"].due_at == k.clock.now() + timedelta(hours=hours)


def test_the_hotlines_own_deadline_counts_when_it_is_earlier(world, k, d):
    soon = k.clock.now() + 2 * DAYS
    ticket_id, _ = world.report("灯不亮", d[OPERATOR], kind="hotline", order_no="H-1", external_due=soon)
    to_unit(k, d, ticket_id)
    assert world.ticket(ticket_id).due == soon


def test_a_report_without_a_class_is_an_ordinary_one_until_the_desk_says_more(world, k, d):
    ticket_id, _ = world.report("不知道算什么", category=None)
    with pytest.raises(Invalid):
        step(k, d[OPERATOR], ticket_id, Action.FILE)
    step(k, d[OPERATOR], ticket_id, Action.FILE, class_id=d.classes["lift"])
    filed = world.ticket(ticket_id)
    assert (filed.tier, filed.limit_value) == ("24h", 24)
    assert filed.urgent, "the lift is a danger, whoever said so"


def test_a_correction_never_leaves_a_later_promise_than_the_new_tier_allows(world, k, d, ticket_id):
    before = world.ticket(ticket_id).next_word_by
    step(k, d[OPERATOR], ticket_id, Action.CORRECT, class_id=d.classes["lift"], reason="是电梯")
    assert world.ticket(ticket_id).next_word_by == k.clock.now() + timedelta(hours=12) < before


def test_a_corrected_place_is_watched_by_its_offices_and_about_a_unit_keeps_firms_out(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="不是我们的")
    step(k, d[OPERATOR], ticket_id, Action.CORRECT, about_unit=True, door_id=d.other_door, reason="投诉物业")
    kinds = [kind for kind, _ in world.parties(ticket_id)]
    assert sorted(kinds) == ["community", "street"]
    assert world.ticket(ticket_id).door_id == d.other_door


def test_joining_counts_and_does_not_put_the_promised_word_off(world, k, ticket_id):
    promised = world.ticket(ticket_id).next_word_by
    world.clock.move(hours=5)
    world.report("我家也是", joins=ticket_id)
    joined = world.ticket(ticket_id)
    assert (joined.joins, joined.next_word_by) == (1, promised)


def test_a_caller_who_joins_a_find_of_staff_makes_it_a_residents_ticket(world, d):
    ticket_id, _ = world.report("巡查看到灯坏", d[Role.GRID_WORKER], kind="patrol")
    assert world.ticket(ticket_id).meeting_gate is Gate.NONE
    world.report("我也要反映", d[OPERATOR], kind="phone", joins=ticket_id)
    assert world.ticket(ticket_id).meeting_gate is Gate.WAITING


def test_a_word_renews_the_promise_within_the_tier(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    world.clock.move(hours=5)
    tomorrow = k.clock.now() + DAYS
    step(k, d[PROPERTY], ticket_id, Action.WORD, words="配件在路上", next_word_by=tomorrow)
    assert world.ticket(ticket_id).next_word_by == tomorrow
    with pytest.raises(Invalid, match="答应"):
        step(k, d[PROPERTY], ticket_id, Action.WORD, words="再等等", next_word_by=k.clock.now() + 3 * DAYS)


def test_only_the_unit_that_has_it_may_act_though_the_one_before_still_sees_it(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    step(k, d[LEAD], ticket_id, Action.REDISPATCH, unit_id=d.other_firm.unit_id, reason="归另一家")
    with pytest.raises(NotNow, match="不归您单位"):
        step(k, d[PROPERTY], ticket_id, Action.ACCEPT)
    with pytest.raises(NotNow):
        step(k, d[PROPERTY], ticket_id, Action.WORD, words="我们来")
    step(k, d.other_firm, ticket_id, Action.ACCEPT)


def test_the_community_watches_and_hastens_and_no_more(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    with pytest.raises(Forbidden):
        step(k, d[Role.COMMUNITY], ticket_id, Action.WORD, words="我们来说")
    step(k, d[Role.COMMUNITY], ticket_id, Action.HASTEN, reason="有老人")
    assert world.ticket(ticket_id).urgent


def test_hastening_without_a_moment_halves_what_is_left_and_shortens_the_answer(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    world.clock.move(days=1)
    step(k, d[LEAD], ticket_id, Action.HASTEN, reason="有孩子")
    now, clocks = k.clock.now(), world.clocks(ticket_id)
    assert clocks["H"].due_at == now + 3 * DAYS
    assert clocks["A"].due_at <= now + timedelta(minutes=30)
    check(world, ticket_id)


def test_hastening_only_ever_shortens(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    due = world.ticket(ticket_id).due
    for wrong in (due, due + DAYS, k.clock.now()):
        with pytest.raises(Invalid):
            step(k, d[LEAD], ticket_id, Action.HASTEN, reason="急", due=wrong)
    step(k, d[LEAD], ticket_id, Action.HASTEN, reason="急", due=due - DAYS)
    assert world.clocks(ticket_id)["H"].due_at == due - DAYS


def test_an_extension_reaches_the_clock_and_survives_a_rest(world, k, d, ticket_id):
    to_handling(world, ticket_id)
    due = world.ticket(ticket_id).due
    ask(world, ticket_id, "extend")
    step(k, d[LEAD], ticket_id, Action.EXTEND)
    assert world.clocks(ticket_id)["H"].due_at == world.ticket(ticket_id).due == due + 7 * DAYS
    step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=k.clock.now() + 10 * DAYS)
    world.clock.move(days=10)
    step(k, TIMER, ticket_id, Action.WAKE)
    assert world.ticket(ticket_id).due == due + 17 * DAYS
    check(world, ticket_id)


def test_an_extension_is_asked_in_time_granted_by_another_and_twice_at_most(world, k, d, ticket_id):
    to_handling(world, ticket_id)
    with pytest.raises(NotNow, match="没有在到期前申请"):
        step(k, d[LEAD], ticket_id, Action.EXTEND)
    ask(world, ticket_id, "extend", by=STREET)
    with pytest.raises(NotNow, match="不能自己批"):
        step(k, d[STREET], ticket_id, Action.EXTEND)
    for _ in range(2):
        ask(world, ticket_id, "extend")
        step(k, d[STREET], ticket_id, Action.EXTEND)
    ask(world, ticket_id, "extend")
    with pytest.raises(NotNow, match="两次"):
        step(k, d[STREET], ticket_id, Action.EXTEND)
    world.clock.move(days=30)
    ask(world, ticket_id, "extend")
    with pytest.raises(NotNow):
        step(k, d[LEAD], ticket_id, Action.EXTEND)


def test_a_return_lets_handling_rest_and_the_next_dispatch_starts_afresh(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    world.clock.move(days=2)
    step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="不是我们的")
    returned = world.ticket(ticket_id)
    assert (returned.state, returned.returns, returned.unit_id) == (State.FILED, 1, None)
    check(world, ticket_id)
    world.clock.move(days=3)
    to_unit(k, d, ticket_id, UnitKind.DEPARTMENT)
    assert world.ticket(ticket_id).due == k.clock.now() + 7 * DAYS


def test_after_two_returns_the_unit_asks_the_street(world, k, d, ticket_id):
    for _ in range(2):
        to_unit(k, d, ticket_id)
        step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="不是我们的")
    to_unit(k, d, ticket_id)
    with pytest.raises(NotNow, match="请街道定"):
        step(k, d[PROPERTY], ticket_id, Action.RETURN, reason="还是不是")


def test_a_redispatch_lets_the_clock_go_on_unless_the_street_says_afresh(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    due = world.ticket(ticket_id).due
    world.clock.move(days=2)
    other = d.other_firm.unit_id
    with pytest.raises(Invalid, match="重新计时"):
        step(k, d[LEAD], ticket_id, Action.REDISPATCH, unit_id=other, reason="换一家", starts_afresh=True)
    step(k, d[LEAD], ticket_id, Action.REDISPATCH, unit_id=other, reason="换一家")
    assert world.ticket(ticket_id).due == due
    assert world.clocks(ticket_id)["A"].due_at == k.clock.now() + timedelta(hours=2)
    step(k, d[STREET], ticket_id, Action.REDISPATCH, unit_id=other, reason="重新来", starts_afresh=True)
    assert world.ticket(ticket_id).due == k.clock.now() + 7 * DAYS


def test_a_ticket_is_hung_up_once_by_the_street_for_a_year_at_most(world, k, d, ticket_id):
    to_handling(world, ticket_id)
    ask(world, ticket_id, "hang_up", by=STREET)
    day = k.clock.now() + 30 * DAYS
    with pytest.raises(NotNow):
        step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=day)
    ask(world, ticket_id, "hang_up")
    with pytest.raises(Invalid):
        step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=k.clock.now() + 400 * DAYS)
    step(k, d[STREET], ticket_id, Action.HANG_UP, reason="等配件", until=day)
    asleep = world.ticket(ticket_id)
    assert (asleep.state, asleep.wake_at, asleep.asked) == (State.HUNG_UP, day, None)
    step(k, d[STREET], ticket_id, Action.WAKE)
    assert world.ticket(ticket_id).wake_at is None
    with pytest.raises(NotNow, match="挂过一次"):
        step(k, d[STREET], ticket_id, Action.HANG_UP, reason="再等", until=day)


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
    to_recheck(world, ticket_id, finder)
    step(k, finder, ticket_id, Action.FAIL, reason="没修好", photos=(kept_photo(k),))
    failed = world.ticket(ticket_id)
    assert (failed.state, failed.reworked, failed.in_time) == (State.HANDLING, 1, None)
    check(world, ticket_id)
    world.clock.move(days=20)
    step(k, d[PROPERTY], ticket_id, Action.FEED_BACK, words="这次好了", photos=(kept_photo(k),))
    step(k, finder, ticket_id, Action.PASS, photos=(kept_photo(k),))
    assert world.ticket(ticket_id).in_time is False


def to_recheck(world, ticket_id, person):
    from_desk = world.person(OPERATOR)
    with world.kernel.work(from_desk) as work:
        world.let_recheck(work, load(work, ticket_id), person)


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
def test_settling_on_the_spot_needs_both_photos_and_a_class_on_the_list(world, k, d, roles):
    photos = tuple(kept_photo(k, role) for role in roles)
    with pytest.raises(Invalid):
        world.report("灯换好了", d[Role.GRID_WORKER], kind="self_handled", kept=photos)
    both = tuple(kept_photo(k, role) for role in (PhotoRole.BEFORE, PhotoRole.AFTER))
    with pytest.raises(Invalid):
        world.report("电梯好了", d[Role.GRID_WORKER], kind="self_handled", category="lift", kept=both)


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


def test_red_clocks_raise_the_level_to_the_top_and_no_further(world, k, d, ticket_id):
    to_unit(k, d, ticket_id)
    with pytest.raises(NotNow, match="没有超时"):
        step(k, TIMER, ticket_id, Action.PASS_UP)
    world.clock.move(hours=3)
    for level in NEXT_LEVEL.values():
        step(k, TIMER, ticket_id, Action.PASS_UP)
        assert world.ticket(ticket_id).level is level
    assert {("community", "takes_part"), ("street", "takes_part"), ("district", "takes_part")} <= set(
        world.parties(ticket_id)
    )
    assert world.ticket(ticket_id).level is Level.DISTRICT
    with pytest.raises(NotNow, match="上面没有"):
        step(k, d[STREET], ticket_id, Action.PASS_UP)


@pytest.mark.parametrize(("text", "confidential"), [("灯不亮", True), ("投诉物业骂人", False)])
def test_a_guarded_ticket_never_reaches_a_property_firm(world, k, d, text, confidential):
    ticket_id, _ = world.report(text, confidential=confidential)
    step(k, d[OPERATOR], ticket_id, Action.FILE)
    with pytest.raises(Invalid, match="不能派给物业"):
        step(k, d[OPERATOR], ticket_id, Action.DISPATCH, unit_id=d.units[UnitKind.PROPERTY])
    to_unit(k, d, ticket_id, UnitKind.STREET)
    with pytest.raises(NotFound):
        step(k, d[PROPERTY], ticket_id, Action.ACCEPT)
    check(world, ticket_id)


@pytest.mark.parametrize("kind", [UnitKind.DESK, UnitKind.COMMUNITY, UnitKind.DISTRICT])
def test_a_ticket_goes_only_to_a_unit_that_handles(world, k, d, kind, ticket_id):
    step(k, d[OPERATOR], ticket_id, Action.FILE)
    with pytest.raises(Invalid) as problem:
        step(k, d[OPERATOR], ticket_id, Action.DISPATCH, unit_id=d.units[kind])
    assert set(problem.value.fields) == {"unit"}

"""Every step of the table on purpose, in a few tickets from their beginning to their end."""

from datetime import timedelta

from sqlalchemy import select

from tests.builders.walk import open_gate, step
from tests.webapp.ticket.invariants import check
from tests.webapp.ticket.transcription import TABLE
from webapp.access.actor import RULE, TIMER
from webapp.access.role import Role
from webapp.ticket.advance import load, note
from webapp.ticket.records import PhotoRole, TicketStep
from webapp.ticket.words import Action, Kind


def test_every_step_of_the_table_is_taken(world, k, d):
    def by(role, ticket_id, *actions, **given):
        actor = role if role in (RULE, TIMER) else world.person(role)
        for action in actions:
            step(k, actor, ticket_id, action, **given)
            check(world, ticket_id)

    def settle(ticket_id):
        with k.work(RULE) as work:
            note(work, load(work, ticket_id), "settled", reporters_open=0)

    after = {"words": "办好了", "photos": (world.photo(PhotoRole.AFTER),)}
    look = {"reason": "看过了"}
    firm = {"unit_id": d.units["property"]}

    long, reporter = world.report("楼道灯不亮")
    by(Role.OPERATOR, long, Action.REFUSE, reason="不归我们", referral="热线")
    step(k, reporter, long, Action.OBJECT)
    by(Role.OPERATOR, long, Action.CORRECT, kind=Kind.FAULT, class_id=d.classes["rubbish"], reason="是垃圾")
    by(RULE, long, Action.FILE)
    by(RULE, long, Action.DISPATCH, **firm)
    world.report("我也遇到", d[Role.OPERATOR], kind="phone", joins=long)
    by(Role.PROPERTY, long, Action.RETURN, reason="不是我们的")
    by(Role.OPERATOR, long, Action.DISPATCH, **firm)
    world.clock.move(hours=3)
    by(TIMER, long, Action.PASS_UP)
    by(Role.SHIFT_LEAD, long, Action.REDISPATCH, unit_id=d.units["department"], reason="归市容")
    by(Role.DEPARTMENT, long, Action.ACCEPT, Action.START)
    by(Role.DEPARTMENT, long, Action.WORD, words="在路上")
    by(Role.COMMUNITY, long, Action.HASTEN, reason="味道大")
    world.ask(long, "extend", by=Role.DEPARTMENT)
    by(Role.SHIFT_LEAD, long, Action.EXTEND)
    by(Role.STREET, long, Action.HANG_UP, reason="等车", until=k.clock.now() + timedelta(days=3))
    world.clock.move(days=3)
    by(TIMER, long, Action.WAKE)
    by(Role.DEPARTMENT, long, Action.FEED_BACK, **after)
    world.let_recheck(long, d[Role.INSPECTOR])
    by(Role.INSPECTOR, long, Action.FAIL, photos=(world.photo(PhotoRole.PROBLEM),), **look)
    by(Role.DEPARTMENT, long, Action.FEED_BACK, words="再收了一遍", photos=(world.photo(PhotoRole.AFTER),))
    by(Role.INSPECTOR, long, Action.PASS, photos=(world.photo(PhotoRole.AFTER),))
    open_gate(k, d, long)
    by(Role.OPERATOR, long, Action.CLOSE)
    by(Role.CLERK, long, Action.REOPEN, reason="又堆了", not_solved=True)

    question, asker = world.report("请问停车证在哪办？")
    by(Role.OPERATOR, question, Action.FILE)
    by(Role.OPERATOR, question, Action.ANSWER, words="在社区一楼")
    open_gate(k, d, question)
    by(RULE, question, Action.CLOSE)
    settle(question)
    step(k, asker, question, Action.END)
    check(world, question)

    withdrawn, owner = world.report("门禁坏了")
    step(k, owner, withdrawn, Action.CANCEL)
    double, _ = world.report("垃圾没人收")
    by(Role.OPERATOR, double, Action.MERGE, target_id=long)
    check(world, long)
    both = tuple(world.photo(role) for role in (PhotoRole.BEFORE, PhotoRole.AFTER))
    world.report("灯换好了", d[Role.GRID_WORKER], kind="self_handled", kept=both)

    with k.read() as session:
        taken = set(session.scalars(select(TicketStep.action).distinct()))
    assert set(TABLE) <= taken

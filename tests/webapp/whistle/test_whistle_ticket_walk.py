"""Hypothesis walks a whistle and its ticket together: whatever street, units and the desk do, in whatever order."""

from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.builders.photo import kept_photo
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, ticket_of
from tests.builders.whistle import CALLED, blows, does, now_of, party_of
from webapp.access.role import Role
from webapp.base.errors import Problem
from webapp.people.records import UnitKind
from webapp.ticket.words import Action, State
from webapp.whistle import answering, commands, settling
from webapp.whistle.due import climb_unanswered, tell_late_tasks
from webapp.whistle.lifecycle import WhistleAction, WhistleState
from webapp.whistle.records import WhistleParty, WhistleStep, WhistleTask, WhistleTicket

NEXT = {
    State.DISPATCHED: (Role.PROPERTY, Action.ACCEPT),
    State.ACCEPTED: (Role.PROPERTY, Action.FEED_BACK),
    State.FED_BACK: (Role.GRID_WORKER, Action.PASS),
}
ACTS = {
    "answer": lambda w: w.does(Role.PROPERTY, answering.answer, answering.AnswerWhistle),
    "sign in": lambda w: w.does(Role.DEPARTMENT, answering.sign_in, answering.SignIn),
    "more": lambda w: w.does(Role.STREET, commands.call_more, commands.CallMore, units=(w.later,)),
    "guest": lambda w: w.does(Role.STREET, commands.invite_guest, commands.InviteGuest, guest="第二小学"),
    "revoke": lambda w: w.does(Role.STREET, commands.revoke_guest, commands.RevokeGuest, party=w.guest()),
    "settle": lambda w: w.does(Role.STREET, settling.settle, settling.SettleWhistle, minutes="当晚接临时线"),
    "amend": lambda w: w.does(Role.STREET, settling.amend, settling.SettleWhistle, minutes="后天接好", keeper="物业"),
    "task": lambda w: w.does(
        Role.STREET, settling.add_task, settling.AddTask, what="换电缆", party=w.party().id,
        due=w.clock.now().date() + timedelta(days=1),
    ),
    "done": lambda w: w.does(Role.DEPARTMENT, answering.fulfil, answering.Fulfil, task=w.task()),
    "rate": lambda w: w.rate(),
    "end": lambda w: w.does(Role.STREET, settling.end, settling.EndWhistle),
    "call off": lambda w: w.does(Role.STREET, settling.call_off, settling.CallOff, reason="下雨"),
    "wait": lambda w: (w.clock.move(hours=1), climb_unanswered(w.kernel)),
    "days": lambda w: (w.clock.move(days=3), tell_late_tasks(w.kernel)),
    "merge": lambda w: w.merge(),
    "work": lambda w: w.work_on(),
}  # fmt: skip


class Walk:
    """One whistle about one ticket."""

    def __init__(self, kernel, district, clock) -> None:
        self.kernel, self.district, self.clock = kernel, district, clock
        self.id = send_report(kernel, district, text="北门灯全灭了").ticket.id
        deliver_all(kernel)
        *called, self.later = (district.units[kind] for kind in CALLED)
        self.whistle = blows(kernel, district, ticket_of(kernel, self.id).number, units=tuple(called))

    def does(self, role, run, order, **more):
        does(self.kernel, self.district[role], run, order, self.whistle, **more)

    def party(self, unit=UnitKind.DEPARTMENT) -> WhistleParty:
        return party_of(self.kernel, self.whistle, self.district.units[unit])

    def of(self, kind, *where):
        with self.kernel.read() as session:
            return session.scalars(select(kind).where(kind.whistle_id == self.whistle.id, *where)).all()

    def guest(self):
        guests = self.of(WhistleParty, WhistleParty.guest_name.is_not(None))
        return guests[-1].id if guests else self.party().id

    def task(self):
        tasks = self.of(WhistleTask)
        return tasks[-1].id if tasks else self.whistle.id

    def rate(self):
        for party in self.of(WhistleParty, WhistleParty.unit_id.is_not(None)):
            self.does(Role.STREET, settling.rate, settling.RateParty, party=party.id, stars=4, words="来得快")

    def merge(self):
        target = send_report(self.kernel, self.district, text="北门灯灭了").ticket.id
        deliver_all(self.kernel)
        step(self.kernel, self.district[Role.OPERATOR], self.id, Action.MERGE, target_id=target)
        deliver_all(self.kernel)
        self.id = target

    def work_on(self):
        deliver_all(self.kernel)
        ticket = ticket_of(self.kernel, self.id)
        if ticket.is_open:
            role, action = NEXT.get(ticket.state, (Role.OPERATOR, Action.WORD))
            photos = (kept_photo(self.kernel),) if action in {Action.FEED_BACK, Action.PASS} else ()
            step(self.kernel, self.district[role], self.id, action, words="在办", photos=photos)

    def stands(self):
        """How far both have come: a refused act moves neither."""
        with self.kernel.read() as session:
            steps = select(func.count()).where(WhistleStep.whistle_id == self.whistle.id)
            return ticket_of(self.kernel, self.id).version, session.scalar(steps)


def hold_true(walk: Walk) -> None:
    """What must be so after every step."""
    whistle, tasks = now_of(walk.kernel, walk.whistle), walk.of(WhistleTask)
    over = whistle.state in {WhistleState.ENDED, WhistleState.CALLED_OFF}
    assert (whistle.ended_at is not None) == over
    assert not tasks or whistle.state in {WhistleState.SETTLED, WhistleState.ENDED}
    if whistle.state is WhistleState.ENDED:
        assert whistle.keeper
        assert all(task.done_at for task in tasks)
        assert all(party.stars for party in walk.of(WhistleParty, WhistleParty.unit_id.is_not(None)))
    if whistle.state is not WhistleState.BLOWN:
        assert not walk.of(WhistleParty, WhistleParty.climbs_at.is_not(None)), (
            "who came late is not waited for"
        )
    assert [row.ticket_id for row in walk.of(WhistleTicket)] == [walk.id], "it follows its ticket"
    ticket = ticket_of(walk.kernel, walk.id)
    assert not ticket.is_open or ticket.next_word_by is not None


def test_no_order_of_acts_breaks_the_whistle_or_holds_up_its_ticket(kernel, district, clock):
    taken: set[str] = set()

    @settings(max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    @given(acts=st.lists(st.sampled_from(sorted(ACTS)), min_size=3, max_size=10))
    @example(
        acts=[
            "wait",
            "answer",
            "sign in",
            "more",
            "guest",
            "revoke",
            "settle",
            "task",
            "days",
            "done",
            "rate",
            "end",
        ]
    )
    @example(acts=["settle", "task", "end", "done", "end", "rate", "end", "amend", "end", "rate", "end"])
    @example(acts=["work", "merge", "settle", "task", "work", "work", "work", "done"])
    @example(acts=["answer", "call off", "settle", "work", "work"])
    def walk_once(acts: list[str]) -> None:
        walk = Walk(kernel, district, clock)
        for act in acts:
            before = walk.stands()
            try:
                ACTS[act](walk)
            except Problem as refused:
                assert walk.stands() == before, act
                if act == "work":
                    raise AssertionError(f"work waited for a whistle: {refused.sentence}") from refused
            hold_true(walk)
        taken.update(one.action for one in walk.of(WhistleStep))

    walk_once()
    missing = {action.value for action in WhistleAction} - taken
    assert not missing, f"never walked: {missing}"

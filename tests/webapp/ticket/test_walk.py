"""Hypothesis walks the whole table: good steps and foolish ones, by everybody, with anything in hand.

Whether a step succeeds must be what the oracle says, which is written apart from the rules; a CHECK that is hit
would come up as an IntegrityError and fail the test.
"""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.webapp.ticket.invariants import check
from tests.webapp.ticket.oracle import AT_THE_UNIT, should_succeed
from tests.webapp.ticket.transcription import OPEN, TABLE
from tests.webapp.ticket.world import TEXTS, World
from webapp.access.actor import RULE, Actor
from webapp.access.records import Capacity
from webapp.access.role import Role
from webapp.base.clock import Limit, LimitUnit
from webapp.base.errors import Problem
from webapp.people.records import UnitKind
from webapp.ticket import participants
from webapp.ticket.advance import advance, load, note, take
from webapp.ticket.given import Given
from webapp.ticket.records import PhotoRole, Ticket
from webapp.ticket.words import Action, Gate, Kind

STEPS = sorted(set(TABLE) - {"report", "self_handle"})
ON = {
    "new": ["file"], "filed": ["dispatch", "dispatch", "answer"], "dispatched": ["accept", "return", "pass_up", "redispatch"],
    "accepted": ["start", "feed_back", "pass_up"], "handling": ["feed_back", "hang_up", "extend", "answer"],
    "hung_up": ["wake", "redispatch"], "fed_back": ["pass", "fail"], "passed": ["close"], "closed": ["end", "reopen"],
    "ended": ["reopen"], "refused": ["object"],
}  # fmt: skip
maybe = st.booleans()
HOW_LONG = [
    timedelta(minutes=-5),
    timedelta(minutes=30),
    timedelta(hours=20),
    timedelta(days=5),
    timedelta(days=400),
]


def a_machine(world: World, taken: Counter[str]) -> type[RuleBasedStateMachine]:
    """The machine for one database; `taken` counts the steps that succeeded over all walks."""

    class Walk(RuleBasedStateMachine):
        @initialize(
            text=st.sampled_from(sorted(TEXTS)), confidential=maybe, category=st.sampled_from(["lamp", "noise", None]),
            by_staff=maybe, settled=st.sampled_from([True, False, False, False]),
        )  # fmt: skip
        def begin(self, text, confidential, category, by_staff, settled):
            d = world.district
            worker = d[Role.GRID_WORKER] if by_staff else None
            if settled:
                kept = tuple(world.photo(role) for role in (PhotoRole.BEFORE, PhotoRole.AFTER))
                self.ticket_id, self.reporter = world.report(
                    "灯换好了", d[Role.GRID_WORKER], kind="self_handled", kept=kept
                )
            else:
                more = {
                    "category": category,
                    "confidential": confidential,
                    "kind": "patrol" if by_staff else "resident",
                }
                self.ticket_id, self.reporter = world.report(TEXTS[text], worker, **more)
            self.other_id, _ = world.report("楼道灯又不亮了", confidential=confidential)
            self.joiner = None
            taken["self_handle" if settled else "report"] += 1
            check(world, self.ticket_id)

        @rule(data=st.data())
        def go_on(self, data):
            """A step along the road, by one of those whose turn it is, with what it needs in hand."""
            ticket = world.ticket(self.ticket_id)
            ahead = ON.get(ticket.state.value)
            if ahead:
                name = data.draw(st.sampled_from(ahead), label="step")
                able = [actor for actor in self.able(name) if actor.unit_id == ticket.unit_id] or self.able(
                    name
                )
                self.do(data, name, able, ticket)

        @rule(data=st.data())
        def turn_off(self, data):
            """Any step that the table offers here, by somebody of the right role, with what it needs in hand."""
            ticket = world.ticket(self.ticket_id)
            offered = [name for name in STEPS if ticket.state.value in TABLE[name].sources]
            if offered:
                name = data.draw(st.sampled_from(offered), label="step")
                self.do(data, name, self.able(name), ticket)

        def able(self, name: str) -> list[Actor]:
            return [actor for actor in self.everybody() if actor.role.value in TABLE[name].who]

        def do(self, data, name: str, able: list[Actor], ticket: Ticket) -> None:
            self.make_ready(data, name, ticket)
            self.attempt(name, data.draw(st.sampled_from(able), label="by"), self.all_it_needs(data, name))

        @rule(data=st.data(), name=st.sampled_from(STEPS))
        def try_anything(self, data, name):
            """Any step, by anybody, with anything."""
            actor = data.draw(st.sampled_from(self.everybody()), label="by")
            self.attempt(name, actor, self.anything(data))

        @rule(
            span=st.sampled_from(
                [timedelta(minutes=10), timedelta(hours=3), timedelta(days=1), timedelta(days=9)]
            )
        )
        def time_passes(self, span):
            world.clock.moment += span

        @precondition(lambda self: world.ticket(self.ticket_id).state.value in AT_THE_UNIT)
        @rule(what=st.sampled_from(["extend", "hang_up"]), role=st.sampled_from([Role.PROPERTY, Role.STREET]))
        def somebody_asks(self, what, role):
            """The handling desk's fact: an asking, by the unit or by somebody of the street."""
            self.somebody_asks_now(what, role)
            check(world, self.ticket_id)

        def somebody_asks_now(self, what, role):
            with world.kernel.work(RULE) as work:
                by = world.person(role).person_id
                note(
                    work,
                    load(work, self.ticket_id),
                    f"ask_{what}",
                    asked=what,
                    asked_by=by,
                    asked_at=work.now,
                )

        def everybody(self) -> list[Actor]:
            return [*world.staff(), self.reporter, *([self.joiner] if self.joiner else [])]

        def make_ready(self, data, name, ticket: Ticket) -> None:
            """What higher desks do before a step: name a rechecker, open the gate, settle the callbacks."""
            if name in {"pass", "fail"}:
                for role in (Role.GRID_WORKER, Role.INSPECTOR):
                    with world.kernel.work(RULE) as work:
                        person = world.person(role).person_id
                        participants.add(work, load(work, ticket.id), Capacity.RECHECKS, person_id=person)
            if name == "close" and data.draw(maybe, label="gate"):
                with world.kernel.work(RULE) as work:
                    note(work, load(work, ticket.id), "met", meeting_gate=Gate.MET)
            if name == "pass_up":
                world.clock.moment = max(world.clock.now(), ticket.due)
            if name == "extend" and ticket.asked is None:
                self.somebody_asks_now("extend", Role.PROPERTY)
            if name == "end":
                with world.kernel.work(RULE) as work:
                    note(
                        work,
                        load(work, ticket.id),
                        "settled",
                        reporters_open=data.draw(st.sampled_from([0, 0, 1])),
                    )

        def all_it_needs(self, data, name) -> Given:
            now = world.kernel.clock.now()
            d = world.district
            units = [d.units[kind] for kind in (UnitKind.PROPERTY, UnitKind.DEPARTMENT, UnitKind.STREET)]
            given: dict = {"reason": "原因", "words": "给居民的话", "not_solved": True}
            if name in {"dispatch", "redispatch"}:
                given["unit_id"] = data.draw(st.sampled_from(units), label="unit")
                given["starts_afresh"] = name == "redispatch" and data.draw(maybe)
            if name in {"feed_back", "pass", "fail"}:
                given["photos"] = (world.photo(PhotoRole.AFTER),)
            if name == "correct":
                given["kind"] = data.draw(st.sampled_from(list(Kind)), label="kind")
                given["class_id"] = data.draw(st.sampled_from([None, *d.classes.values()]), label="class")
            if name == "file":
                given["class_id"] = d.classes["lamp"]
            if name == "hang_up":
                given["until"] = now + timedelta(days=20)
            if name == "refuse":
                given["referral"] = "热线 12345"
            if name == "merge":
                given["target_id"] = self.other_id
            return Given(**given)

        def anything(self, data) -> Given:
            now, d = world.kernel.clock.now(), world.district
            moment = st.sampled_from([None, None, None, *(now + span for span in HOW_LONG)])
            photo = data.draw(st.sampled_from([None, None, *PhotoRole]), label="photo")
            return Given(
                reason=data.draw(st.sampled_from([None, "原因"])), words=data.draw(st.sampled_from([None, "话"])),
                referral=data.draw(st.sampled_from([None, "热线"])), photos=(world.photo(photo),) if photo else (),
                unit_id=data.draw(st.sampled_from([None, *d.units.values()]), label="unit"),
                due=data.draw(moment, label="due"), until=data.draw(moment, label="until"),
                next_word_by=data.draw(moment, label="next word"),
                limit=data.draw(st.sampled_from([None, Limit(3, LimitUnit.CALENDAR_DAY)])),
                target_id=data.draw(st.sampled_from([None, self.other_id, self.ticket_id]), label="target"),
                kind=data.draw(st.sampled_from([None, *Kind])), starts_afresh=data.draw(maybe),
                about_unit=data.draw(st.sampled_from([None, None, True, False])),
                class_id=data.draw(st.sampled_from([None, *d.classes.values()]), label="class"),
                not_solved=data.draw(maybe), joined_before=data.draw(maybe),
            )  # fmt: skip

        def attempt(self, name: str, actor: Actor, given: Given) -> None:
            facts = world.facts(self.ticket_id, actor, name, given)
            wanted = should_succeed(name, facts)
            if name == "join":
                self.join(actor, given, wanted)
            else:
                self.step(name, actor, given, wanted, facts.ticket)
            check(world, self.ticket_id)
            if name == "merge":
                check(world, self.other_id)

        def step(self, name: str, actor: Actor, given: Given, wanted: bool, before: Ticket) -> None:
            refusal = None
            try:
                with world.kernel.work(actor) as work:
                    advance(work, self.ticket_id, Action(name), given)
            except Problem as problem:
                refusal = problem
            after = world.ticket(self.ticket_id)
            if refusal is not None:
                assert not wanted, f"{name} by {actor.role} was refused: {refusal.sentence}"
                assert (after.version, after.state) == (before.version, before.state)
                return
            assert wanted, f"{name} by {actor.role} should have been refused in {before.state}"
            taken[name] += 1
            assert after.version == before.version + 1
            assert after.state.value == (TABLE[name].target or before.state.value)

        def join(self, actor: Actor, given: Given, wanted: bool) -> None:
            """Joining goes by the report's road when it should succeed, so that there is a reporter more."""
            if wanted and actor.role is Role.RESIDENT:
                desk = world.person(
                    Role.OPERATOR
                )  # takes the call: at the door only some tickets can be joined
                _, self.joiner = world.report("我也遇到", desk, kind="phone", joins=self.ticket_id)
                taken["join"] += 1
                return
            joined = True
            try:
                with world.kernel.work(actor) as work:
                    take(work, work.session.get(Ticket, self.ticket_id), Action.JOIN, given)
            except Problem:
                joined = False
            assert joined == wanted, f"join by {actor.role}: {joined}, and not {wanted}"
            taken["join"] += joined

        def teardown(self):
            if hasattr(self, "ticket_id") and world.ticket(self.ticket_id).state.value in OPEN:
                check(world, self.ticket_id)

    return Walk


@pytest.mark.slow
def test_a_walk_of_any_steps_by_anybody_keeps_to_the_table(world):
    taken: Counter[str] = Counter()
    thorough = settings(
        max_examples=40, stateful_step_count=40, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck), phases=[Phase.generate],
    )  # fmt: skip
    run_state_machine_as_test(lambda: a_machine(world, taken)(), settings=thorough)
    missed = set(TABLE) - set(taken)
    assert len(missed) <= 5, (
        f"a walk that never takes {missed} is none; the steps it missed by chance are in test_every_step.py"
    )

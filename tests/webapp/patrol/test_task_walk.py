"""The table of visit tasks: whole, and unbroken whatever people do in whatever order."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.builders.patrol import plan, tasks, visits
from webapp.access.role import Role
from webapp.base.errors import Problem
from webapp.patrol.due import settle_missed
from webapp.patrol.library import SetActive, set_active
from webapp.patrol.lifecycle import VISIT_TASK, TaskAction, TaskNeed, TaskState
from webapp.patrol.oversight import GiveStreet, HandOverTask, give_street, hand_over_task
from webapp.patrol.planning import replan
from webapp.patrol.rules import NEEDS
from webapp.place.records import Street


def test_the_table_is_whole():
    assert VISIT_TASK.reachable([TaskState.PLANNED]) == frozenset(TaskState)
    assert set(VISIT_TASK.words) == set(TaskState)
    assert {step.action for step in VISIT_TASK.steps} == set(TaskAction)
    assert set(NEEDS) == set(TaskNeed)
    for state in TaskState:
        assert VISIT_TASK.reachable([state]) & {TaskState.DONE, TaskState.WITHDRAWN}


ACTS = ("plan", "visit", "late", "retire", "restore", "hand", "next day", "replan")


@pytest.mark.slow
def test_no_order_of_acts_breaks_a_task(kernel, patrol, district, clock):
    """Hypothesis walks the table: whatever people do in whatever order."""
    lead, chief, people = (
        district[Role.SHIFT_LEAD],
        district[Role.ADMINISTRATOR],
        (district[Role.INSPECTOR], district[Role.GRID_WORKER]),
    )
    with kernel.work(chief) as work:
        street = work.session.scalars(select(Street.id)).one()
        give_street(work, GiveStreet(person_id=people[1].person_id, street_id=street))
    clock.move(days=61)
    taken: set[TaskState] = set()

    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 4)), min_size=4, max_size=12))
    def walk(acts) -> None:
        for act, number in acts:
            before = {task.id: task.state for task in tasks(kernel)}
            try:
                do(act, number)
            except Problem:
                assert {task.id: task.state for task in tasks(kernel)} == before
            hold_true(before)

    def do(act: str, number: int) -> None:
        if act == "plan":
            plan(kernel)
        elif act == "visit":
            visits(kernel, people[number % 2], patrol, number)
        elif act == "late":
            at = clock.now() - timedelta(days=1)
            visits(
                kernel, people[number % 2], patrol, number, captured_at=at.isoformat(), sent_at=at.isoformat()
            )
        elif act in {"retire", "restore"}:
            with kernel.work(chief) as work:
                set_active(work, SetActive(point_id=patrol.points[number - 1], active=act == "restore"))
        elif act == "hand" and (
            open_ones := [task for task in tasks(kernel) if task.state is TaskState.PLANNED]
        ):
            with kernel.work(lead) as work:
                hand_over_task(
                    work, HandOverTask(task_id=open_ones[0].id, person_id=people[number % 2].person_id)
                )
        elif act == "replan":
            with kernel.work(lead) as work:
                replan(work)
        elif act == "next day":
            clock.move(days=1)
            settle_missed(kernel)

    def hold_true(before: dict) -> None:
        today = clock.now().date()
        for task in tasks(kernel):
            taken.add(task.state)
            assert (task.state is TaskState.DONE) == (task.visit_id is not None)
            assert (
                task.id not in before or before[task.id] is not TaskState.DONE or task.state is TaskState.DONE
            )
            assert task.state is not TaskState.MISSED or task.day < today
        open_ones = [(t.day, t.person_id, t.point_id) for t in tasks(kernel) if t.state is TaskState.PLANNED]
        assert len(open_ones) == len(set(open_ones))

    walk()
    assert taken == set(TaskState)

"""The only place that sets the state of a visit task."""

from collections.abc import Mapping
from typing import Any

from webapp.access.role import Permission
from webapp.base.work import Work
from webapp.patrol.lifecycle import VISIT_TASK, TaskAction, TaskState
from webapp.patrol.records import VisitTask
from webapp.patrol.rules import Facts, require_needs


def make_task(work: Work, facts: Facts, **values: Any) -> VisitTask:
    """Put a visit into somebody's day."""
    step = VISIT_TASK.step(TaskAction.PLAN)
    work.actor.require(Permission(step.permission))
    require_needs(TaskAction.PLAN, facts)
    task = VisitTask(state=TaskState.PLANNED, made_at=work.now, **values)
    work.session.add(task)
    return task


def check_in(task: VisitTask, facts: Facts, **values: Any) -> VisitTask:
    """A visit fulfils a task. Whoever carries the visit here need not patrol: the visit's person does (`facts`)."""
    return _step(task, TaskAction.CHECK_IN, facts, values)


def withdraw(task: VisitTask) -> VisitTask:
    """The point left the plan, so nobody needs to go; a consequence for whoever may keep the points."""
    return _step(task, TaskAction.WITHDRAW, Facts(), {})


def advance_task(work: Work, task: VisitTask, action: TaskAction, facts: Facts, **values: Any) -> VisitTask:
    """Take one step of the table: permission, state, needs, then the new state and values."""
    work.actor.require(Permission(VISIT_TASK.step(action).permission))
    return _step(task, action, facts, values)


def _step(task: VisitTask, action: TaskAction, facts: Facts, values: Mapping[str, Any]) -> VisitTask:
    target = VISIT_TASK.target(action, task.state)
    require_needs(action, facts)
    task.state = target
    for name, value in values.items():
        setattr(task, name, value)
    return task

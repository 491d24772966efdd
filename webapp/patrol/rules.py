"""What each need of the visit-task table means, and when a point is due. Pure."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.base.errors import Invalid
from webapp.patrol.lifecycle import VISIT_TASK, TaskAction, TaskNeed


@dataclass(frozen=True)
class Facts:
    """What a step of a visit task is judged by."""

    point_active: bool = True
    may_patrol: bool = True
    """Whether the person who goes (from now on) patrols and is still there."""
    person_id: uuid.UUID | None = None
    """Who goes from now on, or who was there."""
    planned_person_id: uuid.UUID | None = None
    first_person_id: uuid.UUID | None = None
    """Of a second visit: who made the first."""
    day: date | None = None
    today: date | None = None


NEEDS: Mapping[TaskNeed, tuple[Callable[[Facts], bool], str, str]] = {
    TaskNeed.POINT_ACTIVE: (lambda f: f.point_active, "point", "这个点位已经停用，不再排。"),
    TaskNeed.MAY_PATROL: (lambda f: f.may_patrol, "person_id", "这个人现在不管巡查，请换一位。"),
    TaskNeed.SOMEBODY_ELSE: (
        lambda f: f.first_person_id is None or f.first_person_id != f.person_id,
        "person_id", "再查一遍要换个人：第一次就是这位去的。",
    ),
    TaskNeed.THE_PLANNED_PERSON: (
        lambda f: f.person_id == f.planned_person_id, "person_id", "这个点今天排的是别人。",
    ),
    TaskNeed.DAY_OVER: (
        lambda f: f.day is not None and f.today is not None and f.day < f.today, "day", "这一天还没过完。",
    ),
}  # fmt: skip


def require_needs(action: TaskAction, facts: Facts) -> None:
    """`Invalid` with the sentences of the needs that are not met."""
    short = [NEEDS[TaskNeed(need)] for need in VISIT_TASK.step(action).needs]
    unmet = {field: sentence for met, field, sentence in short if not met(facts)}
    if unmet:
        raise Invalid(unmet)


def due_after(moment: datetime, cycle_days: int) -> datetime:
    """Until when a point is to be visited again."""
    return moment + timedelta(days=cycle_days)

"""The plan of a day: written as tasks, thrown away and made anew, counted as missed when the day is over."""

import math
import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.clock import CHINA
from webapp.base.work import Work
from webapp.catalogue.settings import in_force
from webapp.patrol.advance import advance_task, make_task
from webapp.patrol.day import REVISIT_WITHIN, Numbered, read_day
from webapp.patrol.lifecycle import TaskAction, TaskState
from webapp.patrol.plan import Stop, plan_day
from webapp.patrol.records import VisitTask, Why
from webapp.patrol.rules import Facts

BATCH = 500


def plan_today(work: Work) -> int:
    """Plan today for everybody who has no plan yet; returns how many stops. The same day is planned the same way."""
    work.actor.require(Permission.SUPERVISE_PATROL)
    day = work.now.astimezone(CHINA).date()
    settings = in_force(work.session, work.kernel.clock)
    known = read_day(
        work.session, work.now, day, int(settings["patrol_visits"]), int(settings["patrol_ahead_days"])
    )
    share = int(settings["patrol_second_percent"]) / 100
    walks = plan_day(
        known.candidates, known.walkers, known.revisits, seed=f"{work.kernel.secret}:{day}",
        revisit_count=math.ceil(share * len(known.revisits) / REVISIT_WITHIN.days),
    )  # fmt: skip
    for walker, walk in walks.items():
        _write(work, day, known, known.people[walker], walk)
    if any(walks.values()):
        work.doing("patrol.plan")
    return sum(map(len, walks.values()))


def _write(work: Work, day: date, known: Numbered, person_id: uuid.UUID, walk: Sequence[Stop]) -> None:
    for order, stop in enumerate(walk, start=1):
        first = known.visits[stop.second_of] if stop.second_of is not None else None
        why = Why.SECOND if first else Why.OVERDUE if stop.overdue else Why.DUE
        facts = Facts(person_id=person_id, first_person_id=first.person_id if first else None)
        make_task(
            work, facts, day=day, person_id=person_id, point_id=known.points[stop.point], why=why, place_in_order=order,
            distance_m=stop.distance_m, second_of=first.id if first else None,
        )  # fmt: skip


def replan(work: Work) -> int:
    """Throw away what nobody has done yet of today's plan and plan anew for those who have nothing left."""
    work.actor.require(Permission.SUPERVISE_PATROL)
    day = work.now.astimezone(CHINA).date()
    standing = select(VisitTask).where(VisitTask.day == day, VisitTask.state == TaskState.PLANNED)
    for task in work.session.scalars(standing):
        advance_task(work, task, TaskAction.WITHDRAW, Facts())
    return plan_today(work)


def mark_missed(work: Work) -> int:
    """What was planned for a day that is over and not done; a visit that arrives late still counts."""
    today = work.now.astimezone(CHINA).date()
    late = select(VisitTask).where(VisitTask.state == TaskState.PLANNED, VisitTask.day < today)
    rows = work.session.scalars(late.limit(BATCH)).all()
    for task in rows:
        advance_task(work, task, TaskAction.MISS, Facts(day=task.day, today=today))
    if rows:
        work.doing("patrol.mark_missed")
    return len(rows)

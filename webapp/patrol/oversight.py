"""The supervisor's acts: 看过了 about what did not fit, and another person for a planned visit."""

import uuid

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, MaybeWords
from webapp.base.work import Work
from webapp.patrol.advance import advance_task
from webapp.patrol.day import PATROLLING
from webapp.patrol.evidence import Flag
from webapp.patrol.lifecycle import TaskAction
from webapp.patrol.records import Beat, Visit, VisitTask
from webapp.patrol.rules import Facts
from webapp.patrol.scope import tasks_seen, visits_seen
from webapp.people.records import Person
from webapp.place.records import Street

LONGEST_WORDS = 200


class LookAtVisit(Command):
    """看过了: what does not fit has been looked into; words if there is something to say."""

    visit_id: uuid.UUID
    words: MaybeWords = ""


class HandOverTask(Command):
    """换人去."""

    task_id: uuid.UUID
    person_id: uuid.UUID


class GiveStreet(Command):
    """谁走哪个街道; without a street an inspector may be sent anywhere, anybody else stays at home."""

    person_id: uuid.UUID
    street_id: uuid.UUID | None = None


def add_flag(work: Work, visit: Visit, flag: Flag) -> None:
    """Something that was noticed later; a visit that was looked at already is shown again."""
    if flag not in visit.flags:
        work.doing("patrol.flag")
        visit.flags = [*visit.flags, flag.value]
        visit.flagged, visit.looked_at = True, None


def look_at_visit(work: Work, order: LookAtVisit) -> Visit:
    """Note that somebody above looked into a flagged visit; never by the one who made it."""
    work.actor.require(Permission.SUPERVISE_PATROL)
    wanted = select(Visit).where(Visit.id == order.visit_id, visits_seen(work.actor))
    visit = work.session.scalars(wanted.with_for_update()).first()
    if visit is None:
        raise NotFound("没有这次检查，或者它不归您看。")
    if not visit.flagged:
        raise Invalid({"words": "这次检查没有要看的疑点。"})
    if len(order.words) > LONGEST_WORDS:
        raise Invalid({"words": f"太长了，最多 {LONGEST_WORDS} 个字。"})
    work.doing("patrol.look")
    visit.looked_at, visit.looked_by, visit.looked_words = work.now, work.actor.person_id, order.words or None
    return visit


def hand_over_task(work: Work, order: HandOverTask) -> VisitTask:
    """Send somebody else to a planned visit."""
    wanted = select(VisitTask).where(VisitTask.id == order.task_id, tasks_seen(work.actor))
    task = work.session.scalars(wanted.with_for_update()).first()
    if task is None:
        raise NotFound("没有这项巡查任务，或者它不归您排。")
    person = work.session.get(Person, order.person_id)
    first = work.session.get(Visit, task.second_of) if task.second_of else None
    facts = Facts(
        may_patrol=person is not None and person.active and person.role in PATROLLING,
        person_id=order.person_id, first_person_id=first.person_id if first else None,
    )  # fmt: skip
    twice = select(VisitTask.id).where(
        VisitTask.day == task.day, VisitTask.point_id == task.point_id, VisitTask.person_id == order.person_id
    )
    if work.session.scalars(twice).first() is not None:
        raise Invalid({"person_id": "这个点今天已经排给这个人了。"})
    work.doing("patrol.hand_over")
    return advance_task(work, task, TaskAction.HAND_OVER, facts, person_id=order.person_id)


def give_street(work: Work, order: GiveStreet) -> None:
    """Put somebody on the patrol of a street, or take them off; today's plan stays as it is."""
    work.actor.require(Permission.MANAGE_POINTS)
    person = work.session.get(Person, order.person_id)
    if person is None or person.role not in PATROLLING:
        raise Invalid({"person_id": "只有考察员和网格员可以排巡查。"})
    if order.street_id is not None and work.session.get(Street, order.street_id) is None:
        raise Invalid({"street_id": "没有这个街道，请重新选。"})
    work.doing("patrol.give_street")
    beat = work.session.get(Beat, order.person_id)
    if order.street_id is None:
        if beat is not None:
            work.session.delete(beat)
    elif beat is None:
        work.session.add(Beat(person_id=order.person_id, street_id=order.street_id))
    else:
        beat.street_id = order.street_id

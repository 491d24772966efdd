"""Last week's review in the demonstration: three typical tickets, what was found, two measures, minutes."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from webapp.access.actor import Actor
from webapp.access.signed_in import actor_of
from webapp.admin.demo.teller import follow
from webapp.base.clock import CHINA
from webapp.base.work import Kernel
from webapp.people.records import Person
from webapp.review.causes import Cause
from webapp.review.commands import (
    HoldReview,
    NoteCase,
    PickTicket,
    PlanReview,
    hold_review,
    note_case,
    pick_ticket,
    plan_review,
)
from webapp.review.measures import AddMeasure, FulfilMeasure, add_measure, fulfil
from webapp.review.minutes import WriteUp, write_up
from webapp.ticket.queries import readable
from webapp.ticket.records import Ticket

FOUND = (
    ("返工了才办好", Cause.NOT_SOLVED, "没到晚上去看就报办结，居民说不行才又去。", "路灯的事，天黑以后看过才能报办结。"),
    ("居民催了两次", Cause.NO_CONTACT, "活儿早干完了，没人告诉居民。", "办完当天给居民回一句话。"),
    ("第一次就办好了", Cause.EXAMPLE, "先见面、再动手，一次办好，居民满意。", ""),
)  # fmt: skip


def write_review(kernel: Kernel) -> None:
    """The street held it this week about the last one; one measure is done, one is still to do."""
    with kernel.read() as session:
        street, firm = (
            actor_of(session.scalars(select(Person).where(Person.account == account)).one())
            for account in ("jiedao", "wuye")
        )
        query = select(Ticket.number).where(readable(street), Ticket.closed_at.is_not(None))
        order = (Ticket.reworked.desc(), Ticket.reopened.desc(), Ticket.sort)
        numbers = list(session.scalars(query.order_by(*order).limit(len(FOUND))))
    review_id = _held(kernel, street, numbers)
    today = kernel.clock.now().astimezone(CHINA).date()
    for owner, what, days in (
        (firm, "把五栋楼道灯的线路查一遍，列个单子", 3), (street, "把新规矩发到各物业群里", 1),
    ):  # fmt: skip
        measure = AddMeasure(
            id=uuid.uuid4(), review_id=review_id, what=what, owner=owner.person_id, due=today + timedelta(days=days)
        )  # fmt: skip
        with kernel.work(street) as work:
            add_measure(work, measure)
            if owner is street:
                fulfil(work, FulfilMeasure(measure_id=measure.id, words="发了，七家都回了收到"))
    with kernel.work(street) as work:
        write_up(work, WriteUp(review_id=review_id))
    follow(kernel)


def _held(kernel: Kernel, street: Actor, numbers: list[str]) -> uuid.UUID:
    last_week = kernel.clock.now().astimezone(CHINA).date() - timedelta(days=7)
    plan = PlanReview(id=uuid.uuid4(), week=last_week)
    with kernel.work(street) as work:
        plan_review(work, plan)
        for number, (why, cause, wrong, rule) in zip(numbers, FOUND, strict=False):
            case = pick_ticket(work, PickTicket(id=uuid.uuid4(), review_id=plan.id, number=number, why=why))
            note_case(work, NoteCase(review_id=plan.id, case=case.id, cause=cause, wrong=wrong, rule=rule))
        summary = "没解决的不许报办结；办完当天回话。两条都从下周一起。"
        hold_review(work, HoldReview(review_id=plan.id, summary=summary, people="街道、三个社区、各物业"))
    return plan.id

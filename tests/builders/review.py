"""Weekly reviews as a street holds them."""

import uuid
from datetime import timedelta
from typing import Any

from tests.builders.district import District
from tests.builders.report import deliver_all
from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.review import commands, measures, minutes
from webapp.review.records import Review, ReviewCase, ReviewMeasure


def does(kernel: Kernel, actor: Actor, run: Any, order: type[Any], **given: Any) -> Any:
    """One act, in a work of its own."""
    with kernel.work(actor) as work:
        return run(work, order(**given))


def plans(kernel: Kernel, district: District, **more: Any) -> Review:
    """The street plans the review of this week."""
    given = {"id": uuid.uuid4(), "week": kernel.clock.now().date()} | more
    made: Review = does(kernel, district[Role.STREET], commands.plan_review, commands.PlanReview, **given)
    return made


def picks(kernel: Kernel, district: District, review: Review, number: str, **more: Any) -> ReviewCase:
    """The street picks a ticket."""
    given = {"id": uuid.uuid4(), "review_id": review.id, "number": number} | more
    made: ReviewCase = does(kernel, district[Role.STREET], commands.pick_ticket, commands.PickTicket, **given)
    return made


def notes(kernel: Kernel, district: District, case: ReviewCase, **more: Any) -> ReviewCase:
    """The street writes down what was found."""
    given = {
        "review_id": case.review_id, "case": case.id, "cause": "comes_back", "wrong": "灯换了三次，没查线路", "rule": "同一处报三次，先查线路",
    } | more  # fmt: skip
    made: ReviewCase = does(kernel, district[Role.STREET], commands.note_case, commands.NoteCase, **given)
    return made


def measures_for(
    kernel: Kernel, district: District, review: Review, person: Actor, **more: Any
) -> ReviewMeasure:
    """The street gives somebody a measure, for three days from now."""
    due = kernel.clock.now().date() + timedelta(days=3)
    given = {"id": uuid.uuid4(), "review_id": review.id, "what": "查一遍这栋的线路", "owner": person.person_id, "due": due} | more  # fmt: skip
    made: ReviewMeasure = does(
        kernel, district[Role.STREET], measures.add_measure, measures.AddMeasure, **given
    )
    return made


def holds_review(kernel: Kernel, district: District, review: Review, **more: Any) -> Review:
    """The street held it."""
    given = {"review_id": review.id, "summary": "三次以上的先查根子", "people": "街道、物业"} | more
    made: Review = does(kernel, district[Role.STREET], commands.hold_review, commands.HoldReview, **given)
    return made


def lived_review(kernel: Kernel, district: District, number: str) -> tuple[Review, ReviewMeasure]:
    """A review that was held, with a case, a measure and minutes."""
    review = plans(kernel, district)
    notes(kernel, district, picks(kernel, district, review, number, why="报了三次"))
    measure = measures_for(kernel, district, review, district[Role.PROPERTY])
    holds_review(kernel, district, review)
    does(kernel, district[Role.STREET], minutes.write_up, minutes.WriteUp, review_id=review.id)
    deliver_all(kernel)
    return review, measure

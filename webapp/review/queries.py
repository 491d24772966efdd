"""Reviews as pages ask for them: the list of a street, one whole, what a form may offer."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.base.clock import CHINA, Lamp
from webapp.catalogue.records import MatterClass
from webapp.people.records import Person, Unit
from webapp.review.causes import CAUSE_WORDS
from webapp.review.lifecycle import OPEN, REVIEW, WORDS, ReviewState
from webapp.review.records import Review, ReviewCase, ReviewMeasure
from webapp.review.rules import monday_of, week_words
from webapp.review.scope import within_reach
from webapp.ticket.records import Ticket

MOST = 60
SOON = timedelta(days=2)


@dataclass(frozen=True)
class ReviewLine:
    """A review as a line of the list."""

    id: uuid.UUID
    week: str
    street: str
    state: ReviewState
    state_words: str
    cases: int
    noted: int
    measures: int
    undone: int
    late: int


@dataclass(frozen=True)
class CaseView:
    """A picked ticket with what was found. The place is the compound only: minutes are passed round."""

    id: uuid.UUID
    ticket_id: uuid.UUID
    number: str
    class_name: str
    place: str
    unit_id: uuid.UUID | None
    unit: str
    why: str
    cause: str
    cause_code: str
    wrong: str
    rule: str


@dataclass(frozen=True)
class MeasureView:
    """A measure: what, who, by which day, and how it stands."""

    id: uuid.UUID
    what: str
    owner: str
    due: date
    lamp: Lamp
    done_at: datetime | None
    done: str
    words: str
    """How it stands, in words: 办到了, 超期没办, 在办."""


@dataclass(frozen=True)
class ReviewView:
    """One review with everything on its page; `actions` are the steps that its reader may take now."""

    id: uuid.UUID
    week: str
    street: str
    state: ReviewState
    state_words: str
    held_at: datetime | None
    people: str
    summary: str
    cases: tuple[CaseView, ...]
    measures: tuple[MeasureView, ...]
    actions: frozenset[str]
    minutes_at: datetime | None
    minutes_wait: bool
    """Whether they were asked for and are not made yet."""


def reviews(session: Session, actor: Actor) -> tuple[ReviewLine, ...]:
    """The newest reviews in scope: a year and more of one street."""
    rows = session.scalars(
        select(Review).where(within_reach(actor)).order_by(Review.week.desc(), Review.id).limit(MOST)
    ).all()
    ids = [row.id for row in rows]
    cases = {
        one: (count, noted)
        for one, count, noted in session.execute(
            select(ReviewCase.review_id, func.count(), func.count(ReviewCase.cause))
            .where(ReviewCase.review_id.in_(ids))
            .group_by(ReviewCase.review_id)
        )
    }
    late = case((ReviewMeasure.done_at.is_(None) & ReviewMeasure.late_at.is_not(None), 1), else_=0)
    done = {
        one: (count, finished, behind)
        for one, count, finished, behind in session.execute(
            select(ReviewMeasure.review_id, func.count(), func.count(ReviewMeasure.done_at), func.sum(late))
            .where(ReviewMeasure.review_id.in_(ids))
            .group_by(ReviewMeasure.review_id)
        )
    }
    return tuple(_line(row, cases.get(row.id, (0, 0)), done.get(row.id, (0, 0, 0))) for row in rows)


def _line(row: Review, cases: tuple[int, int], measures: tuple[int, int, int]) -> ReviewLine:
    return ReviewLine(
        id=row.id, week=week_words(row.week), street=row.unit.name, state=row.state, state_words=WORDS[row.state],
        cases=cases[0], noted=cases[1], measures=measures[0], undone=measures[0] - measures[1], late=int(measures[2]),
    )  # fmt: skip


def review_view(session: Session, actor: Actor, row: Review, now: datetime) -> ReviewView:
    """The whole of a review that is in scope."""
    steps = REVIEW.allowed(row.state) if row.unit_id == actor.unit_id else ()
    asked, made = row.minutes_asked_at, row.minutes_at
    return ReviewView(
        id=row.id, week=week_words(row.week), street=row.unit.name, state=row.state, state_words=WORDS[row.state],
        held_at=row.held_at, people=row.people or "", summary=row.summary or "", cases=cases_of(session, row.id),
        measures=tuple(measure_view(one, now) for one in _measures(session, row.id)),
        actions=frozenset(str(step.action) for step in steps if actor.may(Permission(step.permission))),
        minutes_at=made, minutes_wait=asked is not None and (made is None or made < asked),
    )  # fmt: skip


def cases_of(session: Session, review_id: uuid.UUID) -> tuple[CaseView, ...]:
    """The picked tickets of a review, as they were picked."""
    query = (
        select(ReviewCase, Ticket, MatterClass.name, Unit.name)
        .join(Ticket, Ticket.id == ReviewCase.ticket_id)
        .outerjoin(MatterClass, MatterClass.id == Ticket.class_id)
        .outerjoin(Unit, Unit.id == ReviewCase.unit_id)
        .where(ReviewCase.review_id == review_id)
        .order_by(ReviewCase.sort)
    )
    return tuple(case_view(*row) for row in session.execute(query))


def case_view(row: ReviewCase, ticket: Ticket, class_name: str | None, unit: str | None) -> CaseView:
    """A case with the names that a page shows."""
    return CaseView(
        id=row.id, ticket_id=row.ticket_id, number=ticket.number, class_name=class_name or "未定类",
        place=ticket.coarse_words, unit_id=row.unit_id, unit=unit or "还没派", why=row.why or "", cause=CAUSE_WORDS[row.cause] if row.cause else "",
        cause_code=row.cause or "", wrong=row.wrong or "", rule=row.rule or "",
    )  # fmt: skip


def _measures(session: Session, review_id: uuid.UUID) -> Iterable[ReviewMeasure]:
    query = select(ReviewMeasure).where(ReviewMeasure.review_id == review_id)
    return session.scalars(query.order_by(ReviewMeasure.made_at, ReviewMeasure.id)).all()


def measure_view(row: ReviewMeasure, now: datetime) -> MeasureView:
    """A measure as it stands: red once its day is past, yellow two days before."""
    today = now.astimezone(CHINA).date()
    late = row.done_at is None and row.due < today
    soon = row.done_at is None and row.due - today <= SOON
    words = "办到了" if row.done_at else "超期没办" if late else "在办"
    return MeasureView(
        id=row.id, what=row.what, owner=name_of(row.owner), due=row.due,
        lamp=Lamp.RED if late else Lamp.YELLOW if soon else Lamp.GREEN, done_at=row.done_at, done=row.done_words or "",
        words=f"{words}：{row.done_words}" if row.done_words else words,
    )  # fmt: skip


def name_of(person: Person) -> str:
    """A person with the unit, for choices and lists."""
    return f"{person.name}（{person.unit.name}）"


def open_reviews(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The reviews of this street that still take tickets, newest first, as choices of a form."""
    query = select(Review).where(within_reach(actor), Review.state.in_(OPEN)).order_by(Review.week.desc())
    return [(str(row.id), week_words(row.week)) for row in session.scalars(query.limit(MOST))]


def weeks_to_plan(session: Session, actor: Actor, now: datetime) -> list[tuple[str, str]]:
    """The last weeks that have no review of this street yet, this one first, as choices of a form."""
    this = monday_of(now.astimezone(CHINA).date())
    weeks = [this - timedelta(weeks=back) for back in range(5)]
    held = set(session.scalars(select(Review.week).where(within_reach(actor), Review.week.in_(weeks))))
    return [(week.isoformat(), week_words(week)) for week in weeks if week not in held]

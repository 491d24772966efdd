"""Standards in force from a day on: a new limit, a case more, the end of one. The past keeps what it had."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.role import Permission
from webapp.base.clock import CHINA, Limit, LimitUnit
from webapp.base.database import new_id
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, MaybeWords
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass, Standard
from webapp.catalogue.words import LimitValue

ONE_DAY = timedelta(days=1)
IN_THE_PAST = "只能从今天或以后开始；过去的日子按当时的标准。"


def _day_of(typed: object) -> object:
    if isinstance(typed, str):
        try:
            return date.fromisoformat(typed.strip())
        except ValueError:
            raise ValueError("日期看不懂，请重新选。") from None
    return typed


Day = Annotated[date, BeforeValidator(_day_of)]
Condition = Annotated[MaybeWords, StringConstraints(max_length=80)]


class SetStandard(Command):
    """定一条标准: how long a case of a class may take from a day on, today when left out."""

    class_id: uuid.UUID
    condition: Condition = ""
    limit_value: LimitValue
    limit_unit: LimitUnit
    closing: Annotated[MaybeWords, StringConstraints(max_length=120)] = ""
    since: Day | None = None
    is_default: bool = False
    example: bool = False


class EndStandard(Command):
    """停一条标准: its last day, today when left out."""

    class_id: uuid.UUID
    condition: Condition = ""
    last: Day | None = None


@dataclass(frozen=True)
class Saying:
    """What a standard says, apart from its days."""

    limit: Limit
    closing: str = ""
    example: bool = False


def set_standard(work: Work, order: SetStandard) -> Standard:
    """Put a standard in force from a day on, not in the past; the one before it ends the day before."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    if work.session.get(MatterClass, order.class_id) is None:
        raise NotFound("没有这个类别。")
    since = order.since or today_of(work)
    if since < today_of(work):
        raise Invalid({"since": IN_THE_PAST})
    if (
        order.is_default
        and since > today_of(work)
        and _others(work.session, order.class_id, order.condition, since)
    ):
        raise Invalid({"is_default": "没说情形时按哪一条，只能从今天起改。"})
    work.doing("standard.set")
    saying = Saying(Limit(order.limit_value, order.limit_unit), order.closing, order.example)
    return put_standard(work.session, order.class_id, order.condition, saying, since, order.is_default)


def end_standard(work: Work, order: EndStandard) -> Standard:
    """End a case of a class; what was to follow it later is taken back. The last default cannot be ended."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    last = order.last or today_of(work)
    rows = _line(work.session, order.class_id, order.condition)
    standing = next(
        (row for row in rows if row.valid_from <= last and (row.valid_to is None or row.valid_to >= last)),
        None,
    )
    if standing is None:
        raise Invalid({"last": "那一天没有这条标准。"})
    if last < today_of(work):
        raise Invalid({"last": "只能到今天或以后为止；过去的日子按当时的标准。"})
    if standing.is_default and _others(work.session, order.class_id, order.condition, last):
        raise Invalid({"last": "没说情形的工单按这一条算，先把别的情形设成「没说情形时按它」。"})
    work.doing("standard.end")
    standing.valid_to = last
    for row in rows:
        if row.valid_from > last:
            work.session.delete(row)
    return standing


def put_standard(
    session: Session, class_id: uuid.UUID, condition: str, saying: Saying, since: date, is_default: bool = False
) -> Standard:  # fmt: skip
    """One case of a class from a day on. The first case that a class is given is its default; a later one becomes it.

    Said again for the same day it is put right, and what is planned for later stays.
    """
    rows = _line(session, class_id, condition)
    others = _others(session, class_id, condition, since)
    is_default = (
        is_default or any(row.is_default for row in rows) or not any(row.is_default for row in others)
    )
    later = [row for row in rows if row.valid_from > since]
    before = next((row for row in reversed(rows) if row.valid_from < since), None)
    found = next((row for row in rows if row.valid_from == since), None)
    if before is not None and (before.valid_to is None or before.valid_to >= since):
        before.valid_to = since - ONE_DAY
    if found is None:
        found = Standard(id=new_id(), class_id=class_id, condition=condition, valid_from=since)
        session.add(found)
    found.limit_value, found.limit_unit = saying.limit.value, saying.limit.unit
    found.closing, found.example = saying.closing, saying.example
    found.valid_to = later[0].valid_from - ONE_DAY if later else None
    for row in (found, *later):
        row.is_default = is_default
    if is_default:
        for row in others:
            row.is_default = False
    return found


def standing_on(session: Session, class_id: uuid.UUID, condition: str, day: date) -> Standard | None:
    """The standard of one case of a class as it is in force on a day."""
    rows = _line(session, class_id, condition)
    return next(
        (row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)), None
    )


def today_of(work: Work) -> date:
    """The day in China."""
    return work.now.astimezone(CHINA).date()


def _line(session: Session, class_id: uuid.UUID, condition: str) -> Sequence[Standard]:
    """All rows of one case, in the order of their days."""
    of_case = (Standard.class_id == class_id, Standard.condition == condition)
    return session.scalars(select(Standard).where(*of_case).order_by(Standard.valid_from)).all()


def _others(session: Session, class_id: uuid.UUID, condition: str, day: date) -> Sequence[Standard]:
    """The rows of the other cases that are in force on a day or later."""
    others = (Standard.class_id == class_id, Standard.condition != condition)
    standing = Standard.valid_to.is_(None) | (Standard.valid_to >= day)
    return session.scalars(select(Standard).where(*others, standing)).all()

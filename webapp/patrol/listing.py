"""The point library as a list: searched, filtered, page by page along the code."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.patrol.records import Point, PointType
from webapp.patrol.scope import points_seen
from webapp.place.letters import letters
from webapp.place.records import Street

SIZE = 50


class View(StrEnum):
    """Which points are shown."""

    ACTIVE = "active"
    OVERDUE = "overdue"
    UNCOVERED = "uncovered"
    COVERED = "covered"
    RETIRED = "retired"
    ANY = "any"


VIEW_WORDS = {
    View.ACTIVE: "在用", View.OVERDUE: "已超期", View.UNCOVERED: "本周期还没去", View.COVERED: "本周期去过了",
    View.RETIRED: "已停用", View.ANY: "全部",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a list is asked for."""

    view: View = View.ACTIVE
    typed: str = ""
    type_code: str = ""
    street_code: str = ""
    after: str = ""


@dataclass(frozen=True)
class PointRow:
    """A point as a line of the list."""

    id: uuid.UUID
    code: str
    name: str
    type_name: str
    street: str
    words: str
    visited_at: datetime | None
    due_at: datetime
    overdue: bool
    active: bool
    located: bool


@dataclass(frozen=True)
class PointPage:
    """Some rows, and the code after which the next ones stand; empty at the end."""

    rows: Sequence[PointRow]
    after: str


def list_points(session: Session, actor: Actor, asked: Asked, now: datetime) -> PointPage:
    """A page of points by code; one row more is read to know whether there is another page."""
    found = session.execute(points_query(actor, asked, now).order_by(Point.code).limit(SIZE + 1)).all()
    rows = [_row(*row, now=now) for row in found[:SIZE]]
    return PointPage(rows, rows[-1].code if len(found) > SIZE else "")


def points_query(actor: Actor, asked: Asked, now: datetime) -> Select[Point, PointType, Street]:
    """The points that are asked for, in the actor's scope."""
    return points_asked(asked, now).where(points_seen(actor))


def points_asked(asked: Asked, now: datetime) -> Select[Point, PointType, Street]:
    """The points that are asked for, whoever asks."""
    query = (
        select(Point, PointType, Street)
        .join(PointType, PointType.id == Point.type_id)
        .join(Street, Street.id == Point.street_id)
        .where(_in_view(asked.view, now))
    )
    if asked.type_code:
        query = query.where(PointType.code == asked.type_code)
    if asked.street_code:
        query = query.where(Street.code == asked.street_code)
    for part in asked.typed.split():
        query = query.where(_means(part))
    return query.where(Point.code > asked.after) if asked.after else query


def _in_view(view: View, now: datetime) -> ColumnElement[bool]:
    covered = Point.visited_at.is_not(None) & (Point.due_at > now)
    return {
        View.ACTIVE: Point.active.is_(True), View.OVERDUE: Point.active & (Point.due_at <= now),
        View.UNCOVERED: Point.active & ~covered,
        View.COVERED: Point.active & covered, View.RETIRED: Point.active.is_(False), View.ANY: true(),
    }[view]  # fmt: skip


def _means(part: str) -> ColumnElement[bool]:
    either: list[ColumnElement[bool]] = [
        column.contains(part, autoescape=True) for column in (Point.name, Point.words, Point.code)
    ]
    if part.isascii() and letters(part):
        either.append(Point.letters.contains(letters(part), autoescape=True))
    return or_(*either)


def _row(point: Point, kind: PointType, street: Street, now: datetime) -> PointRow:
    return PointRow(
        point.id, point.code, point.name, kind.name, street.name, point.words, point.visited_at, point.due_at,
        point.active and point.due_at <= now, point.active, point.lng is not None,
    )  # fmt: skip


def types_known(session: Session) -> Sequence[tuple[str, str]]:
    """(code, name) of all types."""
    rows = session.execute(select(PointType.code, PointType.name).order_by(PointType.code))
    return [(code, name) for code, name in rows]


def streets_known(session: Session) -> Sequence[tuple[str, str]]:
    """(code, name) of all streets."""
    return [
        (code, name) for code, name in session.execute(select(Street.code, Street.name).order_by(Street.code))
    ]


def all_points(session: Session, actor: Actor, asked: Asked, now: datetime) -> Sequence[PointRow]:
    """Every point that is asked for, for a file."""
    found = session.execute(points_query(actor, asked, now).order_by(Point.due_at, Point.code))
    return [_row(*row, now=now) for row in found]

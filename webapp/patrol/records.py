"""The patrol library and what happens at its points."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, Document, new_id, only_where, word
from webapp.patrol.lifecycle import TaskState
from webapp.people.records import Person
from webapp.place.records import Community, Located, Street
from webapp.ticket.records import PhotoRole, PhotoState


class Outcome(StrEnum):
    """What a visit found: nothing against the whole checklist, or faults."""

    CLEAR = "clear"
    FAULTS = "faults"


class Why(StrEnum):
    """Why a point stands in a day's plan."""

    DUE = "due"
    OVERDUE = "overdue"
    SECOND = "second"


class PointType(Base):
    """点位类型 with the days within which each of its points is to be visited once."""

    __tablename__ = "point_type"
    __table_args__ = (CheckConstraint("cycle_days BETWEEN 1 AND 366", name="cycle_days"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    cycle_days: Mapped[int]


class Checklist(Base):
    """检查表: what to look at, by type; the highest version is in force, older ones stay with their visits."""

    __tablename__ = "checklist"
    __table_args__ = (UniqueConstraint("type_id", "version"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    type_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("point_type.id"))
    version: Mapped[int]
    items: Mapped[list[Any]] = mapped_column(Document)
    """[{code, words}] in the order in which they are asked."""
    made_at: Mapped[datetime]


class Point(Located, Base):
    """点位: a place on the patrol plan. Never deleted: one that is no longer visited is not active."""

    __tablename__ = "patrol_point"
    __table_args__ = (
        Index("ix_patrol_point_due", "due_at", **only_where("active")),
        Index("ix_patrol_point_cell", "cell"),
        Index("ix_patrol_point_street", "street_id", "code"),
        Index("ix_patrol_point_type", "type_id", "code"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """The district's own number of the point."""
    name: Mapped[str] = mapped_column(String(60))
    type_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("point_type.id"))
    type: Mapped[PointType] = relationship(lazy="joined")
    street_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("street.id"))
    street: Mapped[Street] = relationship(lazy="joined")
    community_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("community.id"))
    community: Mapped[Community | None] = relationship(lazy="select")
    words: Mapped[str] = mapped_column(String(120), default="")
    """Where it is, as people say it."""
    letters: Mapped[str] = mapped_column(String(120), default="")
    label: Mapped[str] = mapped_column(String(16), unique=True)
    """The random short code of the label that hangs there: scanning it shows that somebody was there."""
    active: Mapped[bool] = mapped_column(default=True)
    made_at: Mapped[datetime]
    visited_at: Mapped[datetime | None]
    due_at: Mapped[datetime]
    """Until when it is to be visited again: the last visit (or its making) and its type's cycle."""


class Beat(Base):
    """Who walks in which street. Inspectors without a row may be sent anywhere; others patrol only with a row."""

    __tablename__ = "patrol_beat"

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    street_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("street.id"))


class Round(Base):
    """一个人在岗的时间: it starts and ends. No position is kept but those of its visits (safety.md 9)."""

    __tablename__ = "patrol_round"
    __table_args__ = (
        Index("uq_patrol_round_open", "person_id", unique=True, **only_where("ended_at IS NULL")),
        Index("ix_patrol_round_started", "started_at"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(lazy="joined")
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Visit(Base):
    """到点检查: evidence, not proof; what does not fit is flagged for the supervisor, never refused."""

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_point", "point_id", "visited_at"),
        Index("ix_visit_person", "person_id", "visited_at"),
        Index("ix_visit_visited", "visited_at"),
        Index("ix_visit_received", "received_at"),
        Index("ix_visit_flagged", "visited_at", **only_where("flagged AND looked_at IS NULL")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    """Minted by the phone or the form."""
    point_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("patrol_point.id"))
    point: Mapped[Point | None] = relationship(lazy="select")
    point_code: Mapped[str] = mapped_column(String(40))
    """As sent: a point that is not known here any more keeps its visit."""
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="select")
    round_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("patrol_round.id"))
    checklist_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("checklist.id"))
    checklist_version: Mapped[int]
    items: Mapped[list[Any]] = mapped_column(Document)
    """[{code, ok, note?, report?}] as sent."""
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    words: Mapped[str] = mapped_column(Text, default="")
    scanned: Mapped[str | None] = mapped_column(String(200))
    place: Mapped[dict[str, Any] | None] = mapped_column(Document, info={"personal": True})
    """As sent, with its datum; forgotten with lng and lat after 90 days."""
    lng: Mapped[float | None] = mapped_column(info={"personal": True})
    lat: Mapped[float | None] = mapped_column(info={"personal": True})
    distance_m: Mapped[int | None]
    """From the point, rounded to metres; none when either place is unknown."""
    captured_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    visited_at: Mapped[datetime]
    """When it counts as done: the phone's moment, put right by the phone's own error."""
    skew_seconds: Mapped[float | None]
    device_hash: Mapped[str | None] = mapped_column(String(64))
    client: Mapped[str | None] = mapped_column(String(40))
    content_hash: Mapped[str] = mapped_column(String(64))
    flags: Mapped[list[Any]] = mapped_column(Document, default=list)
    """Words of evidence.Flag."""
    flagged: Mapped[bool] = mapped_column(default=False)
    looked_at: Mapped[datetime | None]
    looked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    looked_words: Mapped[str | None] = mapped_column(String(200))
    second_of: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"))
    """The visit of somebody else that this one repeats."""


class VisitFault(Base):
    """An item that did not pass, and the report that was sent about it."""

    __tablename__ = "visit_fault"
    __table_args__ = (UniqueConstraint("visit_id", "item"), Index("ix_visit_fault_report", "report_id"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"))
    item: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(Text, default="")
    report_id: Mapped[uuid.UUID | None]
    """Sent beside the visit and perhaps later than it; so no foreign key."""


class VisitPhoto(Base):
    """A photo of a visit: the bytes as sent stay private, only copies without metadata are served."""

    __tablename__ = "visit_photo"
    __audited__: ClassVar[bool] = False  # a part of an audited visit
    __table_args__ = (Index("ix_visit_photo_sha256", "sha256"),)

    visit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    """The phone's own; a visit edited and sent as new brings the same photos under the same ids."""
    role: Mapped[PhotoRole] = mapped_column(word(PhotoRole), default=PhotoRole.PROBLEM)
    state: Mapped[PhotoState] = mapped_column(word(PhotoState))
    place_in_order: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int]
    original_key: Mapped[str | None] = mapped_column(String(120))
    large_key: Mapped[str | None] = mapped_column(String(120))
    small_key: Mapped[str | None] = mapped_column(String(120))
    taken_at: Mapped[datetime | None]
    place: Mapped[dict[str, Any] | None] = mapped_column(Document, info={"personal": True})
    received_at: Mapped[datetime | None]
    refused_why: Mapped[str | None] = mapped_column(String(120))
    """The bytes came whole but are no photo; they are kept all the same."""


class VisitTask(Base):
    """A visit in somebody's plan of a day; its life is the table of lifecycle.py."""

    __tablename__ = "visit_task"
    __table_args__ = (
        Index("ix_visit_task_person", "person_id", "day", "place_in_order"),
        Index("ix_visit_task_day", "day", "state"),
        Index("ix_visit_task_point", "point_id", "day"),
        Index("uq_visit_task_planned", "day", "person_id", "point_id", unique=True, **only_where("state = 'planned'")),
        CheckConstraint("(state = 'done') = (visit_id IS NOT NULL)", name="done_with_visit"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    day: Mapped[date] = mapped_column(Date)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(lazy="select")
    point_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("patrol_point.id"))
    point: Mapped[Point] = relationship(lazy="select")
    why: Mapped[Why] = mapped_column(word(Why))
    place_in_order: Mapped[int]
    distance_m: Mapped[int]
    """From the stop before, in a straight line."""
    state: Mapped[TaskState] = mapped_column(word(TaskState), default=TaskState.PLANNED)
    visit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"))
    second_of: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("visit.id"))
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]

"""Units that answer for tickets and the persons who act for them."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, new_id, word


class UnitKind(StrEnum):
    """What a unit is; decides its clocks and what it may see."""

    DESK = "desk"
    PROPERTY = "property"
    DEPARTMENT = "department"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


class Unit(Base):
    """责任单位: an organisation that answers for tickets."""

    __tablename__ = "unit"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[UnitKind] = mapped_column(word(UnitKind))
    post: Mapped[str] = mapped_column(String(40), default="")
    """The post that answers, as residents read it (工程部值班); never a person's name."""
    bridge_phone: Mapped[str | None] = mapped_column(String(20))
    """The unit's own published number."""
    live: Mapped[bool] = mapped_column(default=True)


class Person(Base):
    """A member of staff with a sign-in and one role."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures"),
        Index("ix_person_unit", "unit_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    account: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    unit: Mapped[Unit] = relationship(lazy="joined")
    phone: Mapped[str | None] = mapped_column(String(20), info={"personal": True})
    password_hash: Mapped[str | None] = mapped_column(String(200), info={"personal": True})
    password_given: Mapped[bool] = mapped_column(default=False)
    """Somebody else made the password: the first sign-in changes it before anything else."""
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]


class Shift(Base):
    """当班: a stretch in which a person is at the dispatching desk; the verifying clock runs by it."""

    __tablename__ = "shift"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("begins < ends", name="begins"),
        Index("ix_shift_begins", "begins"),
        Index("ix_shift_person", "person_id", "begins"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    lead: Mapped[bool] = mapped_column(default=False)
    """Leads this shift."""
    begins: Mapped[datetime]
    ends: Mapped[datetime]


class Absence(Base):
    """请假: a person of the desk who is away, and who stands in for them, if anybody does."""

    __tablename__ = "absence"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("begins < ends", name="begins"),
        CheckConstraint("stand_in_id IS NULL OR stand_in_id <> person_id", name="stand_in"),
        Index("ix_absence_person", "person_id", "begins"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    stand_in_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    begins: Mapped[datetime]
    ends: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(60))

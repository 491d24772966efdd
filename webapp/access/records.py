"""Participation (who takes part in a ticket), link tokens, the tries of short codes and the sign-ins that ended."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, new_id, word
from webapp.people.records import Unit


class Capacity(StrEnum):
    """In what capacity a unit or person takes part."""

    HANDLES = "handles"
    HANDLED = "handled"
    TAKES_PART = "takes_part"
    WATCHES = "watches"
    FOUND = "found"
    RECHECKS = "rechecks"


class Participation(Base):
    """A unit or a person takes part in a ticket. Row access reads this table and nothing else."""

    __tablename__ = "participation"
    __audited__: ClassVar[bool] = False  # a consequence of an audited step
    __table_args__ = (
        Index("ix_participation_unit", "unit_id", "ticket_id", "capacity"),
        Index("ix_participation_person", "person_id", "ticket_id"),
        CheckConstraint("(unit_id IS NULL) <> (person_id IS NULL)", name="one_party"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    capacity: Mapped[Capacity] = mapped_column(word(Capacity))
    since: Mapped[datetime]


class FirmLink(Base):
    """`/w/<token>`: one unit's tickets by link. Reads at once; acts only when a named person has bound it."""

    __tablename__ = "firm_link"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True, info={"personal": True})
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), index=True)
    unit: Mapped[Unit] = relationship(lazy="joined")
    person_name: Mapped[str] = mapped_column(String(40))
    bind_code_hash: Mapped[str] = mapped_column(String(64), info={"personal": True})
    device_hash: Mapped[str | None] = mapped_column(String(64), info={"personal": True})
    made_at: Mapped[datetime]
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    expires_at: Mapped[datetime]
    bound_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class CodeTry(Base):
    """Wrong 4-digit codes of a ticket on a day (safety.md 6: five a day, counted in the database)."""

    __tablename__ = "code_try"
    __audited__: ClassVar[bool] = False

    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)


class EndedSignIn(Base):
    """A sign-in that its person ended. Sign-ins live in signed cookies, and a copy of one does not hear 退出."""

    __tablename__ = "ended_sign_in"
    __audited__: ClassVar[bool] = False  # the act has its own line

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]

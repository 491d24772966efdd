"""Rows that belong to no desk: outbox, idempotency keys, audit, number series."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id, only_where

LONG = BigInteger().with_variant(Integer(), "sqlite")


class OutboxEvent(Base):
    """Something that happened, written in the commit in which it happened; ids and facts only."""

    __tablename__ = "outbox_event"
    __audited__: ClassVar[bool] = False

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    tag: Mapped[str] = mapped_column(String(60))
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class OutboxDelivery(Base):
    """One event on its way to one reaction; retried alone."""

    __tablename__ = "outbox_delivery"
    __audited__: ClassVar[bool] = False
    __table_args__ = (Index("ix_outbox_delivery_waiting", "due_at", **only_where("done_at IS NULL")),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("outbox_event.id", ondelete="CASCADE"), index=True)
    reaction: Mapped[str] = mapped_column(String(80))
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    leased_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class OnceKey(Base):
    """The first answer to a client-made id; a repeat gets it again."""

    __tablename__ = "once_key"
    __audited__: ClassVar[bool] = False

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    answer: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class AuditEntry(Base):
    """Who changed what, when, from what to what. Append-only by trigger; personal data masked."""

    __tablename__ = "audit_entry"
    __audited__: ClassVar[bool] = False
    __table_args__ = (Index("ix_audit_entry_at", "at"), Index("ix_audit_entry_person", "person_id", "at"))

    id: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    role: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[uuid.UUID | None]
    name: Mapped[str] = mapped_column(String(60))
    doing: Mapped[str] = mapped_column(String(120))
    changes: Mapped[list[Any]]


class AuditSeal(Base):
    """A digest over all audit rows up to `upto`, chained to the seal before; made by timed work."""

    __tablename__ = "audit_seal"
    __audited__: ClassVar[bool] = False

    upto: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class NumberSeries(Base):
    """The last number given in a series, for example the case numbers of one day."""

    __tablename__ = "number_series"
    __audited__: ClassVar[bool] = False

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    last: Mapped[int]


class Stamp(Base):
    """One row that changes whenever something does that processes remember (base.remembered).

    The calendar was the first to be remembered, and the table keeps its name.
    """

    __tablename__ = "calendar_stamp"
    __audited__: ClassVar[bool] = False

    one: Mapped[int] = mapped_column(primary_key=True, default=1)
    stamp: Mapped[uuid.UUID]

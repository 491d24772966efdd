"""The report as it was sent, never changed afterwards. The phone beside it is in ticket/records.py."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, Document, word


class ReportKind(StrEnum):
    """By which road a report came (contract.md)."""

    RESIDENT = "resident"
    PHONE = "phone"
    COUNTER = "counter"
    HOTLINE = "hotline"
    PATROL = "patrol"
    SELF_HANDLED = "self_handled"


class Report(Base):
    """上报: words, place and circumstances as sent. The id is the client's own."""

    __tablename__ = "report"
    __audited__: ClassVar[bool] = (
        False  # immutable: the row itself says who sent what when; a trigger holds it
    )
    __table_args__ = (Index("ix_report_received", "received_at"), Index("ix_report_device", "device_hash"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    kind: Mapped[ReportKind] = mapped_column(word(ReportKind))
    text: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(20))
    door_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("door.id"))
    door_code: Mapped[str | None] = mapped_column(String(16))
    point: Mapped[str | None] = mapped_column(String(40))
    """The patrol point as sent; it may be gone by now."""
    component: Mapped[str | None] = mapped_column(String(40))
    place: Mapped[dict[str, Any] | None] = mapped_column(Document)
    confidential: Mapped[bool] = mapped_column(default=False)
    joins: Mapped[uuid.UUID | None]
    replaces: Mapped[uuid.UUID | None]
    order_no: Mapped[str | None] = mapped_column(String(60))
    external_due: Mapped[datetime | None]
    captured_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    skew_seconds: Mapped[float | None]
    """How far the phone's clock is ahead of ours, from `sent_at`."""
    device_hash: Mapped[str | None] = mapped_column(String(64))
    client: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    content_hash: Mapped[str] = mapped_column(String(64))
    """Of the payload as read; the same id with other content is refused."""

"""The note that a shift leaves to the next; shifts and absences themselves are in `people`, as clocks go by them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, Document, new_id


class HandOver(Base):
    """交接班: what was open, red and promised when somebody left the desk, with their own words."""

    __tablename__ = "hand_over"
    __table_args__ = (
        Index("ix_hand_over_unit", "unit_id", "written_at"),
        CheckConstraint("(read_by IS NULL) = (read_at IS NULL)", name="read"),
        CheckConstraint("read_by IS NULL OR read_by <> written_by", name="read_by_another"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    written_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    written_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)
    stood: Mapped[dict[str, Any]] = mapped_column(Document)
    """How it stood then (`standing.Standing`): counts, and the tickets by id; never a place or a person's words."""
    read_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    read_at: Mapped[datetime | None]

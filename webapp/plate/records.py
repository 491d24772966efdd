"""Sheets of plates that were asked for; the job worker makes the file."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, new_id


class PlateSheet(Base):
    """An order for a PDF of plates: of one management unit, as A4 sheets of eight or single A5 boards."""

    __tablename__ = "plate_sheet"
    __table_args__ = (Index("ix_plate_sheet_asked", "asked_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    management_unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("management_unit.id"))
    form: Mapped[str] = mapped_column(String(8))
    plates: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    file_key: Mapped[str | None] = mapped_column(String(120))
    done_at: Mapped[datetime | None]

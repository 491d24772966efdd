"""What happened to components themselves: taken in, changed, found broken, mended, taken away."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.database import Base, Document, new_id, word
from webapp.place.records import ComponentState


class ComponentChange(Base):
    """One line of a component's history; never changed. `before` is none where the component was taken in."""

    __tablename__ = "component_change"
    __audited__: ClassVar[bool] = False  # is itself the record of who did what
    __table_args__ = (Index("ix_component_change_component", "component_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    component_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("component.id"))
    action: Mapped[str] = mapped_column(String(24))
    """An action of component.lifecycle, or `take_in` and `correct` of the list."""
    before: Mapped[ComponentState | None] = mapped_column(word(ComponentState))
    after: Mapped[ComponentState] = mapped_column(word(ComponentState))
    at: Mapped[datetime]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Document, default=dict)
    """What was changed: the word of the column → [before, after]."""
    ticket_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ticket.id"))
    """The ticket on whose account it was."""

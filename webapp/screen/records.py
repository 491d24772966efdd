"""Lists that people have put by: filters, order and columns under a name of their own."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from webapp.access.role import Role
from webapp.base.database import Base, new_id, only_where, word


class OwnView(Base):
    """一个视图: the address of a list under a name, of one person, or of everybody in a role."""

    __tablename__ = "own_view"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        Index("ix_own_view_person", "person_id"),
        Index("uq_own_view_default", "role", unique=True, **only_where("is_default")),
        CheckConstraint("NOT is_default OR role IS NOT NULL", name="default_of_role"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    """Who made it and may change it."""
    role: Mapped[Role | None] = mapped_column(word(Role))
    """Everybody in this role has it too; none: its maker alone. What each sees in it, row access says."""
    name: Mapped[str] = mapped_column(String(20))
    query: Mapped[str] = mapped_column(String(1000))
    """What stands behind the question mark of the list's address."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """The inbox of the role begins with it."""
    made_at: Mapped[datetime]

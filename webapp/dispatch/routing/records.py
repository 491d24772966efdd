"""Rule tables and their rules. A published table is never changed: the next is a new one."""

import uuid
from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, new_id, only_where, word
from webapp.dispatch.routing.lifecycle import RuleSetState
from webapp.dispatch.routing.words import ClassMatch, Hours, OwnerMatch, PlaceMatch, Target, Way
from webapp.people.records import Person


class RuleSet(Base):
    """One version of the dispatch rules, or somebody's draft of the next."""

    __tablename__ = "rule_set"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("(version IS NULL) = (state IN ('draft','discarded'))", name="version"),
        CheckConstraint("(published_at IS NULL) = (version IS NULL)", name="published_at"),
        Index("uq_rule_set_version", "version", unique=True, **only_where("version IS NOT NULL")),
        Index("uq_rule_set_published", "state", unique=True, **only_where("state = 'published'")),
        Index("uq_rule_set_draft", "made_by", unique=True, **only_where("state = 'draft'")),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    state: Mapped[RuleSetState] = mapped_column(word(RuleSetState), default=RuleSetState.DRAFT)
    version: Mapped[int | None]
    """From 1 on, given when it is published."""
    based_on: Mapped[int] = mapped_column(default=0)
    """The version that was in force when the draft was begun, or taken up again; 0 is what holds without any."""
    edits: Mapped[int] = mapped_column(default=0)
    """Rises with every change, so that two windows do not write over one another."""
    made_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    maker: Mapped[Person] = relationship(foreign_keys=[made_by])
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    published_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    publisher: Mapped[Person | None] = relationship(foreign_keys=[published_by])
    published_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    why: Mapped[str | None] = mapped_column(String(200))
    """What was changed and why, in the words of who published it."""


class DispatchRule(Base):
    """One line of a rule table: class × place × owner × time → unit."""

    __tablename__ = "dispatch_rule"
    __table_args__ = (
        CheckConstraint("(target = 'unit') = (unit_id IS NOT NULL)", name="unit_id"),
        CheckConstraint("(class_match = 'one') = (class_id IS NOT NULL)", name="class_id"),
        CheckConstraint("(class_match = 'prefix') = (class_prefix IS NOT NULL)", name="class_prefix"),
        CheckConstraint("(place = 'any') = (place_id IS NULL)", name="place_id"),
        CheckConstraint("(owner = 'unit') = (owner_id IS NOT NULL)", name="owner_id"),
        Index("ix_dispatch_rule_set", "set_id", "number"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    set_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("rule_set.id"))
    number: Mapped[int]
    """Its place in the table, from 1 without a gap: the first that fits decides."""
    class_match: Mapped[ClassMatch] = mapped_column(word(ClassMatch), default=ClassMatch.ANY)
    class_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("matter_class.id"))
    class_scheme: Mapped[str | None] = mapped_column(String(20))
    class_kind: Mapped[str | None] = mapped_column(String(20))
    class_prefix: Mapped[str | None] = mapped_column(String(20))
    place: Mapped[PlaceMatch] = mapped_column(word(PlaceMatch), default=PlaceMatch.ANY)
    place_id: Mapped[uuid.UUID | None]
    """Of a street, community, management unit or grid, as `place` says."""
    owner: Mapped[OwnerMatch] = mapped_column(word(OwnerMatch), default=OwnerMatch.ANY)
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    hours: Mapped[Hours] = mapped_column(word(Hours), default=Hours.ANY)
    target: Mapped[Target] = mapped_column(word(Target), default=Target.FIRM)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"))
    way: Mapped[Way] = mapped_column(word(Way), default=Way.DIRECT)
    why: Mapped[str | None] = mapped_column(String(200))
    """Why there is such a rule."""

"""Matter classes with their standards, and dated settings."""

import uuid
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from webapp.base.clock import Limit, LimitUnit
from webapp.base.database import Base, Document, new_id, word


class Tier(StrEnum):
    """Time tiers of the hotline (mission.md, Clocks)."""

    SUDDEN = "2h"
    UTILITY = "24h"
    ORDINARY = "7d"
    HARD = "15d"


class MatterClass(Base):
    """事项类别, keyed by (scheme, kind, code): the same digits occur in the component and the matter list."""

    __tablename__ = "matter_class"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("scheme", "kind", "code"),
        CheckConstraint("limit_value BETWEEN 1 AND 366", name="limit_value"),
        Index("ix_matter_class_parent", "parent_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    scheme: Mapped[str] = mapped_column(String(20))
    """Whose list it stands in, a word of `catalogue.words.SCHEMES` or the number of a standard."""
    kind: Mapped[str] = mapped_column(String(20))
    """What is numbered, a word of `catalogue.words.Kind`."""
    code: Mapped[str] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(60), default="")
    tile: Mapped[str | None] = mapped_column(String(20))
    """The icon word of the tile on the door page; none when it is no tile."""
    tile_order: Mapped[int] = mapped_column(default=0)
    tier: Mapped[Tier] = mapped_column(word(Tier))
    limit_value: Mapped[int]
    """How long handling may take while no standard of the class is in force."""
    limit_unit: Mapped[LimitUnit] = mapped_column(word(LimitUnit))
    direct: Mapped[bool] = mapped_column(default=False)
    """An ordinary property class: goes to the firm by rule (the direct road)."""
    public_facility: Mapped[bool] = mapped_column(default=False)
    """Neighbours may see it (safety.md 3: an allow-list)."""
    danger: Mapped[bool] = mapped_column(default=False)
    """Emergency numbers come before the form, and the ticket is urgent (safety.md 1)."""
    self_handled: Mapped[bool] = mapped_column(default=False)
    """A grid worker may settle it on the spot."""
    live: Mapped[bool] = mapped_column(default=True)
    is_group: Mapped[bool] = mapped_column(default=False, server_default=false())
    """大类: holds classes, and no ticket is filed under it."""
    parent_id: Mapped[uuid.UUID | None]
    """The 大类 it belongs to."""
    same_as_id: Mapped[uuid.UUID | None]
    """What it is called in the national scheme of today: of an older number, or of a hotline's word."""

    @property
    def limit(self) -> Limit:
        """How long handling may take."""
        return Limit(self.limit_value, self.limit_unit)


class Standard(Base):
    """立案条件、时限、结案条件: one of the ways in which a class is handled, in force between two days.

    A new limit is a new row from a day on, and the row before it ends the day before; tickets keep theirs.
    """

    __tablename__ = "standard"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("class_id", "condition", "valid_from"),
        CheckConstraint("limit_value BETWEEN 1 AND 366", name="limit_value"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_to"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    class_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("matter_class.id"))
    condition: Mapped[str] = mapped_column(String(80), default="")
    """When it is this case (缺失、移位); empty for the class as a whole."""
    closing: Mapped[str] = mapped_column(String(120), default="")
    """When it counts as done."""
    limit_value: Mapped[int]
    limit_unit: Mapped[LimitUnit] = mapped_column(word(LimitUnit))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    """The last day; none while nothing follows."""
    is_default: Mapped[bool] = mapped_column(default=False)
    """Counts for tickets for which nobody chose a case."""
    example: Mapped[bool] = mapped_column(default=False)
    """示例: an example that the district has not yet decided on."""


class Setting(Base):
    """What a district decides, in force from a day on. The newest not later than today counts."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    since: Mapped[date] = mapped_column(Date, primary_key=True)
    value: Mapped[Any] = mapped_column(Document)


class DaySource(StrEnum):
    """Who says whether a day is worked; an administrator's word counts before a list that was imported."""

    DECIDED = "decided"
    IMPORTED = "imported"


class Holiday(Base):
    """A day that is worked or not, against or beside what is known of its year."""

    __tablename__ = "holiday"
    __remembered__: ClassVar[bool] = True

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    source: Mapped[DaySource] = mapped_column(word(DaySource), primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(String(20), default="")


class UnitHours(Base):
    """One open stretch of a unit, in minutes of the Chinese day; weekday 0 is Monday, 7 a holiday.

    A unit with no row at all has the hours that are usual for its kind.
    """

    __tablename__ = "unit_hours"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday"),
        CheckConstraint("0 <= opens AND opens < closes AND closes < 1440", name="opens"),
    )

    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True)
    opens: Mapped[int] = mapped_column(primary_key=True)
    closes: Mapped[int]

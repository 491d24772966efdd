"""The places from street to door, the grids, and the codes that lead to a door."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Double, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from webapp.base.database import Base, Document, new_id, only_where, word
from webapp.base.records import LONG
from webapp.people.records import Person, Unit


class Located:
    """A row with a position: WGS-84, degrees, and the H3 cell of resolution 10 around it (place.cells.put sets all)."""

    lng: Mapped[float | None] = mapped_column(Double)
    lat: Mapped[float | None] = mapped_column(Double)
    cell: Mapped[int | None] = mapped_column(LONG)


class Street(Base):
    """街道."""

    __tablename__ = "street"
    __remembered__: ClassVar[bool] = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    """The street office."""


class Community(Base):
    """社区."""

    __tablename__ = "community"
    __remembered__: ClassVar[bool] = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    street_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("street.id"), index=True)
    street: Mapped[Street] = relationship(lazy="joined")
    unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("unit.id"))
    """The community office."""


class Grid(Base):
    """网格: 15-character code, 6 division + 3 street + 3 community + 3 order; one worker answers for it."""

    __tablename__ = "grid"
    __remembered__: ClassVar[bool] = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(15), unique=True)
    name: Mapped[str] = mapped_column(String(40))
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    community: Mapped[Community] = relationship()
    worker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    worker: Mapped[Person | None] = relationship()
    outline: Mapped[list[Any] | None] = mapped_column(Document)
    """Its border as a ring of [lng, lat] in WGS-84 without the first repeated; none where nobody drew one."""


class ManagementUnit(Base):
    """物业管理单元: the bundle of compounds that one property service covers."""

    __tablename__ = "management_unit"
    __remembered__: ClassVar[bool] = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    community_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("community.id"), index=True)
    community: Mapped[Community] = relationship(lazy="joined")
    firm_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """The property firm; none means nobody serves here yet."""
    firm: Mapped[Unit | None] = relationship(lazy="joined")


class Compound(Base):
    """小区."""

    __tablename__ = "compound"
    __remembered__: ClassVar[bool] = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(60))
    management_unit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("management_unit.id"), index=True)
    management_unit: Mapped[ManagementUnit] = relationship(lazy="joined")
    grid_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("grid.id"), index=True)
    grid: Mapped[Grid | None] = relationship(lazy="joined")
    lng: Mapped[float | None]
    lat: Mapped[float | None]


class Building(Base):
    """楼."""

    __tablename__ = "building"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (UniqueConstraint("compound_id", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(40))
    compound_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("compound.id"))
    compound: Mapped[Compound] = relationship(lazy="joined")


class Door(Located, Base):
    """单元门, where the plate hangs. `words` is the whole place as people say it, and what searches read."""

    __tablename__ = "door"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        UniqueConstraint("building_id", "name"),
        Index("ix_door_words", "words"),
        Index("ix_door_cell", "cell"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    """The door's own number in the lists of the district; not what the plate carries."""
    name: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(String(120))
    letters: Mapped[str] = mapped_column(String(120), default="")
    """First letters of the place in pinyin, for finding a door by a few letters."""
    building_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("building.id"))
    building: Mapped[Building] = relationship(lazy="joined")
    codes: Mapped[list["DoorCode"]] = relationship(back_populates="door")


class DoorCode(Base):
    """A random code that a plate carries. Revoked codes stay, so that an old plate is answered kindly."""

    __tablename__ = "door_code"
    __remembered__: ClassVar[bool] = True
    __table_args__ = (
        Index(
            "uq_door_code_live", "door_id", unique=True,
            **only_where("revoked_at IS NULL"),
        ),
    )  # fmt: skip

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    door_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("door.id"), index=True)
    door: Mapped[Door] = relationship(back_populates="codes", lazy="joined")
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[str | None] = mapped_column(String(60))


class ComponentState(StrEnum):
    """How a component stands (状态 of GB/T 30428.2: 完好, 破损, 丢失, 移除, 废除)."""

    SOUND = "sound"
    DAMAGED = "damaged"
    LOST = "lost"
    REMOVED = "removed"
    SCRAPPED = "scrapped"


class Component(Located, Base):
    """城市部件: a lamp post, a manhole, a bench, with the code that the country gives it."""

    __tablename__ = "component"
    __audited__: ClassVar[bool] = False  # every change is a line of component.records.ComponentChange
    __table_args__ = (
        Index("ix_component_cell", "cell"),
        Index("ix_component_klass", "klass", "code"),
        Index("ix_component_state", "state", "code"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(17), unique=True)
    """17 digits: 6 division, 2 major class, 3 minor class, 6 order; the older 16 have 2 for the minor class."""
    klass: Mapped[str] = mapped_column(String(40))
    """The minor class in words, 路灯."""
    name: Mapped[str] = mapped_column(String(80))
    state: Mapped[ComponentState] = mapped_column(
        word(ComponentState), default=ComponentState.SOUND, server_default="sound"
    )
    """Set by component.advance alone."""
    grid_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("grid.id"), index=True)
    """The grid in which it stands; its street and community follow."""
    grid: Mapped[Grid | None] = relationship()
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """权属单位: the unit that owns it; `owner_words` names one that is no unit of ours."""
    owner: Mapped[Unit | None] = relationship(foreign_keys=[owner_id])
    owner_words: Mapped[str] = mapped_column(String(60), default="", server_default="")
    keeper_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("unit.id"), index=True)
    """养护单位: the unit that mends it; `keeper_words` names one that is no unit of ours."""
    keeper: Mapped[Unit | None] = relationship(foreign_keys=[keeper_id])
    keeper_words: Mapped[str] = mapped_column(String(60), default="", server_default="")

    @property
    def words(self) -> str:
        """What people call it: 路灯 12 号, without saying the kind twice."""
        return self.name if self.klass in self.name else f"{self.klass} {self.name}"

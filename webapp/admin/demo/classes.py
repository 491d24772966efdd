"""The classes of the demonstration: eight tiles of the door page, what the desk knows besides, the catalogue."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.admin.imports.running import apply
from webapp.base.clock import LimitUnit
from webapp.base.work import Kernel
from webapp.catalogue.records import MatterClass, Tier

CATALOGUE = Path(__file__).parents[1] / "imports" / "own" / "classes.csv"
KEEPER = Actor(Role.ADMINISTRATOR, "演示数据")
HOUR, DAY = LimitUnit.URGENT_HOUR, LimitUnit.CALENDAR_DAY


@dataclass(frozen=True)
class ClassRow:
    """A class as the list below writes it: `marks` are the words direct, public, danger, self."""

    code: str
    name: str
    name_en: str
    icon: str | None
    tier: Tier
    limit: tuple[int, LimitUnit]
    marks: str = ""


CLASSES = (
    ClassRow("lamp", "灯", "Lights", "bulb", Tier.ORDINARY, (3, DAY), "direct public self"),
    ClassRow("rubbish", "垃圾", "Rubbish", "trash", Tier.UTILITY, (24, HOUR), "direct public self"),
    ClassRow("lift", "电梯", "Lift", "elevator", Tier.UTILITY, (24, HOUR), "direct public danger"),
    ClassRow("utility", "水电气", "Water, power, gas", "droplet-bolt", Tier.UTILITY, (24, HOUR), "direct public danger"),
    ClassRow("gate", "门禁", "Doors", "lock-access", Tier.ORDINARY, (3, DAY), "direct public self"),
    ClassRow("parking", "停车", "Parking", "parking", Tier.ORDINARY, (7, DAY), "direct"),
    ClassRow("noise", "噪音", "Noise", "volume", Tier.ORDINARY, (7, DAY)),
    ClassRow("other", "其他", "Other", "dots", Tier.HARD, (15, DAY)),
    ClassRow("pothole", "路面破损", "Broken road", None, Tier.ORDINARY, (7, DAY), "public"),
    ClassRow("flood", "积水堵井", "Blocked drain", None, Tier.UTILITY, (24, HOUR), "public"),
    ClassRow("leak", "房屋漏水", "Leaking roof", None, Tier.HARD, (15, DAY)),
    ClassRow("clutter", "堆物堆料", "Clutter", None, Tier.ORDINARY, (7, DAY), "self"),
    ClassRow("tree", "树木绿化", "Trees", None, Tier.ORDINARY, (7, DAY), "public"),
    ClassRow("charging", "飞线充电", "Charging by loose cables", None, Tier.SUDDEN, (2, HOUR), "danger"),
    ClassRow("building", "私搭乱建", "Unlawful building", None, Tier.HARD, (15, DAY)),
    ClassRow("dog", "文明养犬", "Dogs", None, Tier.ORDINARY, (7, DAY)),
)  # fmt: skip


def write_classes(session: Session) -> None:
    """Add the classes; the first eight are tiles, in this order."""
    for place, row in enumerate(CLASSES, start=1):
        marks = row.marks.split()
        session.add(
            MatterClass(
                scheme="own", kind="matter", code=row.code, name=row.name, name_en=row.name_en, tile=row.icon,
                tile_order=place if row.icon else 0, tier=row.tier, limit_value=row.limit[0], limit_unit=row.limit[1],
                direct="direct" in marks, public_facility="public" in marks, danger="danger" in marks,
                self_handled="self" in marks,
            )
        )  # fmt: skip


def bring_catalogue(kernel: Kernel) -> None:
    """Add the catalogue that the program ships with, its limits marked as examples."""
    apply(kernel, KEEPER, "classes", CATALOGUE.read_bytes())

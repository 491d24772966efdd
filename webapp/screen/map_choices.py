"""What the filters of the map offer, and the chips of those that are on."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.catalogue.queries import live_classes
from webapp.catalogue.records import MatterClass
from webapp.place.records import Street
from webapp.screen.map_asked import LAMP_WORDS, MapAsked


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and the address of the map without it."""

    label: str
    url: str


def streets_to_choose(session: Session) -> list[tuple[str, str]]:
    """Streets by name."""
    found = session.execute(select(Street.id, Street.name).order_by(Street.name))
    return [(str(street_id), name) for street_id, name in found]


def classes_to_choose(session: Session) -> list[tuple[str, str]]:
    """Live classes in the order of the desk."""
    return [(str(klass.id), klass.name) for klass in live_classes(session)]


def chips(session: Session, asked: MapAsked, path: str) -> tuple[Chip, ...]:
    """One for each filter that is on; what is no street and no class is named so."""
    found: list[tuple[str, str]] = []
    if asked.lamp is not None:
        found.append(("lamp", LAMP_WORDS[asked.lamp]))
    if asked.urgent:
        found.append(("urgent", "只看急件"))
    if asked.street is not None:
        street = session.get(Street, asked.street)
        found.append(("street", street.name if street else "没有这个街道"))
    if asked.klass is not None:
        klass = session.get(MatterClass, asked.klass)
        found.append(("klass", klass.name if klass else "没有这个类别"))
    return tuple(Chip(label, asked.address(path, **{name: None})) for name, label in found)

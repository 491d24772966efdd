"""What the door page shows: the place, the tiles, the numbers to call, what neighbours have open."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.base.clock import CHINA, Clock
from webapp.catalogue.queries import tiles
from webapp.catalogue.records import MatterClass
from webapp.catalogue.settings import in_force
from webapp.layout.said import said
from webapp.place.records import Door
from webapp.ticket.neighbours import neighbours_may_know
from webapp.ticket.records import Reporter, Ticket
from webapp.ticket.words import State

MOST_NEIGHBOURS = 8
STATE_WORDS = {
    "zh": {
        State.NEW: "正在核实", State.FILED: "正在派人", State.DISPATCHED: "已派人", State.ACCEPTED: "有人接单了",
        State.HANDLING: "正在修", State.HUNG_UP: "要等些日子", State.FED_BACK: "修好了，等复查", State.PASSED: "修好了",
    },
    "en": {
        State.NEW: "being checked", State.FILED: "being assigned", State.DISPATCHED: "assigned",
        State.ACCEPTED: "accepted", State.HANDLING: "being fixed", State.HUNG_UP: "postponed",
        State.FED_BACK: "fixed, to be checked", State.PASSED: "fixed",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """A class as a big button."""

    code: str
    name: str
    name_en: str
    icon: str
    danger: bool


@dataclass(frozen=True)
class Emergency:
    """A number to call first."""

    label: str
    tel: str


@dataclass(frozen=True)
class Neighbour:
    """An open ticket of a public facility, as far as neighbours may know (safety.md 3)."""

    ticket_id: uuid.UUID
    report_id: uuid.UUID
    class_name: str
    state_words: str
    day_words: str
    joined: bool


@dataclass(frozen=True)
class DoorPage:
    """Everything on the page behind a plate."""

    place: str
    code: str
    short_code: str
    domain: str
    tiles: tuple[Tile, ...]
    emergency: tuple[Emergency, ...]
    neighbours: tuple[Neighbour, ...]
    report_id: uuid.UUID
    hotline: str
    consent_version: str
    wrong_code_url: str
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def emergency_numbers(settings: Mapping[str, Any]) -> tuple[Emergency, ...]:
    """The district's numbers to call first; who answers there, in the reader's language where we know it."""
    return tuple(Emergency(said(label), tel) for label, tel in settings["emergency"])


def day_words(at: datetime, now: datetime, lang: str) -> str:
    """The day of a neighbour's report, never the hour."""
    days = (now.astimezone(CHINA).date() - at.astimezone(CHINA).date()).days
    near = {"zh": ("今天", "昨天", "前天"), "en": ("today", "yesterday", "2 days ago")}[lang]
    if 0 <= days < len(near):
        return near[days]
    return f"{days} 天前" if lang == "zh" else f"{days} days ago"


def neighbours(
    session: Session, door: Door, device_hash: str | None, now: datetime, lang: str
) -> tuple[Neighbour, ...]:
    """Open tickets of public facilities at the door's compound: class, state and day; no words, no photo.

    Never what is about a unit, confidential, praise or a question, nor a class off the allow-list.
    """
    joined = exists().where(
        Reporter.ticket_id == Ticket.id, Reporter.device_hash == device_hash, Reporter.left_at.is_(None)
    )
    rows = session.execute(
        select(Ticket.id, Ticket.state, Ticket.reported_at, MatterClass.name, MatterClass.name_en, joined)
        .join(MatterClass, MatterClass.id == Ticket.class_id)
        .where(
            Ticket.compound_id == door.building.compound_id, Ticket.open_sort.is_not(None), neighbours_may_know(),
        )
        .order_by(Ticket.door_id != door.id, Ticket.open_sort.desc())
        .limit(MOST_NEIGHBOURS)
    )  # fmt: skip
    return tuple(
        Neighbour(
            ticket_id=row[0], report_id=uuid.uuid4(), class_name=row[3] if lang == "zh" else row[4],
            state_words=STATE_WORDS[lang][row[1]], day_words=day_words(row[2], now, lang),
            joined=device_hash is not None and bool(row[5]),
        )
        for row in rows
    )  # fmt: skip


def door_page(
    session: Session, clock: Clock, door: Door, code: str, base_url: str, device_hash: str | None, lang: str,
    report_id: uuid.UUID, typed: dict[str, str] | None = None, errors: dict[str, str] | None = None,
) -> DoorPage:  # fmt: skip
    """The page of a door for one reader."""
    settings = in_force(session, clock)
    return DoorPage(
        place=door.words, code=code, short_code=f"{code[:4]} {code[4:]}",
        domain=base_url.split("://", 1)[-1],
        tiles=tuple(Tile(c.code, c.name, c.name_en, c.tile or "", c.danger) for c in tiles(session)),
        emergency=emergency_numbers(settings),
        neighbours=neighbours(session, door, device_hash, clock.now(), lang),
        report_id=report_id, hotline=settings["hotline"], consent_version=settings["consent_version"],
        wrong_code_url=f"/q/{code}?wrong=1#text", typed=typed or {}, errors=errors or {},
    )  # fmt: skip

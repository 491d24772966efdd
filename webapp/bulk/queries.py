"""What a page shows of acts on many tickets: those of the last minutes, and one with each of its tickets."""

import math
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.errors import NotFound
from webapp.bulk.advance import GONE
from webapp.bulk.lifecycle import BULK, BulkState, BulkVerb, ItemState
from webapp.bulk.records import BulkAct, BulkItem
from webapp.bulk.rules import VERBS
from webapp.bulk.scope import within_reach
from webapp.people.records import Unit
from webapp.ticket.records import Ticket

SHOWN_FOR = timedelta(minutes=10)
"""How long the inbox still says how an act went."""
MOST_SHOWN = 3


@dataclass(frozen=True)
class BulkShown:
    """An act as a line above the list."""

    id: uuid.UUID
    verb: BulkVerb
    label: str
    state: BulkState
    state_words: str
    asked_at: datetime
    due_at: datetime
    total: int
    done: int
    failed: int
    left: int
    """Seconds in which it can still be undone."""

    @property
    def can_undo(self) -> bool:
        """Whether nothing has happened yet."""
        return self.state is BulkState.WAITING


@dataclass(frozen=True)
class ItemShown:
    """One of its tickets."""

    ticket_id: uuid.UUID
    number: str
    class_name: str
    place: str
    state: ItemState
    why: str


@dataclass(frozen=True)
class BulkWhole:
    """An act with what it asked for and how it went with each ticket; those not done come first."""

    act: BulkShown
    unit_name: str
    reason: str
    target: str
    items: tuple[ItemShown, ...]


def latest_of(session: Session, actor: Actor, now: datetime) -> tuple[BulkShown, ...]:
    """This person's acts of the last minutes, the newest first."""
    fresh = select(BulkAct).where(within_reach(actor), BulkAct.asked_at > now - SHOWN_FOR)
    acts = session.scalars(fresh.order_by(BulkAct.asked_at.desc()).limit(MOST_SHOWN)).all()
    return tuple(_shown(session, act, now) for act in acts if act.state is not BulkState.DROPPED)


def _shown(session: Session, act: BulkAct, now: datetime) -> BulkShown:
    counted = select(BulkItem.state, func.count()).where(BulkItem.act_id == act.id).group_by(BulkItem.state)
    counts = dict(session.execute(counted).all())
    return BulkShown(
        act.id, act.verb, VERBS[act.verb].label, act.state, BULK.words[act.state], act.asked_at, act.due_at, act.total,
        counts.get(ItemState.DONE, 0), counts.get(ItemState.FAILED, 0),
        max(0, math.ceil((act.due_at - now).total_seconds())),
    )  # fmt: skip


def whole_act(session: Session, actor: Actor, now: datetime, act_id: uuid.UUID) -> BulkWhole:
    """One act of this person; `NotFound` for another's."""
    act = session.scalars(select(BulkAct).where(BulkAct.id == act_id, within_reach(actor))).first()
    if act is None:
        raise NotFound(GONE)
    found = session.execute(
        select(BulkItem, Ticket)
        .join(Ticket, Ticket.id == BulkItem.ticket_id)
        .where(BulkItem.act_id == act_id)
        .order_by(BulkItem.state != ItemState.FAILED, BulkItem.place)
    )
    items = tuple(
        ItemShown(
            item.ticket_id, ticket.number, ticket.matter_class.name if ticket.matter_class else "未定类",
            ticket.coarse_words, item.state, item.why or "",
        )
        for item, ticket in found
    )  # fmt: skip
    unit = session.get(Unit, act.unit_id) if act.unit_id else None
    target = session.get(Ticket, act.target_id) if act.target_id else None
    return BulkWhole(
        _shown(session, act, now),
        unit.name if unit else "",
        act.reason,
        target.number if target else "",
        items,
    )

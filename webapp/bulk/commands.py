"""Asking for an act on many tickets, and undoing it while it waits."""

import uuid
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select

from webapp.base.database import new_id
from webapp.base.errors import Invalid
from webapp.base.fields import Command, MaybeWords, Plain
from webapp.base.work import Work
from webapp.bulk.advance import check_new, move, take_in_hand
from webapp.bulk.lifecycle import BulkAction, BulkState, BulkVerb, ItemState
from webapp.bulk.records import BulkAct, BulkItem
from webapp.bulk.rules import UNDO_FOR, VERBS, Case
from webapp.people.records import Unit
from webapp.ticket.queries import find_by_number, readable
from webapp.ticket.records import Ticket

Brief = Annotated[MaybeWords, StringConstraints(max_length=500)]


class Picked(Command):
    """A ticket that was ticked, as it was then."""

    ticket_id: uuid.UUID
    seen: int


class AskBulk(Command):
    """成批办: the tickets, what is to be done with each, and what that asks for."""

    picked: tuple[Picked, ...] = ()
    verb: BulkVerb | None = None
    unit: uuid.UUID | None = None
    reason: Brief = ""
    target: Plain = ""


class DropBulk(Command):
    """撤销."""

    act_id: uuid.UUID


def ask_bulk(work: Work, order: AskBulk) -> BulkAct:
    """Store it; nothing has happened to any ticket yet. `Invalid` by field, tickets out of scope count as not named."""
    target = _target(work, order) if order.verb is BulkVerb.MERGE else None
    picked = _in_scope(work, order, target)
    unit = work.session.get(Unit, order.unit) if order.unit else None
    check_new(
        work, Case(None, work.actor, work.now, len(picked), order.verb, unit, order.reason, target)
    )  # fmt: skip
    assert order.verb is not None  # noqa: S101  the table's needs ask for it
    asks = VERBS[order.verb].asks
    act = BulkAct(
        id=new_id(), state=BulkState.WAITING, verb=order.verb, person_id=work.actor.person_id,
        unit_id=unit.id if unit is not None and "unit" in asks else None,
        reason=order.reason if "reason" in asks else "", target_id=target.id if target is not None else None,
        asked_at=work.now, due_at=work.now + UNDO_FOR, total=len(picked), failed=0,
    )  # fmt: skip
    work.add(act)
    work.add(
        *(
            BulkItem(
                act_id=act.id, place=place, ticket_id=one.ticket_id, seen=one.seen, state=ItemState.WAITING, tries=0
            )
            for place, one in enumerate(picked, start=1)
        )
    )  # fmt: skip
    work.doing("bulk.ask")
    return act


def _target(work: Work, order: AskBulk) -> Ticket | None:
    if not order.target:
        return None
    found = find_by_number(work.session, work.actor, order.target)
    if found is None:
        raise Invalid({"target": f"没有案件号「{order.target[:20]}」，请核对，例如 1121-0007。"})
    return work.session.get(Ticket, found)


def _in_scope(work: Work, order: AskBulk, target: Ticket | None) -> list[Picked]:
    """Those that this person may see, each once; never the one they are merged into."""
    by_id = {one.ticket_id: one for one in order.picked}
    seen = select(Ticket.id).where(Ticket.id.in_(by_id), readable(work.actor))
    known = set(work.session.scalars(seen)) if by_id else set()
    kept = known - ({target.id} if target is not None else set())
    return [one for ticket_id, one in by_id.items() if ticket_id in kept]


def drop_bulk(work: Work, order: DropBulk) -> BulkAct:
    """Undo it while it waits; `NotNow` when it has begun."""
    act = take_in_hand(work, order.act_id)
    move(work, act, BulkAction.DROP)
    act.ended_at = work.now
    return act

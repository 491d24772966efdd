"""Timed work: what has waited its half minute is done, each ticket in a commit of its own, so that one spoils no other."""

import logging
import uuid

from sqlalchemy import Select, func, literal_column, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from webapp.access.actor import TIMER, Actor
from webapp.access.signed_in import actor_of
from webapp.base.errors import Forbidden, Problem
from webapp.base.work import Kernel, Work
from webapp.bulk.advance import move, take_in_hand
from webapp.bulk.lifecycle import BulkAction, BulkState, BulkVerb, ItemState
from webapp.bulk.records import BulkAct, BulkItem
from webapp.bulk.rules import MOST_TRIES
from webapp.dispatch.commands import FileAndDispatch, file_and_dispatch
from webapp.dispatch.deadlines import HastenTicket, hasten_ticket
from webapp.handle.commands import ReturnTicket, return_ticket
from webapp.people.records import Person
from webapp.verify.commands import MergeTicket, merge_ticket

AT_A_TIME = 20
"""Tickets of one run: about half a second, so that what must be dispatched within two need not wait for all."""
OURS = "系统这会儿没办成，请打开这一件单独办。"
LEFT = "申请的人已经停用，没有替他办。"
log = logging.getLogger("mashang.bulk")


def apply_bulk(kernel: Kernel) -> int:
    """Do a stretch of the oldest act whose time has come; returns how many tickets were tried."""
    with kernel.read() as session:
        act_id = session.scalars(
            select(BulkAct.id)
            .where(
                literal_column(
                    "state IN ('waiting','applying')"
                ),  # written out: the index is a part of the table
                BulkAct.due_at <= kernel.clock.now(),
            )
            .order_by(BulkAct.due_at, BulkAct.id)
            .limit(1)
        ).first()
        if act_id is None:
            return 0
    if not _begun(kernel, act_id):
        return 0
    with kernel.read() as session:
        act = session.get_one(BulkAct, act_id)
        asker = _asker(session, act)
        places = list(session.scalars(_waiting(act_id).limit(AT_A_TIME)))
    for place in places:
        _try(kernel, act, asker, place)
    with kernel.work(TIMER) as work:
        _end(work, act_id)
    return len(places)


def _waiting(act_id: uuid.UUID) -> Select[int]:
    return (
        select(BulkItem.place)
        .where(BulkItem.act_id == act_id, BulkItem.state == ItemState.WAITING)
        .order_by(BulkItem.tries, BulkItem.place)
    )


def _begun(kernel: Kernel, act_id: uuid.UUID) -> bool:
    """From here on it cannot be undone; whether it is under way now."""
    try:
        with kernel.work(TIMER) as work:
            act = take_in_hand(work, act_id)
            if act.state is not BulkState.APPLYING:
                move(work, act, BulkAction.BEGIN)
    except Problem:
        return False
    return True


def _asker(session: Session, act: BulkAct) -> Actor | None:
    """Who asked, in the role of now; None when the account was closed meanwhile."""
    person = session.get_one(Person, act.person_id)
    return actor_of(person) if person.active else None


def _try(kernel: Kernel, act: BulkAct, asker: Actor | None, place: int) -> None:
    """One ticket: the step and its mark in one commit; a refusal, or what went wrong, is written down instead."""
    try:
        if asker is None:
            raise Forbidden(LEFT)
        with kernel.work(asker) as work:
            if (item := _item(work, act, place)) is not None:
                _take(work, act, item)
                item.state = ItemState.DONE
    except Problem as problem:
        _give_up(kernel, act, place, problem.sentence)
    except SQLAlchemyError as failure:  # a lock held too long, a connection lost: worth another try
        log.error("a ticket of a bulk act failed: %s", type(failure).__name__)
        _try_later(kernel, act, place)


def _item(work: Work, act: BulkAct, place: int) -> BulkItem | None:
    """The item under its lock, unless another worker was here before."""
    item = work.session.get(BulkItem, (act.id, place), with_for_update=True)
    return item if item is not None and item.state is ItemState.WAITING else None


def _take(work: Work, act: BulkAct, item: BulkItem) -> None:
    work.doing(f"bulk.{act.verb}")
    if act.verb is BulkVerb.DISPATCH:
        assert act.unit_id is not None  # noqa: S101  asked for when the act was
        order = FileAndDispatch(ticket_id=item.ticket_id, unit=act.unit_id, seen=item.seen)
        file_and_dispatch(work, order, f"成批派遣，共 {act.total} 件")
    elif act.verb is BulkVerb.HASTEN:
        hasten_ticket(work, HastenTicket(ticket_id=item.ticket_id, reason=act.reason, seen=item.seen))
    elif act.verb is BulkVerb.RETURN:
        return_ticket(work, ReturnTicket(ticket_id=item.ticket_id, reason=act.reason, seen=item.seen))
    else:
        merge_ticket(work, MergeTicket(ticket_id=item.ticket_id, target=str(act.target_id), seen=item.seen))


def _give_up(kernel: Kernel, act: BulkAct, place: int, why: str) -> None:
    with kernel.work(TIMER) as work:
        if (item := _item(work, act, place)) is not None:
            item.state, item.why = ItemState.FAILED, why[:300]


def _try_later(kernel: Kernel, act: BulkAct, place: int) -> None:
    with kernel.work(TIMER) as work:
        if (item := _item(work, act, place)) is not None:
            item.tries += 1
            if item.tries >= MOST_TRIES:
                item.state, item.why = ItemState.FAILED, OURS


def _end(work: Work, act_id: uuid.UUID) -> None:
    """Close the act when none of its tickets waits."""
    act = take_in_hand(work, act_id)
    counted = select(BulkItem.state, func.count()).where(BulkItem.act_id == act_id).group_by(BulkItem.state)
    counts = dict(work.session.execute(counted).all())
    if act.state is BulkState.APPLYING and not counts.get(ItemState.WAITING):
        move(work, act, BulkAction.END)
        act.failed, act.ended_at = counts.get(ItemState.FAILED, 0), work.now

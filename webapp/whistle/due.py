"""Timed work of the whistle desk: silence climbs, tasks fall late, positions are forgotten."""

import uuid
from datetime import timedelta

from sqlalchemy import select, update

from webapp.access.actor import TIMER
from webapp.base.batches import each_alone
from webapp.base.clock import CHINA
from webapp.base.work import Kernel, Work
from webapp.catalogue.settings import in_force
from webapp.whistle import advance, rules
from webapp.whistle.advance import Hand
from webapp.whistle.events import WhistleTaskLate, WhistleUnanswered
from webapp.whistle.lifecycle import WhistleAction, WhistleState
from webapp.whistle.records import Whistle, WhistleParty, WhistleTask
from webapp.whistle.scope import may_know
from webapp.whistle.words import HEARS, Climb

BATCH = 100


def climb_unanswered(kernel: Kernel) -> int:
    """Tell the next one of each called party that stays silent, one level a turn; returns how many climbed."""
    silent = (
        select(WhistleParty.whistle_id, WhistleParty.id)
        .join(Whistle, Whistle.id == WhistleParty.whistle_id)
        .where(WhistleParty.climbs_at <= kernel.clock.now(), Whistle.state == WhistleState.BLOWN, may_know())
    )
    with kernel.read() as session:
        found = session.execute(silent.order_by(WhistleParty.climbs_at).limit(BATCH)).all()
    return each_alone(kernel, TIMER, found, _tell_next)


def _tell_next(work: Work, one: tuple[uuid.UUID, uuid.UUID]) -> bool:
    whistle_id, party_id = one
    hand = advance.take_in_hand(work, whistle_id)
    whistle, party = hand.whistle, hand.party(party_id)
    assert party is not None  # noqa: S101  found by its whistle
    reached = rules.next_climb(party.climb_level, party.is_guest)
    words = f"{party.name}还没回应，已告诉{HEARS[reached]}。"
    advance.move(work, hand, WhistleAction.CLIMB, words, party=party)
    party.climb_level = reached
    party.climbs_at = work.now + _wait(work, whistle) if rules.climbs_again(reached, party.is_guest) else None
    work.record(
        WhistleUnanswered(
            whistle_id=whistle.id, party_id=party.id, unit_id=party.unit_id, street_id=whistle.unit_id,
            level=Climb(reached).name.lower(),
        )
    )  # fmt: skip
    return True


def _wait(work: Work, whistle: Whistle) -> timedelta:
    most = timedelta(minutes=int(in_force(work.session, work.kernel.clock)["whistle_answer_minutes"]))
    return rules.answer_wait(work.now, whistle.arrive_by, most)


def tell_late_tasks(kernel: Kernel) -> int:
    """Tell of each task whose day is past, once; returns how many."""
    today = kernel.clock.now().astimezone(CHINA).date()
    late = (
        select(WhistleTask.whistle_id, WhistleTask.id)
        .join(Whistle, Whistle.id == WhistleTask.whistle_id)
        .where(
            WhistleTask.due < today, WhistleTask.done_at.is_(None), WhistleTask.late_at.is_(None),
            Whistle.state == WhistleState.SETTLED,
        )
    )  # fmt: skip
    with kernel.read() as session:
        found = session.execute(late.order_by(WhistleTask.due).limit(BATCH)).all()
    return each_alone(kernel, TIMER, found, _tell_late)


def _tell_late(work: Work, one: tuple[uuid.UUID, uuid.UUID]) -> bool:
    whistle_id, task_id = one
    hand = advance.take_in_hand(work, whistle_id)
    task = hand.task(task_id)
    party = _named(hand, task)
    words = f"{party.name}到期没办到：{task.what}。" if party else "有一条分工到期没办到。"
    advance.move(work, hand, WhistleAction.FALL_LATE, words, party=party, task=task)
    task.late_at = work.now
    work.record(
        WhistleTaskLate(
            whistle_id=whistle_id, task_id=task.id, unit_id=party.unit_id if party else None,
            street_id=hand.whistle.unit_id, due=task.due.isoformat(),
        )
    )  # fmt: skip
    return True


def _named(hand: Hand, task: WhistleTask) -> WhistleParty | None:
    """Whose task it is; none when nobody may hear it of a firm that itself may know nothing more: the street sees to it."""
    party = hand.party(task.party_id)
    units = [party.unit] if party is not None and party.unit is not None else []
    return None if rules.keeps_a_firm_out(hand.tickets, units) else party


def forget_whistle_positions(kernel: Kernel) -> int:
    """Drop where people stood when they signed in; how far it was from the place stays (safety.md 9)."""
    with kernel.work(TIMER) as work:
        days = int(in_force(work.session, kernel.clock)["keep_positions_days"])
        old = (WhistleParty.lng.is_not(None), WhistleParty.arrived_at < work.now - timedelta(days=days))
        gone = update(WhistleParty).where(*old).values(lng=None, lat=None).returning(WhistleParty.id)
        return len(work.session.execute(gone, execution_options={"synchronize_session": False}).all())

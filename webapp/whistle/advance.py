"""The only place that sets a whistle's state and writes its story; and what the tickets hear of it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.errors import NotFound
from webapp.base.lifecycle import refuse, unmet
from webapp.base.work import Work
from webapp.place.records import Street
from webapp.ticket.advance import note
from webapp.ticket.records import Ticket
from webapp.whistle.events import WhistleMoved
from webapp.whistle.lifecycle import WHISTLE, WhistleAction, WhistleNeed, WhistleState
from webapp.whistle.records import Whistle, WhistleParty, WhistleStep, WhistleTask, WhistleTicket
from webapp.whistle.rules import RULES, Brought, Case
from webapp.whistle.scope import within_reach

NOTHING = Brought()
NOT_YOURS = frozenset({WhistleNeed.BLOWER, WhistleNeed.CALLED, WhistleNeed.OWNER})
NOT_NOW = frozenset(
    {
        WhistleNeed.NOT_DONE,
        WhistleNeed.UNANSWERED,
        WhistleNeed.PAST_ITS_DAY,
        WhistleNeed.ALL_DONE,
        WhistleNeed.ALL_RATED,
        WhistleNeed.A_GUEST,
    }
)


@dataclass
class Hand:
    """A whistle in hand: its row locked for this work, with all that belongs to it."""

    whistle: Whistle
    parties: list[WhistleParty]
    tasks: list[WhistleTask]
    tickets: list[Ticket]

    def party(self, party_id: uuid.UUID | None) -> WhistleParty | None:
        """One party of this whistle."""
        return next((party for party in self.parties if party.id == party_id), None)

    def party_of(self, actor: Actor, party_id: uuid.UUID | None = None) -> WhistleParty | None:
        """The party for which somebody acts: their unit's, or the guest's whose link was opened."""
        if actor.role is Role.GUEST:
            return self.party(party_id)
        return next((p for p in self.parties if p.unit_id is not None and p.unit_id == actor.unit_id), None)

    def task(self, task_id: uuid.UUID) -> WhistleTask:
        """One task of this whistle."""
        found = next((task for task in self.tasks if task.id == task_id), None)
        if found is None:
            raise NotFound("没有这条分工。")
        return found


def take_in_hand(work: Work, whistle_id: uuid.UUID) -> Hand:
    """The whistle's row, locked, with what belongs to it; out of scope means not found.

    A guest's scope is the link: whoever opens it names the whistle by its party.
    """
    mine = [] if work.actor.role is Role.GUEST else [within_reach(work.actor)]
    query = select(Whistle).where(Whistle.id == whistle_id, *mine).with_for_update(of=Whistle)
    whistle = work.session.scalars(query.execution_options(populate_existing=True)).first()
    if whistle is None:
        raise NotFound("没有这次吹哨，或者没有叫您单位。")
    scalars = work.session.scalars
    parties = scalars(
        select(WhistleParty)
        .where(WhistleParty.whistle_id == whistle_id)
        .order_by(WhistleParty.called_at, WhistleParty.id)
    )
    tasks = scalars(
        select(WhistleTask).where(WhistleTask.whistle_id == whistle_id).order_by(WhistleTask.made_at)
    )
    return Hand(whistle, list(parties), list(tasks), _tickets(work, whistle_id))


def _tickets(work: Work, whistle_id: uuid.UUID) -> list[Ticket]:
    query = (
        select(Ticket)
        .join(WhistleTicket, WhistleTicket.ticket_id == Ticket.id)
        .where(WhistleTicket.whistle_id == whistle_id)
        .order_by(Ticket.id)
        .with_for_update(of=Ticket)
    )
    return list(work.session.scalars(query))


def streets_of(work: Work) -> frozenset[uuid.UUID]:
    """The streets that the actor's unit is the office of."""
    return frozenset(work.session.scalars(select(Street.id).where(Street.unit_id == work.actor.unit_id)))


def check_new(work: Work, brought: Brought) -> None:
    """Whether a whistle may be blown like this; else `Forbidden` or `Invalid` by field."""
    row = WHISTLE.step(WhistleAction.BLOW)
    work.actor.require(row.permission)
    case = Case(None, work.actor, work.now, brought=brought, street_of=streets_of(work))
    refuse(unmet(RULES, row.needs, case), NOT_NOW, NOT_YOURS)


def move(
    work: Work, hand: Hand, action: WhistleAction, words: str | None = None, brought: Brought = NOTHING,
    party: WhistleParty | None = None, task: WhistleTask | None = None,
) -> Whistle:  # fmt: skip
    """Take a step of the table, write its line and its event. Facts are the caller's, set after this."""
    row = WHISTLE.step(action)
    work.actor.require(row.permission)
    after = WHISTLE.target(action, hand.whistle.state)
    case = Case(
        hand.whistle,
        work.actor,
        work.now,
        party,
        task,
        hand.parties,
        hand.tasks,
        hand.tickets,
        brought=brought,
    )
    refuse(unmet(RULES, row.needs, case), NOT_NOW, NOT_YOURS)
    hand.whistle.state = after
    tell(work, hand.whistle, action, words, party)
    return hand.whistle


def tell(
    work: Work, whistle: Whistle, action: WhistleAction, words: str | None, party: WhistleParty | None = None
) -> None:
    """Write a line of the story and record the event."""
    actor = work.actor
    work.session.add(
        WhistleStep(
            id=new_id(), whistle_id=whistle.id, at=work.now, action=action.value, name=actor.name,
            unit_name=actor.unit_name, words=words,
        )
    )  # fmt: skip
    work.record(
        WhistleMoved(
            whistle_id=whistle.id, action=action.value, after=whistle.state.value,
            party_id=party.id if party else None, unit_id=party.unit_id if party else None,
        )
    )  # fmt: skip


def tell_tickets(
    work: Work, tickets: Sequence[Ticket], action: WhistleAction, reason: str, words: str | None = None
) -> None:
    """A line in the history of every ticket; `words` are read by residents, `reason` by staff."""
    for ticket in tickets:
        note(work, ticket, f"whistle.{action}", words=words, reason=reason[:2000])


def is_over(whistle: Whistle) -> bool:
    """Whether nothing is waited for any more."""
    return whistle.state in {WhistleState.ENDED, WhistleState.CALLED_OFF}

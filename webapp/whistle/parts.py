"""Who takes part in the tickets of a whistle because it called them: from the call on, until it is called off."""

import uuid
from datetime import datetime

from sqlalchemy import exists, select

from webapp.access.records import Participation
from webapp.base.work import Work
from webapp.people.records import Unit, UnitKind
from webapp.ticket import participants
from webapp.ticket.records import Ticket
from webapp.ticket.tombstone import follow
from webapp.whistle.advance import Hand
from webapp.whistle.lifecycle import WhistleState
from webapp.whistle.records import Whistle, WhistleParty, WhistleTicket


def let_in(work: Work, ticket: Ticket, unit: Unit, called_at: datetime) -> None:
    """Let a called unit take part in a ticket; no property firm in what it may not know of (safety.md 4)."""
    if unit.kind is UnitKind.PROPERTY and (ticket.confidential or ticket.about_unit):
        return
    participants.let_in(work, ticket, unit.id, called_at)


def let_out(work: Work, hand: Hand) -> None:
    """End what the call gave; who took part before, has got the ticket since or is called by another keeps it."""
    called = [party.unit_id for party in hand.parties if party.unit_id is not None]
    for ticket in hand.tickets:
        for unit_id in called:
            if not _is_called_elsewhere(work, hand.whistle, ticket.id, unit_id):
                calls = _calls(work, ticket.id, unit_id)
                for one in (ticket, *_merged_into(work, ticket, unit_id, calls)):
                    participants.let_out(work, one, unit_id, calls)


def _merged_into(work: Work, ticket: Ticket, unit_id: uuid.UUID, calls: list[datetime]) -> list[Ticket]:
    """Those for which the unit was called before they were merged into this one: the whistle left them, its calls stay."""
    let = (Participation.unit_id == unit_id, Participation.since.in_(calls))
    query = select(Ticket).join(Participation, Participation.ticket_id == Ticket.id)
    merged = work.session.scalars(query.where(*let, Ticket.merged_into.is_not(None))).all()
    return [one for one in merged if follow(work.session, one.id, lock=False) is ticket]


def _is_called_elsewhere(work: Work, whistle: Whistle, ticket_id: uuid.UUID, unit_id: uuid.UUID) -> bool:
    other = exists().where(
        WhistleTicket.ticket_id == ticket_id, WhistleParty.whistle_id == WhistleTicket.whistle_id,
        WhistleParty.unit_id == unit_id, Whistle.id == WhistleTicket.whistle_id,
        Whistle.id != whistle.id, Whistle.state != WhistleState.CALLED_OFF,
    )  # fmt: skip
    return bool(work.session.scalar(select(other)))


def _calls(work: Work, ticket_id: uuid.UUID, unit_id: uuid.UUID) -> list[datetime]:
    """When whistles called the unit to the ticket: the first of them let it in, and may be called off already."""
    query = (
        select(WhistleParty.called_at)
        .join(WhistleTicket, WhistleTicket.whistle_id == WhistleParty.whistle_id)
        .where(WhistleTicket.ticket_id == ticket_id, WhistleParty.unit_id == unit_id)
    )
    return list(work.session.scalars(query))

"""The list of whistles: of a street what it blew, of a unit what it is called to, of the district all."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.whistle.lifecycle import OPEN, WORDS, WhistleState
from webapp.whistle.records import Whistle, WhistleParty, WhistleTask, WhistleTicket
from webapp.whistle.scope import within_reach

MOST = 100
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class WhistleLine:
    """A whistle as a line of the list."""

    id: uuid.UUID
    number: str
    state: WhistleState
    state_words: str
    issue: str
    place: str
    street: str
    arrive_by: datetime
    called: int
    arrived: int
    silent: int
    undone: int
    my_call: str
    """What waits for the reader's own unit: 收到, 报到, 办 or nothing."""


@dataclass(frozen=True)
class Board:
    """The list: what waits for this unit, what runs, and what came to its end in the last 30 days."""

    to_do: tuple[WhistleLine, ...]
    running: tuple[WhistleLine, ...]
    over: tuple[WhistleLine, ...]


def board(session: Session, actor: Actor, now: datetime) -> Board:
    """Everything this actor blew or is called to, the soonest first."""
    mine = select(Whistle).where(within_reach(actor))
    running = session.scalars(
        mine.where(Whistle.state.in_(OPEN)).order_by(Whistle.arrive_by, Whistle.id).limit(MOST)
    ).all()
    over = session.scalars(
        mine.where(Whistle.state.not_in(OPEN), Whistle.ended_at > now - RECENT)
        .order_by(Whistle.ended_at.desc())
        .limit(MOST)
    ).all()
    lines = _lines(session, actor, running)
    return Board(
        tuple(line for line in lines if line.my_call), tuple(line for line in lines if not line.my_call),
        tuple(_lines(session, actor, over)),
    )  # fmt: skip


def whistles_of_ticket(session: Session, actor: Actor, ticket_id: uuid.UUID) -> tuple[WhistleLine, ...]:
    """The whistles about one ticket that this actor may read, the newest first."""
    about = exists().where(WhistleTicket.whistle_id == Whistle.id, WhistleTicket.ticket_id == ticket_id)
    query = select(Whistle).where(within_reach(actor), about).order_by(Whistle.blown_at.desc()).limit(MOST)
    return tuple(_lines(session, actor, session.scalars(query).all()))


def _lines(session: Session, actor: Actor, rows: Sequence[Whistle]) -> list[WhistleLine]:
    ids = [row.id for row in rows]
    parties: dict[uuid.UUID, list[WhistleParty]] = {one: [] for one in ids}
    live = (WhistleParty.whistle_id.in_(ids), WhistleParty.revoked_at.is_(None))
    for party in session.scalars(select(WhistleParty).where(*live)):
        parties[party.whistle_id].append(party)
    undone: dict[uuid.UUID, list[uuid.UUID]] = {one: [] for one in ids}
    open_tasks = (WhistleTask.whistle_id.in_(ids), WhistleTask.done_at.is_(None))
    for whistle_id, party_id in session.execute(
        select(WhistleTask.whistle_id, WhistleTask.party_id).where(*open_tasks)
    ):
        undone[whistle_id].append(party_id)
    return [_line(actor, row, parties[row.id], undone[row.id]) for row in rows]


def _line(actor: Actor, row: Whistle, parties: list[WhistleParty], undone: list[uuid.UUID]) -> WhistleLine:
    mine = next((p for p in parties if p.unit_id is not None and p.unit_id == actor.unit_id), None)
    return WhistleLine(
        id=row.id, number=row.number, state=row.state, state_words=WORDS[row.state], issue=row.issue,
        place=row.place_words, street=row.unit.name, arrive_by=row.arrive_by, called=len(parties),
        arrived=sum(p.arrived_at is not None for p in parties), silent=sum(p.answered_at is None for p in parties),
        undone=len(undone), my_call=_waits(row, mine, undone) if actor.may(Permission.ANSWER_WHISTLE) else "",
    )  # fmt: skip


def _waits(row: Whistle, mine: WhistleParty | None, undone: list[uuid.UUID]) -> str:
    if mine is None:
        return ""
    if row.state is WhistleState.BLOWN:
        if mine.answered_at is None:
            return "点「收到」"
        return "到了报到" if mine.arrived_at is None else ""
    if mine.id in undone:
        return "有分工要办"
    late_call = row.settled_at is not None and mine.called_at >= row.settled_at
    return "点「收到」" if late_call and mine.answered_at is None else ""

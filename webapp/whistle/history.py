"""How each unit came when it was called: counted over a year, for the street that calls and the unit itself."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.people.records import Unit
from webapp.whistle.lifecycle import MET, WhistleState
from webapp.whistle.records import Whistle, WhistleParty, WhistleTask
from webapp.whistle.scope import within_reach

SPAN = timedelta(days=365)


@dataclass(frozen=True)
class UnitHistory:
    """One unit's year. Sums and counts, so that every rate shows what it divides."""

    name: str
    called: int
    arrived: int
    in_time: int
    late_minutes: int
    tasks: int
    done: int
    in_day: int
    rated: int
    stars: int

    @property
    def mean_late(self) -> str:
        """Minutes late on average, of those who came late; — when nobody was."""
        late = self.arrived - self.in_time
        return f"{self.late_minutes / late:.0f} 分钟" if late else "—"

    @property
    def mean_stars(self) -> str:
        """Stars on average; — when never rated."""
        return f"{self.stars / self.rated:.1f}" if self.rated else "—"


def histories(session: Session, actor: Actor, now: datetime) -> tuple[UnitHistory, ...]:
    """By unit's name; a called unit sees its own line alone. What was called off counts nowhere.

    A whistle counts once its hour has come: before that nobody is missing.
    """
    has_come = or_(Whistle.arrive_by <= now, Whistle.state.in_(MET))
    ours = [
        Whistle.blown_at > now - SPAN, Whistle.state != WhistleState.CALLED_OFF, has_come,
        WhistleParty.unit_id.is_not(None), within_reach(actor),
    ]  # fmt: skip
    if not (actor.may(Permission.BLOW_WHISTLE) or not actor.may(Permission.ANSWER_WHISTLE)):
        ours.append(WhistleParty.unit_id == actor.unit_id)
    came, done = _came(session, ours), _done(session, ours)
    units = session.scalars(select(Unit).where(Unit.id.in_(came)))
    names = {unit.id: unit.name for unit in units}
    found = [_row(names[unit_id], came[unit_id], done.get(unit_id, (0, 0, 0))) for unit_id in came]
    return tuple(sorted(found, key=lambda row: row.name))


def _row(name: str, came: tuple[int, ...], done: tuple[int, int, int]) -> UnitHistory:
    called, arrived, in_time, late, rated, stars = came
    return UnitHistory(name, called, arrived, in_time, late, *done, rated, stars)


def _came(session: Session, ours: Sequence[ColumnElement[bool]]) -> dict[uuid.UUID, tuple[int, ...]]:
    query = (
        select(
            WhistleParty.unit_id,
            func.count(),
            func.count(WhistleParty.arrived_at),
            func.coalesce(func.sum(case((WhistleParty.late_minutes == 0, 1), else_=0)), 0),
            func.coalesce(func.sum(WhistleParty.late_minutes), 0),
            func.count(WhistleParty.stars),
            func.coalesce(func.sum(WhistleParty.stars), 0),
        )
        .join(Whistle, Whistle.id == WhistleParty.whistle_id)
        .where(*ours)
        .group_by(WhistleParty.unit_id)
    )
    return {row[0]: tuple(map(int, row[1:])) for row in session.execute(query) if row[0] is not None}


def _done(session: Session, ours: Sequence[ColumnElement[bool]]) -> dict[uuid.UUID, tuple[int, int, int]]:
    in_day = (WhistleTask.done_at.is_not(None)) & (WhistleTask.late_at.is_(None))
    query = (
        select(
            WhistleParty.unit_id, func.count(), func.count(WhistleTask.done_at),
            func.sum(case((in_day, 1), else_=0)),
        )
        .join(WhistleParty, WhistleParty.id == WhistleTask.party_id)
        .join(Whistle, Whistle.id == WhistleTask.whistle_id)
        .where(*ours)
        .group_by(WhistleParty.unit_id)
    )  # fmt: skip
    return {
        row[0]: (int(row[1]), int(row[2]), int(row[3]))
        for row in session.execute(query)
        if row[0] is not None
    }

"""Whistles that are not over, where they are: for a map. WGS-84, in degrees."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import CHINA, Lamp, lamp
from webapp.whistle.lifecycle import OPEN, WORDS, WhistleState
from webapp.whistle.records import Whistle
from webapp.whistle.scope import within_reach

MOST = 200


def whistles_on_map(session: Session, actor: Actor, now: datetime) -> list[dict[str, Any]]:
    """Those that this actor may read and whose place is known, the soonest first; late is red until they have met."""
    query = (
        select(Whistle)
        .where(within_reach(actor), Whistle.state.in_(OPEN), Whistle.lng.is_not(None))
        .order_by(Whistle.arrive_by, Whistle.id)
        .limit(MOST)
    )
    return [_mark(row, now) for row in session.scalars(query)]


def _mark(row: Whistle, now: datetime) -> dict[str, Any]:
    calls = row.state is WhistleState.BLOWN
    colour = lamp(row.blown_at, row.arrive_by, now) if calls else Lamp.GREEN
    by = f"，{row.arrive_by.astimezone(CHINA):%m-%d %H:%M} 前到" if calls else ""
    return {
        "id": row.id, "lng": row.lng, "lat": row.lat, "lamp": colour.value,
        "words": f"{row.number} {row.issue[:30]} · {row.place_words} · {WORDS[row.state]}{by}",
        "url": f"/desk/whistles/{row.id}",
    }  # fmt: skip

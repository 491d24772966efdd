"""上岗 and 下岗: somebody's time on duty. No position is asked but at visits (safety.md 9)."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from webapp.access.role import Permission
from webapp.base.database import new_id
from webapp.base.errors import NotNow
from webapp.base.work import Work
from webapp.patrol.records import Round, Visit

LONGEST = timedelta(hours=16)
"""A round that nobody ended counts to its last visit."""


def open_round(session: Session, person_id: uuid.UUID | None) -> Round | None:
    """The round a person is on now."""
    return session.scalars(
        select(Round).where(Round.person_id == person_id, Round.ended_at.is_(None))
    ).first()


def start_round(work: Work) -> Round:
    """上岗; who is on duty already stays so."""
    work.actor.require(Permission.PATROL)
    standing = open_round(work.session, work.actor.person_id)
    if standing is not None:
        return standing
    work.doing("patrol.start_round")
    begun = Round(id=new_id(), person_id=work.actor.person_id, started_at=work.now)
    work.session.add(begun)
    return begun


def end_round(work: Work) -> Round:
    """下岗; `NotNow` for who is not on duty."""
    work.actor.require(Permission.PATROL)
    standing = open_round(work.session, work.actor.person_id)
    if standing is None:
        raise NotNow("现在没有在岗，不用下岗。")
    work.doing("patrol.end_round")
    standing.ended_at = work.now
    return standing


def round_of_visit(
    work: Work, person_id: uuid.UUID, named: uuid.UUID | None, moment: datetime
) -> uuid.UUID | None:
    """The round a visit belongs to: the one it names, else the one it falls into, else none.

    A round that was begun offline is known by its visits first: it begins with the first of them.
    """
    known = work.session.get(Round, named) if named else None
    if known is not None and known.person_id == person_id:
        known.started_at = min(known.started_at, moment)
        return known.id
    within = select(Round.id).where(
        Round.person_id == person_id, Round.started_at <= moment,
        or_(Round.ended_at.is_(None), Round.ended_at >= moment),
    )  # fmt: skip
    found = work.session.scalars(within.order_by(Round.started_at.desc()).limit(1)).first()
    if found is not None or named is None or known is not None or open_round(work.session, person_id):
        return found
    work.session.add(Round(id=named, person_id=person_id, started_at=moment))
    return named


def end_forgotten(work: Work) -> int:
    """End rounds that nobody ended, at their last visit; returns how many."""
    old = select(Round).where(Round.ended_at.is_(None), Round.started_at < work.now - LONGEST)
    rows = work.session.scalars(old.limit(200)).all()
    for row in rows:
        last = work.session.scalar(select(func.max(Visit.visited_at)).where(Visit.round_id == row.id))
        row.ended_at = max(last or row.started_at, row.started_at)
    if rows:
        work.doing("patrol.end_forgotten_rounds")
    return len(rows)

"""The list of notices: what waits for this unit, what the office has to decide, what runs, what has ended lately."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission
from webapp.supervise.lifecycle import NoticeState
from webapp.supervise.queries import NoticeLine, lines_of, open_notices
from webapp.supervise.records import Notice, NoticeCard
from webapp.supervise.scope import within_reach
from webapp.supervise.words import CARD_WORDS

MOST_OVER = 50
RECENT = timedelta(days=30)


@dataclass(frozen=True)
class Board:
    """Groups of lines in the order in which they are worked on; `waits` says what is to be done with each of the first."""

    to_do: tuple[NoticeLine, ...]
    proposed: tuple[NoticeLine, ...]
    running: tuple[NoticeLine, ...]
    over: tuple[NoticeLine, ...]
    waits: dict[uuid.UUID, str]


def board(session: Session, actor: Actor, now: datetime) -> Board:
    """Everything this actor issued, is to answer or reads along, the first due first."""
    lines = open_notices(session, actor, now)
    proposals = _proposals(session, [line.id for line in lines])
    waits = {line.id: words for line in lines if (words := _waits(actor, line))}
    decides = {
        line.id: f"建议{proposals[line.id]}，等您定"
        for line in lines
        if line.id in proposals and _is_issuer(actor, line) and line.id not in waits
    }
    over = session.scalars(
        select(Notice)
        .where(within_reach(actor), Notice.ended_at > now - RECENT)
        .order_by(Notice.ended_at.desc())
        .limit(MOST_OVER)
    ).all()
    return Board(
        tuple(line for line in lines if line.id in waits), tuple(line for line in lines if line.id in decides),
        tuple(line for line in lines if line.id not in waits and line.id not in decides), lines_of(over, now),
        waits | decides,
    )  # fmt: skip


def _proposals(session: Session, ids: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    if not ids:
        return {}
    query = select(NoticeCard.notice_id, NoticeCard.card).where(
        NoticeCard.notice_id.in_(ids), NoticeCard.decided_at.is_(None)
    )
    return {notice_id: CARD_WORDS[card] for notice_id, card in session.execute(query)}


def _is_issuer(actor: Actor, line: NoticeLine) -> bool:
    return actor.may(Permission.ISSUE_NOTICE) and actor.unit_id == line.office_id


def _waits(actor: Actor, line: NoticeLine) -> str:
    """What waits for the reader's own unit: 签收, 反馈, 验收 or nothing."""
    if actor.may(Permission.ANSWER_NOTICE) and actor.unit_id == line.unit_id:
        again = "重新反馈" if line.refusals else "办好反馈"
        return {NoticeState.ISSUED: "先签收", NoticeState.SIGNED: again}.get(line.state, "")
    return "等您验收" if line.state is NoticeState.REPLIED and _is_issuer(actor, line) else ""

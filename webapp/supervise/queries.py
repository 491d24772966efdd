"""What other desks and the forms ask about notices: what is open, on which ticket, to whom one can go."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import Lamp, lamp
from webapp.people.records import Unit, UnitKind
from webapp.supervise.lifecycle import OPEN, WORDS, NoticeState
from webapp.supervise.records import Notice, NoticeTicket
from webapp.supervise.scope import ADDRESSED, within_reach
from webapp.supervise.words import CARD_WORDS, Card

KIND_WORDS = {
    UnitKind.DEPARTMENT: "部门", UnitKind.STREET: "街道", UnitKind.PROPERTY: "物业", UnitKind.COMMUNITY: "社区",
}  # fmt: skip
MOST_OPEN = 2000
MOST_OF_A_TICKET = 20


@dataclass(frozen=True)
class NoticeLine:
    """A notice as a line of a list or a point on a map."""

    id: uuid.UUID
    sort: int
    number: str
    state: NoticeState
    state_words: str
    subject: str
    place: str
    office_id: uuid.UUID
    office: str
    unit_id: uuid.UUID
    unit: str
    lng: float | None
    lat: float | None
    issued_at: datetime
    due: datetime
    lamp: Lamp
    card: Card | None
    refusals: int
    ended_at: datetime | None

    @property
    def card_words(self) -> str:
        """催办, 黄牌, 红牌, or nothing."""
        return CARD_WORDS[self.card] if self.card else ""


def open_notices(
    session: Session, actor: Actor, now: datetime, *where: ColumnElement[bool], most: int = MOST_OPEN
) -> tuple[NoticeLine, ...]:
    """The open notices in this actor's reach, the first due first; further conditions are on `Notice`."""
    query = select(Notice).where(Notice.ended_at.is_(None), within_reach(actor), *where)
    return lines_of(session.scalars(query.order_by(Notice.due, Notice.id).limit(most)).all(), now)


def notices_of_ticket(
    session: Session, actor: Actor, ticket_id: uuid.UUID, now: datetime
) -> tuple[NoticeLine, ...]:
    """The notices about one ticket that this actor may read, the newest first."""
    about = exists().where(NoticeTicket.notice_id == Notice.id, NoticeTicket.ticket_id == ticket_id)
    query = select(Notice).where(within_reach(actor), about).order_by(Notice.sort.desc())
    return lines_of(session.scalars(query.limit(MOST_OF_A_TICKET)).all(), now)


def lines_of(rows: Sequence[Notice], now: datetime) -> tuple[NoticeLine, ...]:
    """Rows as lines."""
    return tuple(line_of(row, now) for row in rows)


def line_of(row: Notice, now: datetime) -> NoticeLine:
    """A row as a line."""
    return NoticeLine(
        id=row.id, sort=row.sort, number=row.full_number, state=row.state, state_words=WORDS[row.state], subject=row.subject,
        place=row.place_words, office_id=row.office_id, office=row.office.name, unit_id=row.unit_id, unit=row.unit.name,
        lng=row.lng, lat=row.lat, issued_at=row.issued_at, due=row.due, lamp=lamp_of(row, now), card=row.card,
        refusals=row.refusals, ended_at=row.ended_at,
    )  # fmt: skip


def lamp_of(row: Notice, now: datetime) -> Lamp:
    """The lamp of the deadline: it stands still from the reply on, until that is sent back."""
    if row.state is NoticeState.WITHDRAWN:
        return Lamp.GREEN
    at = row.replied_at if row.state not in OPEN or row.state is NoticeState.REPLIED else now
    colour = lamp(row.waits_since, row.due, at or now)
    return Lamp.GREEN if row.state is NoticeState.ACCEPTED and colour is Lamp.YELLOW else colour


def units_to_notice(session: Session, actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """Live units that a notice can go to, by the word for their kind."""
    query = (
        select(Unit).where(Unit.live, Unit.kind.in_(ADDRESSED), Unit.id != actor.unit_id).order_by(Unit.name)
    )
    found: dict[str, list[tuple[str, str]]] = {words: [] for words in KIND_WORDS.values()}
    for unit in session.scalars(query):
        found[KIND_WORDS[unit.kind]].append((str(unit.id), unit.name))
    return {words: units for words, units in found.items() if units}

"""All notices, page by page: by state, unit, office and words; and how each unit did."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.paging import Page, page_of
from webapp.people.records import Unit
from webapp.supervise.lifecycle import WORDS, NoticeState
from webapp.supervise.queries import NoticeLine, line_of
from webapp.supervise.records import Notice
from webapp.supervise.scope import within_reach
from webapp.supervise.words import Card

PAGE = 30


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; what an address says that is none of it is left aside, with a sentence."""

    state: NoticeState | None = None
    card: Card | None = None
    unit_id: uuid.UUID | None = None
    words: str = ""
    unknown: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """From an address."""
        state, card, unit = (given.get(name, "") for name in ("state", "card", "unit"))
        wrong = []
        if state and state not in set(NoticeState):
            wrong.append("状态")
        if card and card not in set(Card):
            wrong.append("牌")
        try:
            unit_id = uuid.UUID(unit) if unit else None
        except ValueError:
            unit_id = None
            wrong.append("单位")
        return cls(
            NoticeState(state) if state in set(NoticeState) else None, Card(card) if card in set(Card) else None,
            unit_id, given.get("q", "").strip()[:40], "、".join(wrong),
        )  # fmt: skip

    def address(self) -> dict[str, str]:
        """The same as parts of an address."""
        parts = {
            "state": self.state or "", "card": self.card or "", "unit": str(self.unit_id or ""), "q": self.words,
        }  # fmt: skip
        return {name: str(value) for name, value in parts.items() if value}

    def where(self) -> list[ColumnElement[bool]]:
        """The conditions."""
        found: list[ColumnElement[bool]] = []
        if self.state is not None:
            found.append(Notice.state == self.state)
        if self.card is not None:
            found.append(Notice.card == self.card)
        if self.unit_id is not None:
            found.append(Notice.unit_id == self.unit_id)
        if self.words:
            columns = (Notice.subject, Notice.place_words, Notice.problem)
            found.append(or_(*(column.contains(self.words, autoescape=True) for column in columns)))
        return found


def list_notices(
    session: Session,
    actor: Actor,
    now: datetime,
    asked: Asked,
    after: int | None = None,
    before: int | None = None,
) -> Page[NoticeLine]:
    """A page of all notices in reach, the newest first."""
    query = select(Notice).where(within_reach(actor), *asked.where())
    page = page_of(session, query, Notice.sort, size=PAGE, after=after, before=before)
    return Page(tuple(line_of(row, now) for (row,) in page.rows), page.older, page.newer)


def units_noticed(session: Session, actor: Actor) -> list[tuple[str, str]]:
    """The units that got a notice in reach, for the filter."""
    got = select(Notice.unit_id).where(within_reach(actor)).distinct()
    query = select(Unit.id, Unit.name).where(Unit.id.in_(got)).order_by(Unit.name)
    return [(str(unit_id), name) for unit_id, name in session.execute(query)]


STATE_CHOICES = [("", "都看"), *((state.value, words) for state, words in WORDS.items())]
CARD_CHOICES = [("", "不管"), (Card.YELLOW.value, "黄牌"), (Card.RED.value, "红牌")]

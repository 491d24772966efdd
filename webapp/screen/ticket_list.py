"""The list of the inbox: saved views with counts, search in Chinese, keyset pages; at most six queries a page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.paging import Page
from webapp.screen.saved_views import SavedView, view_named, views_for
from webapp.ticket.queries import COUNT_MOST, TicketRow, count_each, list_tickets
from webapp.ticket.records import Ticket
from webapp.ticket.search import contains

SIZE = 20
CASE_NUMBER = 16


@dataclass(frozen=True)
class ListAsked:
    """What the address of the inbox says."""

    view: str | None = None
    words: str = ""
    after: int | None = None
    before: int | None = None

    def address(self, **change: object) -> str:
        """The address of a list that differs from this one; the same list gives the same address."""
        wanted = self.kept() | change
        return "/desk/?" + urlencode({k: v for k, v in wanted.items() if v not in (None, "")})

    def kept(self) -> dict[str, Any]:
        """What of it stays in the address of a ticket that is opened beside it."""
        named = {"view": self.view, "q": self.words, "after": self.after, "before": self.before}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class ViewLink:
    """A view in the column at the left."""

    label: str
    url: str
    count: str
    current: bool
    late: int = 0


@dataclass(frozen=True)
class ListShown:
    """A page of the inbox."""

    view: SavedView
    views: tuple[ViewLink, ...]
    page: Page[TicketRow]
    newer_url: str
    older_url: str


def show_list(session: Session, actor: Actor, now: datetime, asked: ListAsked) -> ListShown:
    """The asked page in the actor's scope, with what stands around it."""
    view, page = listed(session, actor, now, asked)
    here = ListAsked(view.code, asked.words)
    return ListShown(
        view, _views(session, actor, now, view), page,
        here.address(before=page.newer) if page.newer else "", here.address(after=page.older) if page.older else "",
    )  # fmt: skip


def listed(
    session: Session, actor: Actor, now: datetime, asked: ListAsked, size: int = SIZE
) -> tuple[SavedView, Page[TicketRow]]:
    """The view that is asked for and a page of its tickets."""
    view = view_named(actor, now, asked.view)
    where = [view.where(actor, now)]
    words = asked.words.strip()
    if words:
        found = contains(session, words)
        by_number = Ticket.number == words[:CASE_NUMBER]
        where.append(by_number if found is None else (found | by_number))
    page = list_tickets(
        session, actor, now, and_(*where), after=asked.after, before=asked.before, size=size, only_open=view.only_open
    )  # fmt: skip
    return view, page


def _views(session: Session, actor: Actor, now: datetime, current: SavedView) -> tuple[ViewLink, ...]:
    """The views with their counts: one query over the open tickets in scope; views of closed ones are not counted."""
    views = views_for(actor, now)
    counts = count_each(session, actor, {v.code: _counted(v, actor, now) for v in views if v.counted})
    return tuple(
        ViewLink(
            view.label, ListAsked(view.code).address(), _badge(counts.get(view.code)), view.code == current.code,
            counts.get("late", 0) if view.code == "mine" else 0,
        )
        for view in views
    )  # fmt: skip


def _counted(view: SavedView, actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    where = view.where(actor, now)
    return (where, Ticket.open_sort.is_not(None)) if view.only_open else (where,)


def _badge(count: int | None) -> str:
    if count is None:
        return ""
    return f"{COUNT_MOST}+" if count > COUNT_MOST else str(count)

"""The list of the inbox: saved views with counts, filters, search in Chinese, keyset pages; at most six queries a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.paging import Page, asked_key
from webapp.screen.filters import Narrowed, Pairs, conditions, narrowed, pairs_of
from webapp.screen.own_views import ViewKept, views_kept
from webapp.screen.saved_views import SavedView, view_named, views_for
from webapp.ticket.queries import COUNT_MOST, TicketRow, count_each, list_tickets, soonest_tickets
from webapp.ticket.records import Ticket
from webapp.ticket.search import contains

SIZE = 20
SOONEST = 50
"""What is most pressing, in one page; beyond it one narrows the list."""
CASE_NUMBER = 16
WORDS_MOST = 60
OWN = "own:"
"""Before the id of a list that was put by, among the names of counts."""


class Order(StrEnum):
    """In what order a list stands."""

    NEW = "new"
    OLD = "old"
    DUE = "due"


ORDER_WORDS: Mapping[Order, str] = {
    Order.NEW: "新报的在前",
    Order.OLD: "早报的在前",
    Order.DUE: "快到期的在前",
}


@dataclass(frozen=True)
class ListAsked:
    """What the address of the inbox says."""

    view: str | None = None
    words: str = ""
    after: int | None = None
    before: int | None = None
    filters: Pairs = ()
    order: Order = Order.NEW
    columns: str = ""
    """Of the table, `a.b.c`; empty: the usual ones (columns.py)."""

    def address(self, **change: object) -> str:
        """The address of a list that differs from this one; the same list gives the same address."""
        return f"/desk/?{self.query(**change)}"

    def query(self, **change: object) -> str:
        """What stands behind the question mark of its address."""
        wanted = self.kept() | change
        return urlencode({k: v for k, v in wanted.items() if v not in (None, "")}, doseq=True)

    def kept(self) -> dict[str, Any]:
        """What of it stays in the address of a ticket that is opened beside it."""
        named: dict[str, Any] = {"view": self.view, "q": self.words.strip()}
        for name, value in self.filters:
            named.setdefault(name, []).append(value)
        named |= {"sort": "" if self.order is Order.NEW else self.order.value}
        named |= {"cols": self.columns, "after": self.after, "before": self.before}
        return {name: value for name, value in named.items() if value}

    @property
    def start(self) -> "ListAsked":
        """The first page of the same list."""
        return replace(self, after=None, before=None)


def read_asked(pairs: list[tuple[str, str]]) -> ListAsked:
    """The list that the words of an address name; a hand-made address that is none is read as the first page."""
    one = dict(reversed(pairs))
    order = one.get("sort")
    return ListAsked(
        one.get("view"), one.get("q", "")[:WORDS_MOST], asked_key(one.get("after")), asked_key(one.get("before")),
        pairs_of(pairs), Order(order) if order in set(Order) else Order.NEW,
        one.get("cols", "")[:WORDS_MOST * 3],
    )  # fmt: skip


@dataclass(frozen=True)
class ViewLink:
    """A view in the column at the left."""

    label: str
    url: str
    count: str
    current: bool
    late: int = 0
    own: bool = False


@dataclass(frozen=True)
class ListShown:
    """A page of the inbox. `asked` is what was asked for, without the filters that nobody knows."""

    asked: ListAsked
    view: SavedView
    views: tuple[ViewLink, ...]
    page: Page[TicketRow]
    newer_url: str
    older_url: str
    narrowed: Narrowed


def show_list(session: Session, actor: Actor, now: datetime, asked: ListAsked) -> ListShown:
    """The asked page in the actor's scope, with what stands around it. Without a view the role's default is shown."""
    kept = tuple(one for one in views_kept(session, actor) if one.role in (None, actor.role))
    if asked == ListAsked():
        asked = next((_asked_of(one) for one in kept if one.is_default), asked)
    found = narrowed(session, asked.filters) if asked.filters else Narrowed((), (), ())
    asked = replace(asked, filters=found.pairs)
    view, page = listed(session, actor, now, asked)
    here = replace(asked, view=view.code).start
    return ListShown(
        asked, view, _views(session, actor, now, here, kept), page,
        here.address(before=page.newer) if page.newer else "", here.address(after=page.older) if page.older else "",
        found,
    )  # fmt: skip


def listed(
    session: Session, actor: Actor, now: datetime, asked: ListAsked, size: int = SIZE
) -> tuple[SavedView, Page[TicketRow]]:
    """The view that is asked for and a page of its tickets, of filters that hold."""
    view = view_named(actor, now, asked.view)
    where = wanted(session, actor, now, asked)
    if asked.order is Order.DUE:
        return view, Page(soonest_tickets(session, actor, now, *where, size=max(size, SOONEST)))
    page = list_tickets(
        session, actor, now, *where, after=asked.after, before=asked.before, size=size, only_open=view.only_open,
        oldest_first=asked.order is Order.OLD,
    )  # fmt: skip
    return view, page


def wanted(session: Session, actor: Actor, now: datetime, asked: ListAsked) -> list[ColumnElement[bool]]:
    """What a ticket of the asked list must be."""
    where = [view_named(actor, now, asked.view).where(actor, now), *conditions(asked.filters, now)]
    words = asked.words.strip()
    if words:
        found = contains(session, words)
        by_number = Ticket.number == words[:CASE_NUMBER]
        where.append(by_number if found is None else (found | by_number))
    return where


def _asked_of(kept: ViewKept) -> ListAsked:
    return read_asked(parse_qsl(kept.query))


def _views(
    session: Session, actor: Actor, now: datetime, here: ListAsked, kept: tuple[ViewKept, ...]
) -> tuple[ViewLink, ...]:
    """The views with their counts, one query for all; views of closed ones, and lists by words, are not counted."""
    views = views_for(actor, now)
    own = {f"{OWN}{one.id}": (one, _asked_of(one)) for one in kept}
    wanted_counts = {v.code: _counted(v, actor, now) for v in views if v.counted}
    for code, (_, asked) in own.items():
        view = view_named(actor, now, asked.view)
        if view.counted and not asked.words:
            wanted_counts[code] = (*_counted(view, actor, now), *conditions(asked.filters, now))
    counts = count_each(session, actor, wanted_counts)
    built_in = tuple(
        ViewLink(
            view.label, ListAsked(view.code).address(), _badge(counts.get(view.code)), here == ListAsked(view.code),
            counts.get("late", 0) if view.code == "mine" else 0,
        )
        for view in views
    )  # fmt: skip
    put_by = tuple(
        ViewLink(one.name, asked.address(), _badge(counts.get(code)), here == asked, own=True)
        for code, (one, asked) in own.items()
    )
    return (*built_in, *put_by)


def _counted(view: SavedView, actor: Actor, now: datetime) -> tuple[ColumnElement[bool], ...]:
    where = view.where(actor, now)
    return (where, Ticket.open_sort.is_not(None)) if view.only_open else (where,)


def _badge(count: int | None) -> str:
    if count is None:
        return ""
    return f"{COUNT_MOST}+" if count > COUNT_MOST else str(count)

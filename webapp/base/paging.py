"""Keyset paging: a page is found by the key of the row before it, so page 40 costs what page 1 costs."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

T = TypeVar("T")
MOST_KEY = 2**63 - 1
"""The largest number that both databases know."""


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the keys with which to ask for the older and newer ones (None: there are none)."""

    rows: tuple[T, ...]
    older: int | None = None
    newer: int | None = None


def asked_key(given: str | None) -> int | None:
    """The key that an address asks for; None for what is none."""
    if not (given and given.isascii() and given.isdigit() and len(given) < 20):
        return None
    key = int(given)
    return key if key <= MOST_KEY else None


def page_of(
    session: Session, query: Select[*tuple[Any, ...]], key: InstrumentedAttribute[Any], size: int = 20,
    after: int | None = None, before: int | None = None, *, oldest_first: bool = False,
) -> Page[Any]:  # fmt: skip
    """A page of a query, newest first; the first column of a row must be the entity that has the key.

    One row more than the page is read to know whether there is another page. With `oldest_first` the list runs the
    other way, and what it calls older comes after it all the same.
    """
    onward, back = (key.asc(), key.desc()) if oldest_first else (key.desc(), key.asc())
    if before is not None:
        behind = key < before if oldest_first else key > before
        found = list(session.execute(query.where(behind).order_by(back).limit(size + 1)))
        more = len(found) > size
        rows = list(reversed(found[:size]))
        older, newer = (_key(rows[-1], key) if rows else None), (_key(rows[0], key) if more else None)
        return Page(tuple(rows), older, newer)
    if after is not None:
        query = query.where(key > after if oldest_first else key < after)
    found = list(session.execute(query.order_by(onward).limit(size + 1)))
    rows = found[:size]
    older = _key(rows[-1], key) if len(found) > size else None
    newer = _key(rows[0], key) if after is not None and rows else None
    return Page(tuple(rows), older, newer)


def _key(row: Any, key: InstrumentedAttribute[Any]) -> int:
    return int(getattr(row[0], key.key))

"""What every report asks and what changes once in a while: remembered by each process as it stands at one stamp.

A kind of row says so by `__remembered__ = True`; the work that writes such a row puts a new stamp into its commit.
A stamp is never used twice, so what is remembered under one never grows old. A change is seen from the next unit of
work on; the work that makes it remembers nothing.
"""

import uuid
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from webapp.base.records import Stamp

STAMPS_MOST: Final = 8
VALUES_MOST: Final = 5000
_STAMP = select(Stamp.stamp)
_IS_CHANGING = "remembered.is_changing"
_all: dict[uuid.UUID | None, dict[Hashable, Any]] = {}
T = TypeVar("T")


@dataclass(frozen=True)
class _Seen:
    """What a session remembers, and under which stamp."""

    stamp: uuid.UUID | None
    values: dict[Hashable, Any]


def remembered(session: Session, key: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives of such rows, asked of the database once a stamp; None is asked again each time.

    It is given to everybody in this process, so it must be frozen and hold no record.
    """
    values = _values(session)
    found = values.get(key)
    if found is None:
        found = read()
        if found is not None:
            if len(values) >= VALUES_MOST:
                values.clear()
            values[key] = found
    return found


def is_changing(session: Session) -> None:
    """This work writes such rows: what it reads is not yet true for others."""
    session.info[_IS_CHANGING] = True
    session.info.pop(Stamp, None)


def stamp_of(session: Session) -> uuid.UUID | None:
    """The stamp under which this session has remembered something; None when it has not, or is changing it."""
    seen: _Seen | None = session.info.get(Stamp)
    return seen.stamp if seen else None


def assume(session: Session, stamp: uuid.UUID) -> None:
    """Let this session remember what stands under a stamp, unasked; who assumes compares it where it writes."""
    session.info[Stamp] = _Seen(stamp, _all.get(stamp, {}))


def stamp_anew(session: Session) -> None:
    """Say so to everybody, if this work has written such rows; at its end, since the next who does must wait."""
    if _IS_CHANGING in session.info:
        new = {"stamp": uuid.uuid4()}
        if not session.connection().execute(update(Stamp).values(new)).rowcount:
            session.connection().execute(insert(Stamp).values(new))


def _values(session: Session) -> dict[Hashable, Any]:
    """All that is remembered under the stamp of this session's transaction.

    The stamp is asked of the connection: it is nothing that this work is about to write, and must not make it write.
    """
    seen: _Seen | None = session.info.get(Stamp)
    if seen is None:
        if _IS_CHANGING in session.info:
            seen = _Seen(None, {})
        else:
            stamp = session.connection().execute(_STAMP).scalar()
            seen = _Seen(stamp, _all.setdefault(stamp, {}))
        for old in list(_all)[:-STAMPS_MOST]:
            _all.pop(old, None)
        session.info[Stamp] = seen
    return seen.values

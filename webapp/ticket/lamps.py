"""The lamp of open tickets as the database works it out, for filters and counts over thousands of them.

`ticket.queries.lamp_of` says the same of one ticket; a test holds the two together.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Float, Integer, and_, case, func, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from webapp.base.clock import Lamp
from webapp.base.database import Looked
from webapp.ticket.lifecycle import AT_THE_UNIT
from webapp.ticket.records import Ticket

SOON_FROM = 0.8
"""The part of its time after which a clock is yellow (mission.md, Clocks)."""
RANK = {Lamp.GREEN: 0, Lamp.YELLOW: 1, Lamp.RED: 2}


class Seconds(FunctionElement[float]):
    """A moment as seconds since 1970."""

    inherit_cache = True
    type = Float()

    def __init__(self, moment: ColumnElement[Any] | InstrumentedAttribute[Any]) -> None:
        super().__init__(moment)


@compiles(Seconds)
def _epoch(element: Seconds, compiler: SQLCompiler, **how: Any) -> str:
    return f"date_part('epoch', {compiler.process(element.clauses, **how)})"


@compiles(Seconds, "sqlite")
def _julian(element: Seconds, compiler: SQLCompiler, **how: Any) -> str:
    """Julian days (sqlite.org/lang_datefunc.html); 2440587.5 is the first moment of 1970."""
    return f"((julianday({compiler.process(element.clauses, **how)}) - 2440587.5) * 86400.0)"


def lamp_rank(now: datetime) -> ColumnElement[int]:
    """0 green, 1 yellow, 2 red: of an open ticket the clock of handling while it runs, else the promise."""
    start = Seconds(func.coalesce(Ticket.counted_from, Ticket.reported_at))
    spent = literal(now.timestamp(), Float) - start
    handling: ColumnElement[int] = case(
        (Ticket.due < now, 2), (spent >= SOON_FROM * (Seconds(Ticket.due) - start), 1), else_=0
    )
    runs = and_(Ticket.due.is_not(None), Looked(Ticket.state).in_(AT_THE_UNIT))
    return case((runs, handling), (Ticket.next_word_by < now, 2), else_=0)


def is_lit(lamp: Lamp, now: datetime) -> ColumnElement[bool]:
    """Open tickets with this lamp."""
    return lamp_rank(now) == RANK[lamp]


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Of the rows that are looked at, those of which something is true."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0, type_=Integer)

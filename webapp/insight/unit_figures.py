"""The figures of a score card as conditions on tickets: what is counted is what the list behind the figure shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists

from webapp.base.database import Looked
from webapp.insight.records import RateFact
from webapp.insight.unit_rules import Month
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

NEVER_A_CASE = (State.REFUSED, State.CANCELLED, State.MERGED)
A_MICROSECOND = 1_000_000
TAIL = 1_000
"""`Ticket.sort` is the microsecond of the report with three digits of chance behind it."""


@dataclass(frozen=True)
class Figure:
    """A figure: its word, what it means, and which tickets it counts."""

    label: str
    means: str
    where: Callable[[Month, datetime], ColumnElement[bool]]


def is_case() -> ColumnElement[bool]:
    """Tickets that are or were a case."""
    return Looked(Ticket.state).not_in(NEVER_A_CASE)


def came_in(month: Month, _now: datetime) -> ColumnElement[bool]:
    """Reported within the month; by the key of lists, which has an index."""
    first, after = (int(at.timestamp()) * A_MICROSECOND * TAIL for at in (month.begins, month.ends))
    return and_(Ticket.sort >= first, Ticket.sort < after, is_case())


def fell_due(month: Month, now: datetime) -> ColumnElement[bool]:
    """Due within the month and before now; what is hung up has no running clock."""
    until = min(month.ends, now)
    return and_(
        Ticket.due >= month.begins, Ticket.due < until, is_case(), Looked(Ticket.state) != State.HUNG_UP
    )


def heard(month: Month, *answer: ColumnElement[bool]) -> ColumnElement[bool]:
    """With a callback that counts (有效回访) in the month."""
    first, after = month.halves
    return exists().where(
        RateFact.ticket_id == Ticket.id, RateFact.half >= first, RateFact.half < after, *answer
    )


FIGURES: Mapping[str, Figure] = {
    "volume": Figure("受理", "当月反映的，不算没立案、撤回、并案的", came_in),
    "hotline": Figure("12345 转来", "其中有热线单号的", lambda m, n: and_(came_in(m, n), Ticket.order_no.is_not(None))),
    "returned": Figure("退回过", "其中退回过的", lambda m, n: and_(came_in(m, n), Ticket.returns > 0)),
    "due": Figure("当月到期", "期限在当月、已经到了的；挂账的不算", fell_due),
    "in_time": Figure("按期处置", "其中按期办好、复查通过的", lambda m, n: and_(fell_due(m, n), Ticket.in_time.is_(True))),
    "late": Figure("没按期", "其中到期没办好、或办晚了的", lambda m, n: and_(fell_due(m, n), Ticket.in_time.is_not(True))),
    "heard": Figure("有效回访", "当月打通或自己答了、计入考核的", lambda m, _: heard(m)),
    "solved": Figure("说解决了", "其中居民说解决了的", lambda m, _: heard(m, RateFact.solved == 1)),
    "unsolved": Figure("说没解决", "其中居民没说解决了的", lambda m, _: heard(m, RateFact.solved == 0)),
    "satisfied": Figure("满意", "其中满意、基本满意的", lambda m, _: heard(m, RateFact.satisfied + RateFact.basically > 0)),
}  # fmt: skip

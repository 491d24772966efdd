"""The columns of a list as a table: what can be shown, in which order, and what stands in a cell."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.base.clock import CHINA, Lamp
from webapp.ticket.queries import TicketRow

LAMP_WORDS = {Lamp.GREEN: "正常", Lamp.YELLOW: "快到时限", Lamp.RED: "已超时"}


@dataclass(frozen=True)
class Column:
    """A column: its head, what its cell says, and how wide it is in an Excel file (in characters)."""

    head: str
    cell: Callable[[TicketRow], str | int | datetime | None]
    width: int


COLUMNS: Mapping[str, Column] = {
    "number": Column("案件号", lambda row: row.number, 12),
    "class": Column("类别", lambda row: row.class_name, 12),
    "place": Column("地点", lambda row: row.place, 30),
    "summary": Column("原话", lambda row: row.summary, 40),
    "state": Column("状态", lambda row: row.state_words, 10),
    "lamp": Column("时限", lambda row: LAMP_WORDS[row.lamp], 10),
    "unit": Column("单位", lambda row: row.unit_name, 20),
    "assigned": Column("经办人", lambda row: row.assigned_to, 12),
    "reported": Column("报的时间", lambda row: row.reported_at, 17),
    "due": Column("期限", lambda row: row.due, 17),
    "closed": Column("办结时间", lambda row: row.closed_at, 17),
    "urgent": Column("加急", lambda row: "加急" if row.urgent else "", 6),
    "joins": Column("也遇到", lambda row: row.joins or None, 8),
    "reworked": Column("返工", lambda row: row.reworked or None, 6),
    "reopened": Column("重办", lambda row: row.reopened or None, 6),
}
USUAL = ("number", "class", "place", "state", "lamp", "unit", "reported", "due")


def columns_of(given: str) -> tuple[str, ...]:
    """The columns that an address names, `a.b.c`, each once; those nobody knows are left out, none means the usual."""
    named = dict.fromkeys(name for name in given.split(".") if name in COLUMNS)
    return tuple(named) or USUAL


def cells(row: TicketRow, columns: Sequence[str]) -> tuple[str | int | datetime | None, ...]:
    """A line of the table; moments in the district's time, without their zone."""
    found = (COLUMNS[name].cell(row) for name in columns)
    return tuple(
        value.astimezone(CHINA).replace(tzinfo=None) if isinstance(value, datetime) else value
        for value in found
    )

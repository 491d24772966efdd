"""The inbox of a handling unit: its views as predicates for `ticket.queries.list_tickets`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from webapp.access.actor import Actor
from webapp.ticket.queries import among_open, is_one_of
from webapp.ticket.records import Ticket
from webapp.ticket.words import State

AT_THE_UNIT = (State.DISPATCHED, State.ACCEPTED, State.HANDLING)
IN_HAND = (State.ACCEPTED, State.HANDLING, State.HUNG_UP)
DONE = (State.FED_BACK, State.PASSED, State.CLOSED, State.ENDED)


@dataclass(frozen=True)
class View:
    """One view of the inbox; `only_open` goes to `list_tickets`: of one state it is the state's own index that has them."""

    name: str
    label: str
    where: tuple[ColumnElement[bool], ...]
    only_open: bool
    empty: str
    """Why it is empty when it is."""
    counted: bool = True


def views_of_unit(actor: Actor, now: datetime) -> tuple[View, ...]:
    """新来的, 在办的, 我的, 超时的, 办完的 of the actor's own unit."""
    ours = Ticket.unit_id == actor.unit_id
    in_hand = among_open(IN_HAND)
    late = (among_open(AT_THE_UNIT), Ticket.due < now)
    return (
        View("new", "新来的", (ours, Ticket.state == State.DISPATCHED), False, "没有等您点「收到」的。"),
        View("mine", "在办的", (ours, in_hand), True, "手上没有在办的。"),
        View("assigned", "分给我的", (ours, in_hand, Ticket.assigned_to == actor.name), True, "没有分给您本人的。"),
        View("late", "超时的", (ours, *late), True, "没有超时的。"),
        View("done", "办完的", (ours, is_one_of(DONE)), False, "还没有办完的。", counted=False),
    )  # fmt: skip

"""The views of the inbox, for each room its own, as a table: a name, which tickets, and why it may be empty."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, true

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.handle.queries import View, views_of_unit
from webapp.screen.ticket_panel import SOON
from webapp.ticket import few
from webapp.ticket.queries import among_open, is_one_of
from webapp.ticket.records import Ticket
from webapp.ticket.urgent import rings_for
from webapp.ticket.words import State

S = State
AT_WORK = (S.ACCEPTED, S.HANDLING)
AT_UNIT = (S.DISPATCHED, *AT_WORK)
DONE = (S.FED_BACK, S.PASSED, S.CLOSED, S.ENDED)


@dataclass(frozen=True)
class SavedView:
    """One view. `only_open` lets the list run over open tickets alone; one state, or few, need it not."""

    code: str
    label: str
    where: Callable[[Actor, datetime], ColumnElement[bool]]
    only_open: bool
    empty: str
    fills: str
    counted: bool = True


def _is(state: State) -> Callable[[Actor, datetime], ColumnElement[bool]]:
    return lambda _actor, _now: Ticket.state == state


def _done(_actor: Actor, _now: datetime) -> ColumnElement[bool]:
    return is_one_of(DONE)


def _late(_actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Past due at a unit; what is hung up waits for its day, and its clock stands (lifecycle.md, hang_up)."""
    return and_(among_open(AT_UNIT), Ticket.due < now)


def _at_unit(_actor: Actor, _now: datetime) -> ColumnElement[bool]:
    return among_open(AT_UNIT)


def _own(*states: State) -> Callable[[Actor, datetime], ColumnElement[bool]]:
    """Of one's own unit, not of those it only takes part in."""
    return lambda actor, _now: and_(Ticket.unit_id == actor.unit_id, among_open(states))


def _everything(_actor: Actor, _now: datetime) -> ColumnElement[bool]:
    return true()


def _asked(_actor: Actor, _now: datetime) -> ColumnElement[bool]:
    return few.are(few.ASKED)


def _raised(_actor: Actor, _now: datetime) -> ColumnElement[bool]:
    return few.are(few.RAISED)


def _promise(_actor: Actor, now: datetime) -> ColumnElement[bool]:
    """Late, or due within the next two hours; where no resident reported nobody waits for a word."""
    return and_(Ticket.next_word_by < now + SOON, Ticket.resident_reported)


def _rings(actor: Actor, _now: datetime) -> ColumnElement[bool]:
    return rings_for(actor)


_URGENT = SavedView(
    "urgent", "急件没人接", _rings, False, "没有等着接的急件。", "有危险的事报上来，还没人接，就在这里。"
)
_ALL = SavedView(
    "all", "全部", _everything, False, "这里还没有工单。", "居民扫码反映以后就会有。", counted=False
)
_LATE = SavedView("late", "已超时", _late, True, "没有超时的，真好。", "过了期限还没办完的会到这里。")
_PROMISE = SavedView(
    "promise",
    "该回话了",
    _promise,
    True,
    "答应居民的话都按时说了。",
    "两小时内该给居民回话的、过了时间还没回的会到这里。",
)
_OWN_PROMISE = SavedView(
    "promise", _PROMISE.label, lambda actor, now: and_(Ticket.unit_id == actor.unit_id, _promise(actor, now)), True,
    _PROMISE.empty, _PROMISE.fills,
)  # fmt: skip
_DESK = (
    SavedView("new", "待核实", _is(S.NEW), False, "都核实完了。", "要核实的报上来就会到这里。"),
    SavedView("filed", "待派遣", _is(S.FILED), False, "没有等着派的。", "立了案、被退回的会到这里。"),
    SavedView("at_unit", "在单位", _at_unit, True, "没有在单位手上的。", "派出去的会到这里。"),
    _LATE,
    _PROMISE,
    SavedView("asked", "等答复", _asked, False, "没有等您答复的申请。", "单位申请延期、挂账会到这里。"),
    SavedView("fed_back", "待复查", _is(S.FED_BACK), False, "没有等着复查的。", "单位点「已完成」会到这里。"),
    SavedView("passed", "待结案", _is(S.PASSED), False, "没有等着结案的。", "复查通过的会到这里。"),
    SavedView("hung_up", "挂账", _is(S.HUNG_UP), False, "没有挂账的。", "一时办不了的会到这里。"),
    _URGENT,
    _ALL,
)
_OFFICE = (
    SavedView("open", "在办", _everything, True, "没有在办的。", "本辖区报上来的会到这里。"),
    _LATE,
    _PROMISE,
    SavedView(
        "raised",
        "升级和重办",
        _raised,
        False,
        "没有升上来的，也没有重办的。",
        "超时没人管、居民说没解决的会到这里。",
    ),
    SavedView("asked", "等答复", _asked, False, "没有等您答复的申请。", "单位申请延期、挂账会到这里。"),
    SavedView(
        "own", "本单位办的", _own(*AT_UNIT, S.HUNG_UP), True, "没有派给本单位的。", "派给本单位的会到这里。"
    ),
    SavedView("done", "已办", _done, False, "还没有办完的。", "办完的会到这里。", counted=False),
    _URGENT,
    _ALL,
)
_FOOT = (
    SavedView("open", "没办完的", _everything, True, "您报的都办完了。", "您报的、请您复查的会到这里。"),
    SavedView("done", "办完的", _done, False, "还没有办完的。", "办完的会到这里。", counted=False),
    _URGENT,
    _ALL,
)
VIEWS: Mapping[Role, tuple[SavedView, ...]] = {
    Role.OPERATOR: _DESK,
    Role.SHIFT_LEAD: _DESK,
    Role.STREET: _OFFICE,
    Role.CLERK: _OFFICE,
    Role.COMMUNITY: _OFFICE,
    Role.DISTRICT: _OFFICE,
    Role.GRID_WORKER: _FOOT,
    Role.INSPECTOR: _FOOT,
}


UNIT_FILLS = {
    "new": "派给您单位的会先到这里，点「收到」就到「在办的」。",
    "mine": "点过「收到」的会到这里。",
    "assigned": "工单页上「指定经办人」写了您的名字，就会到这里。",
    "late": "过了期限还没办完的会到这里。",
    "done": "点「已完成」以后会到这里。",
}


def views_for(actor: Actor, now: datetime) -> tuple[SavedView, ...]:
    """The views of the actor's room; those of a handling unit are the handling desk's own."""
    if actor.role in {Role.PROPERTY, Role.DEPARTMENT}:
        own = views_of_unit(actor, now)
        return (*(_of_unit(view.name, view) for view in own), _OWN_PROMISE, _URGENT, _ALL)
    return VIEWS.get(actor.role, (_ALL,))


def _of_unit(code: str, view: View) -> SavedView:
    return SavedView(
        code,
        view.label,
        lambda _actor, _now: and_(*view.where),
        view.only_open,
        view.empty,
        UNIT_FILLS[code],
        view.counted,
    )


def view_named(actor: Actor, now: datetime, code: str | None) -> SavedView:
    """The view of this name for the actor's room, else the room's first."""
    views = views_for(actor, now)
    return next((view for view in views if view.code == code), views[0])

"""Beside the steps of a ticket's page: what to choose from, the sentence that says what comes next, the panels."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.base.clock import Lamp
from webapp.catalogue.canned import filled
from webapp.catalogue.queries import live_classes
from webapp.dispatch.queries import units_to_choose
from webapp.layout.presenting import due_words
from webapp.recheck.queries import who_may_look
from webapp.ticket.milestones import milestones_of
from webapp.ticket.queries import due_shown
from webapp.ticket.records import Ticket
from webapp.ticket.words import Gate, State
from webapp.verify.opened import TICKETS
from webapp.verify.queries import WAITING

SOON = timedelta(hours=2)
"""From then on a word is due: the countdown turns amber and the view 该回话了 has it."""
WAITS = {
    State.NEW: "等坐席核实", State.FILED: "等坐席派遣", State.DISPATCHED: "等单位点「收到」", State.ACCEPTED: "单位接单了，等到场",
    State.HANDLING: "单位正在办", State.HUNG_UP: "挂着账，到日子再办", State.FED_BACK: "等没经手的人去复查", State.PASSED: "等坐席结案",
    State.CLOSED: "等回访居民", State.ENDED: "这件事已经归档", State.REFUSED: "没有立案", State.CANCELLED: "居民撤回了",
    State.MERGED: "并到别的工单里一起办了",
}  # fmt: skip
OURS = {
    State.DISPATCHED: ("看明白了就点「收到」", "点了居民就知道有人接了"),
    State.ACCEPTED: ("到现场了点「到场」，办完点「已完成」", ""),
    State.HANDLING: ("办完了点「已完成」，附一张照片", "别人会再去看一眼"),
    State.HUNG_UP: ("到日子会自己回来", ""),
}
DESK = {
    State.NEW: ("先核实：是真的吗，归我们管吗", "在「派遣」那页一个键就能办"),
    State.FILED: ("派给合适的单位", ""),
    State.PASSED: ("可以结案了", ""),
}


def next_sentence(actor: Actor, ticket: Ticket) -> tuple[str, str]:
    """What this person does next with the ticket, and why; for the others, whom it waits for."""
    if (
        actor.role in {Role.PROPERTY, Role.DEPARTMENT}
        and actor.unit_id == ticket.unit_id
        and ticket.state in OURS
    ):
        return OURS[ticket.state]
    if actor.may(Permission.DISPATCH) and ticket.state in DESK:
        if ticket.state is State.PASSED and ticket.meeting_gate is Gate.WAITING:
            return "还没和居民见面，先不能结案", "见了面、居民说不用见、或等到时限，就能结案"
        return DESK[ticket.state]
    if ticket.asked and actor.may(Permission.EXTEND):
        return {"extend": "单位申请延期，等您定", "hang_up": "单位申请挂账，等您定"}.get(
            ticket.asked, "单位请您定"
        ), ""
    return WAITS[ticket.state], ""


def on_whose_screen(session: Session, actor: Actor, ticket: Ticket, now: datetime) -> str:
    """That a colleague at the desk has this ticket open, for whoever could act on it as well; else nothing."""
    if ticket.state not in WAITING or not actor.may(Permission.DISPATCH):
        return ""
    holder = TICKETS.holder(session, actor, now, ticket.id)
    return f"{holder}正在看这件，先问一声" if holder else ""


def elsewhere(actor: Actor, ticket: Ticket) -> dict[str, str] | None:
    """The page on which this person's next act is done, when it is not this one."""
    if ticket.state is State.NEW and actor.may(Permission.DISPATCH):
        url = url_for("desk.show", ticket=ticket.id)
        return {"label": "去核实派遣", "url": url, "icon": "send", "key": "v"}
    if ticket.state is State.FED_BACK and actor.may(Permission.RECHECK):
        url = url_for("recheck.look", ticket_id=ticket.id)
        return {"label": "去复查", "url": url, "icon": "eye-check", "key": "v"}
    return None


def choices(
    session: Session, actor: Actor, ticket: Ticket, now: datetime, decided: Mapping[str, Any]
) -> dict[str, Any]:
    """The options of the questions that have some, asked only when the step may come."""
    found: dict[str, Any] = {}
    if actor.may(Permission.DISPATCH) or actor.may(Permission.REDISPATCH):
        units = units_to_choose(session, ticket)
        found["unit"] = [("", "请选"), *((str(unit.id), f"{unit.name}（{unit.hint}）") for unit in units)]
    if actor.may(Permission.CORRECT):
        found["klass"] = [("", "不改"), *((str(c.id), c.name) for c in live_classes(session))]
    if ticket.state is State.FED_BACK and actor.may(Permission.DISPATCH):
        found["person_id"] = [
            ("", "请选"),
            *((str(p.id), f"{p.name}（{p.unit.name}）") for p in who_may_look(session, ticket)),
        ]
    if actor.may(Permission.WORD) and ticket.resident_reported and ticket.is_open:
        sentences = filled(decided["canned_words"], _facts(ticket, now))
        found["canned"] = [("", "不用"), *((words, words) for words in sentences)]
    if actor.may(Permission.WORD) and actor.unit_id == ticket.unit_id:
        standing = (row for row in milestones_of(session, ticket.id) if row.done_at is None)
        found["milestone_id"] = [(str(row.id), f"{row.name}（计划 {row.planned}）") for row in standing]
    return found


def _facts(ticket: Ticket, now: datetime) -> dict[str, str]:
    """What fills the holes of canned sentences; what is not known is empty. The resident reads it: the compound only."""
    due = due_shown(ticket)
    return {
        "单位": ticket.unit.name if ticket.unit else "",
        "单号": ticket.number,
        "类别": ticket.matter_class.name if ticket.matter_class else "",
        "地点": ticket.coarse_words,
        "办结时间": due_words(due, now) if due and due > now else "",
    }


def word_due(ticket: Ticket, now: datetime) -> tuple[Lamp, datetime] | None:
    """The countdown to the next word that a resident was promised; none where nobody waits for one."""
    if not ticket.resident_reported or ticket.next_word_by is None:
        return None
    late = (
        Lamp.RED
        if ticket.next_word_by < now
        else Lamp.YELLOW
        if ticket.next_word_by < now + SOON
        else Lamp.GREEN
    )
    return late, ticket.next_word_by

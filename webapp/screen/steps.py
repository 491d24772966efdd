"""What a person may do with a ticket on its page: the table's steps for their role, each with its questions."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.access.actor import Actor
from webapp.access.role import Permission, Role
from webapp.dispatch import closing, commands, deadlines
from webapp.dispatch import forms as dispatch_forms
from webapp.handle import asking, milestones
from webapp.handle import commands as handle
from webapp.handle import forms as handle_forms
from webapp.recheck.commands import name_rechecker
from webapp.recheck.forms import name_order
from webapp.ticket.lifecycle import OPEN, TICKET
from webapp.ticket.records import PhotoRole, Ticket
from webapp.ticket.words import Action, Kind, Level, State
from webapp.verify import commands as verify
from webapp.verify import forms as verify_forms


@dataclass(frozen=True)
class Asked:
    """One question of a step: the keywords of components/field.html."""

    name: str
    label: str
    ask: Mapping[str, Any]
    value: str = ""


@dataclass(frozen=True)
class StepKind:
    """A step as the page offers it and the desk takes it."""

    name: str
    label: str
    icon: str
    order: Callable[[uuid.UUID, Mapping[str, Any]], Any]
    take: Callable[..., Any]
    permission: Permission
    sources: frozenset[State]
    key: str = ""
    asks: tuple[Asked, ...] = ()
    files: bool = False
    danger: bool = False
    photo_role: PhotoRole = PhotoRole.AFTER


def _ask(name: str, label: str, kind: str = "textarea", **more: Any) -> Asked:
    rows = {"rows": 2} if kind == "textarea" else {}
    return Asked(name, label, {"name": name, "label": label, "kind": kind} | rows | more)


REASON = _ask("reason", "原因", hint="一两句话，写清楚。")
WORDS = _ask("words", "给居民的话", hint="居民会原样看到，写人话。")
PHOTOS = _ask(
    "photos", "办完以后的照片", "file", attrs={"accept": "image/*", "multiple": "", "capture": "environment"}
)
WORD_PHOTOS = _ask("photos", "现场照片", "file", optional=True, attrs={"accept": "image/*", "multiple": ""})
CANNED = _ask("canned", "常用的话", "select", optional=True, hint="选一句，或在下面自己写；都有就接在一起。")
OWN_WORDS = _ask("words", "给居民的话", optional=True, hint="居民会原样看到，写人话。")
NEXT_WORD = _ask(
    "next_word_by", "下次最晚什么时候回话", "datetime-local", optional=True, hint="空着就按这一类最长的时间。"
)
MILESTONE = _ask("milestone_id", "哪个节点", "select")
UNIT = _ask("unit", "责任单位", "select")
UNTIL = _ask("until", "最晚哪天再办", "datetime-local")
KLASS = _ask("klass", "类别", "select")
KINDS_IN_WORDS = (
    (Kind.FAULT, "报修"),
    (Kind.REQUEST, "诉求"),
    (Kind.QUESTION, "咨询"),
    (Kind.PRAISE, "表扬"),
)
KIND = _ask(
    "kind", "性质", "select", options=[("", "不改"), *((kind.value, words) for kind, words in KINDS_IN_WORDS)]
)


def _of(
    action: Action, icon: str, order: Any, take: Any, *asks: Asked,
    key: str = "", files: bool = False, danger: bool = False, photo_role: PhotoRole = PhotoRole.AFTER,
) -> StepKind:  # fmt: skip
    """A step of the ticket's table: label, states and permission come from its row."""
    row = TICKET.step(action)
    return StepKind(
        action.value,
        row.label,
        icon,
        order,
        take,
        Permission(row.permission),
        row.sources,
        key,
        asks,
        files,
        danger,
        photo_role,
    )


def _aside(
    name: str, label: str, icon: str, order: Any, take: Any, permission: Permission, sources: tuple[State, ...],
    *asks: Asked,
) -> StepKind:  # fmt: skip
    """An act that changes a fact and no state."""
    return StepKind(name, label, icon, order, take, permission, frozenset(sources), asks=asks)


AT_WORK = (State.DISPATCHED, State.ACCEPTED, State.HANDLING)
WITH_UNIT = (State.ACCEPTED, State.HANDLING, State.HUNG_UP)

KINDS: tuple[StepKind, ...] = (
    _of(Action.ACCEPT, "check", handle_forms.accept_order, handle.accept_ticket, key="a"),
    _of(Action.START, "map-pin", handle_forms.start_order, handle.start_handling, key="s"),
    _of(
        Action.FEED_BACK, "circle-check", handle_forms.feed_back_order, handle.feed_back, WORDS, PHOTOS, key="f", files=True
    ),
    _of(Action.FILE, "clipboard-check", verify_forms.verify_order, verify.verify_and_file, KLASS, KIND, key="l"),
    _of(Action.DISPATCH, "send", dispatch_forms.dispatch_order, commands.dispatch_ticket, UNIT, key="d"),
    _aside(
        "name_rechecker", "换人复查", "eye-check", name_order, name_rechecker, Permission.DISPATCH, (State.FED_BACK,),
        _ask("person_id", "请谁去看", "select"),
    ),
    _of(Action.CLOSE, "circle-check", dispatch_forms.close_order, closing.close_ticket, key="c"),
    _of(Action.EXTEND, "clock", dispatch_forms.extend_order, deadlines.extend_ticket),
    _of(
        Action.HANG_UP, "player-pause", dispatch_forms.hang_up_order, deadlines.hang_up_ticket,
        REASON, UNTIL,
    ),
    _aside(
        "decline_asked", "不同意", "x", dispatch_forms.decline_order, deadlines.decline_asked, Permission.EXTEND, OPEN,
        _ask("reason", "为什么不同意", hint="单位会看到，写清楚接下来怎么办。"),
    ),
    _of(Action.WAKE, "player-play", dispatch_forms.wake_order, deadlines.wake_ticket),
    _of(Action.ANSWER, "message", handle_forms.answer_order, handle.answer_ticket, WORDS),
    _of(
        Action.WORD, "message", handle_forms.word_order, handle.send_word, CANNED, OWN_WORDS, WORD_PHOTOS, NEXT_WORD,
        key="w", files=True, photo_role=PhotoRole.PROBLEM,
    ),
    _aside("milestone_done", "节点办到了", "circle-check", milestones.end_order, milestones.end_milestone, Permission.WORD, WITH_UNIT, MILESTONE),
    _aside(
        "milestone_set", "定一个节点", "calendar-event", milestones.set_order, milestones.set_milestone, Permission.WORD, WITH_UNIT,
        _ask("milestone", "节点", "text", hint="居民会看到，比如：管道到货、开始施工"), _ask("planned", "计划哪天", "date"),
    ),
    _aside("milestone_drop", "去掉节点", "ban", milestones.end_order, milestones.drop_milestone, Permission.WORD, WITH_UNIT, MILESTONE),
    _aside(
        "assign", "指定经办人", "user", handle_forms.assign_order, handle.assign_ticket, Permission.ASSIGN, AT_WORK,
        _ask("assigned_to", "谁去办", "text", hint="比如：电工 王师傅"),
    ),
    _of(
        Action.HASTEN, "bell-ringing", dispatch_forms.hasten_order, deadlines.hasten_ticket,
        REASON, _ask("due", "提前到", "datetime-local", optional=True),
    ),
    _of(
        Action.PASS_UP, "alert-triangle", dispatch_forms.pass_up_order, deadlines.pass_up_ticket,
        _ask("reason", "为什么", optional=True, hint="上一级会看到。"),
    ),
    _of(Action.REDISPATCH, "switch-horizontal", dispatch_forms.redispatch_order, commands.redispatch_ticket, UNIT, REASON),
    _of(
        Action.CORRECT, "pencil", verify_forms.correct_order, verify.correct_ticket,
        KLASS, KIND, _ask("place", "地点", "text", optional=True, hint="不对才填，写小区、楼、单元，比如：丁香园 2号楼 1单元"), REASON,
    ),
    _of(
        Action.MERGE, "arrow-merge", verify_forms.merge_order, verify.merge_ticket,
        _ask("target", "并到哪件", "text", hint="写案件号，像 1121-0007", attrs={"inputmode": "numeric"}),
    ),
    _aside("ask_extension", "申请延期", "clock", handle_forms.ask_extension_order, asking.ask_extension, Permission.ASK_STREET, AT_WORK, REASON),
    _aside("ask_hang_up", "申请挂账", "player-pause", handle_forms.ask_hang_up_order, asking.ask_hang_up, Permission.ASK_STREET, (State.HANDLING,), REASON, UNTIL),
    _aside("ask_street", "请街道定", "building", handle_forms.ask_street_order, asking.ask_street, Permission.ASK_STREET, AT_WORK, REASON),
    _of(Action.RETURN, "arrow-back-up", handle_forms.return_order, handle.return_ticket, REASON, danger=True),
    _of(
        Action.REFUSE, "ban", verify_forms.refuse_order, verify.refuse_ticket,
        _ask("reason", "为什么办不了", hint="居民会原样看到，写人话。"), _ask("turn_to", "可以找谁", "text"), danger=True,
    ),
)  # fmt: skip
BY_NAME: Mapping[str, StepKind] = {kind.name: kind for kind in KINDS}
OWN_UNIT = frozenset(
    {
        Action.ACCEPT,
        Action.START,
        Action.FEED_BACK,
        Action.RETURN,
        "assign",
        "ask_extension",
        "ask_hang_up",
        "ask_street",
        "milestone_set",
        "milestone_done",
        "milestone_drop",
    }
)


@dataclass(frozen=True)
class StepOffered:
    """A step on the page."""

    name: str
    label: str
    url: str
    icon: str
    key: str
    fields: tuple[Asked, ...] = field(default=())
    files: bool = False
    danger: bool = False


def offered(
    actor: Actor, ticket: Ticket, options: Mapping[str, Any], red: bool = False
) -> tuple[StepOffered, ...]:
    """The steps that the table and the role allow now, the likeliest first.

    `options` fills the choices; `red` says that a clock which is passed up when it runs out has run out.
    """
    found = []
    for kind in KINDS:
        if ticket.state not in kind.sources or not actor.may(kind.permission):
            continue
        if not _sensible(actor, ticket, kind.name) or (kind.name == Action.PASS_UP and not red):
            continue
        if MILESTONE in kind.asks and not options.get(MILESTONE.name):
            continue
        asks = tuple(
            Asked(a.name, a.label, dict(a.ask) | ({"options": options[a.name]} if a.name in options else {}))
            for a in kind.asks
            if a is not CANNED or options.get(a.name)
        )
        found.append(
            StepOffered(
                kind.name,
                kind.label,
                f"/desk/tickets/{ticket.id}/{kind.name}",
                kind.icon,
                kind.key,
                asks,
                kind.files,
                kind.danger,
            )
        )
    return tuple(found)


def _sensible(actor: Actor, ticket: Ticket, name: str) -> bool:
    """Leave out what the needs of the table would refuse anyway, so that nobody is led into a wall."""
    if name in OWN_UNIT and actor.unit_id != ticket.unit_id:
        return False
    if name == Action.EXTEND:
        return ticket.asked == "extend" and ticket.asked_by != actor.person_id
    if name == Action.HANG_UP:
        return ticket.hang_ups == 0 and ticket.asked_by != actor.person_id
    if name == "decline_asked":
        decides = deadlines.DECIDES.get(ticket.asked or "")
        return decides is not None and actor.may(decides) and ticket.asked_by != actor.person_id
    if name == Action.PASS_UP:
        return ticket.level is not Level.DISTRICT
    if name == Action.ANSWER:
        own = actor.unit_id == ticket.unit_id or actor.role in {Role.OPERATOR, Role.SHIFT_LEAD}
        return ticket.kind is not Kind.FAULT and own
    if name == Action.RETURN:
        return ticket.returns < 2
    if name == "ask_street":
        return ticket.returns >= 2 and ticket.asked is None
    if name in {"ask_extension", "ask_hang_up"}:
        return ticket.asked is None
    if name in {Action.WORD, "milestone_set"}:
        return ticket.resident_reported
    return True

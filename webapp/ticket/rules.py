"""What each need of the table means: a fact about the ticket, the actor, the moment, or what was given.

Each rule answers None when the need is met, else a field and the sentence a person reads. Rules ask only
the ticket's own row and what came with the step; no rule queries another desk (lifecycle.md).
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp.base.clock import Limit
from webapp.base.lifecycle import Unmet
from webapp.ticket.words import Gate, Kind, Level, Need

MOST_RETURNS = 2
MOST_EXTENSIONS = 2
MOST_REOPENED = 3
OBJECT_WITHIN = timedelta(days=7)
REOPEN_WITHIN = timedelta(days=30)
LONGEST_HANG_UP = timedelta(days=366)
HANDLING_KINDS = frozenset({"property", "department", "street"})
HANDLING_ROLES = frozenset({"property", "department"})
DESK_ROLES = frozenset({"operator", "shift_lead"})
AT_THE_UNIT = frozenset({"dispatched", "accepted", "handling"})
GATE_OPEN = frozenset({Gate.NONE, Gate.MET, Gate.DECLINED, Gate.UNANSWERED})


@dataclass(frozen=True)
class Case:
    """What a rule looks at: the ticket's row, who acts, the moment, what was given, the working calendar, and more.

    `others` counts the people other than the actor who reported and still follow the ticket, `red` says whether a
    clock has run out: both are looked up only for a need that asks.
    """

    ticket: Any
    actor: Any
    now: datetime
    given: Any
    others: int = 0
    unit: Any = None
    target: Any = None
    red: bool = False
    calendar: Any = None
    """The working calendar; where a step is only looked at, not taken, nothing asks for it."""


Answer = tuple[str, str] | None


def _when(wrong: bool, field: str, sentence: str) -> Answer:
    return (field, sentence) if wrong else None


def _roles(case: Case) -> set[str]:
    return {str(photo.role) for photo in case.given.photos} | {str(role) for role in case.given.promised}


def _same_person(one: uuid.UUID | None, other: uuid.UUID | None) -> bool:
    return one is not None and one == other


def _of_the_unit(case: Case) -> bool:
    return case.actor.unit_id is not None and case.actor.unit_id == case.ticket.unit_id


def guarded(ticket: Any) -> bool:
    """No property firm may know of it: it is about a unit, or the resident asked for 保密 (safety.md 4)."""
    return bool(ticket.about_unit or ticket.confidential)


def _bad_target(case: Case) -> bool:
    return case.target is None or case.target.id == case.ticket.id or not case.target.is_open


def _not_earlier(case: Case) -> bool:
    due, asked = case.ticket.due, case.given.due
    if asked is None:
        return False
    return case.ticket.state not in AT_THE_UNIT or asked <= case.now or (due is not None and asked >= due)


def _standard(case: Case) -> Limit:
    return case.given.limit or Limit(case.ticket.limit_value, case.ticket.limit_unit)


def _reopen_too_late(case: Case) -> bool:
    closed = case.ticket.closed_at
    return case.actor.role == "resident" and closed is not None and case.now > closed + REOPEN_WITHIN


RULES: Mapping[Need, Callable[[Case], Answer]] = {
    Need.SUBSTANCE: lambda c: _when(
        not (c.given.words or c.given.photos or c.given.promised or c.given.facts.get("photos_promised")),
        "text", "说一句怎么回事，或者拍一张照片，二者有一样就行。",
    ),
    Need.PLACE: lambda c: _when(
        c.ticket.door_id is None and c.ticket.lng is None and not (c.given.facts.get("point") or c.given.facts.get("component")),
        "place", "要有地点：扫门口的码，或在地图上点一下。"
    ),
    Need.CLASS_AND_PLACE: lambda c: _when(
        (c.ticket.class_id or c.given.class_id) is None
        or ((c.ticket.door_id or c.given.door_id) is None and c.ticket.lng is None),
        "category", "立案前要先定下类别和地点。",
    ),
    Need.CORRECTION: lambda c: _when(
        not (c.given.class_id or c.given.door_id or c.given.component_id or c.given.kind) and c.given.about_unit is None,
        "category", "请选要更正的类别、地点、部件或性质。",
    ),
    Need.REASON: lambda c: _when(not c.given.reason, "reason", "请写明原因，一两句话就行。"),
    Need.REFERRAL: lambda c: _when(not c.given.referral, "referral", "请写明居民可以找谁，最好带电话。"),
    Need.WORDS: lambda c: _when(not c.given.words, "words", "请写一句话，居民会看到。"),
    Need.PHOTO: lambda c: _when(not c.given.photos, "photos", "请拍一张现场照片。"),
    Need.AFTER_PHOTO: lambda c: _when("after" not in _roles(c), "photos", "请拍一张办完以后的照片。"),
    Need.BEFORE_AND_AFTER: lambda c: _when(
        not {"before", "after"} <= _roles(c), "photos", "自行处置要有处置前、处置后两张照片。"
    ),
    Need.SELF_HANDLED_CLASS: lambda c: _when(
        c.ticket.matter_class is None or not c.ticket.matter_class.self_handled,
        "category", "这一类不能自行处置，请按普通上报。",
    ),
    Need.ONCE_PER_DEVICE: lambda c: _when(
        c.given.joined_before, "joins", "您已经点过「我也遇到」了，我们都记着，不用再点。"
    ),
    Need.OBJECTED_ONCE: lambda c: _when(
        c.ticket.objections >= 1, "object", "这件已经再看过一次了。还不同意的话，可以打热线。"
    ),
    Need.WITHIN_7_DAYS: lambda c: _when(
        c.ticket.refused_at is not None and c.now > c.ticket.refused_at + OBJECT_WITHIN,
        "object", "已经过了 7 天，不能在这里提了。可以重新扫码反映。",
    ),
    Need.TARGET_OPEN: lambda c: _when(
        _bad_target(c), "target", "要并到另一件没办完的工单里，请核对案件号。"
    ) or _when(
        guarded(c.ticket) and not guarded(c.target),
        "target", "这件要求保密或反映的是单位，并到普通工单会让物业看见，请分开办。",
    ),
    Need.ONLY_REPORTER: lambda c: _when(
        c.others > 0, "cancel", "还有邻居也反映了这件事，不能撤回；您可以选「我不跟了」。"
    ),
    Need.LIVE_UNIT: lambda c: _when(
        c.unit is None or not c.unit.live or c.unit.kind not in HANDLING_KINDS,
        "unit", "请选一个还在用的责任单位：物业、部门或街道。",
    ),
    Need.NOT_ABOUT_UNIT: lambda c: _when(
        c.unit is not None and c.unit.kind == "property" and guarded(c.ticket),
        "unit", "这件是反映单位的或要求保密，不能派给物业，请派给街道。",
    ),
    Need.THE_UNIT: lambda c: _when(not _of_the_unit(c), "unit", "这件现在不归您单位办。"),
    Need.THE_UNIT_OR_DESK: lambda c: _when(
        c.actor.role not in DESK_ROLES and not _of_the_unit(c), "unit", "这件现在不归您单位办。"
    ),
    Need.THE_UNIT_OR_OFFICE: lambda c: _when(
        c.actor.role in HANDLING_ROLES and not _of_the_unit(c), "unit", "这件现在不归您单位办。"
    ),
    Need.MAY_START_AFRESH: lambda c: _when(
        c.given.starts_afresh and c.actor.role != "street" and c.ticket.returns == 0,
        "starts_afresh", "单位退回过的，或由街道来定，才能重新计时。",
    ),
    Need.DEADLINE: lambda c: _when(
        c.given.due is not None and not c.now < c.given.due <= c.calendar.after(c.now, _standard(c)),
        "due", "期限要晚于现在，也不能晚于这一类的标准；办不完的，到时再申请延期。",
    ),
    Need.RETURNS_LEFT: lambda c: _when(
        c.ticket.returns >= MOST_RETURNS, "reason", "已经退回过两次，不能再退。请点「请街道定」。"
    ),
    Need.NOT_AT_THE_TOP: lambda c: _when(
        c.ticket.level == Level.DISTRICT, "level", "已经升到区级，上面没有了。"
    ),
    Need.RED_OR_UNANSWERED: lambda c: _when(not c.red, "level", "还没有超时，不用升级。"),
    Need.ASKED_BEFORE_DUE: lambda c: _when(
        c.ticket.asked != "extend" or c.ticket.asked_at is None
        or (c.ticket.due is not None and c.ticket.asked_at > c.ticket.due),
        "asked", "责任单位没有在到期前申请延期，不能批。",
    ),
    Need.EXTENSIONS_LEFT: lambda c: _when(
        c.ticket.extensions >= MOST_EXTENSIONS, "extensions", "已经延期两次，不能再延。"
    ),
    Need.NOT_WHO_ASKED: lambda c: _when(
        _same_person(c.actor.person_id, c.ticket.asked_by), "asked_by", "申请的人不能自己批，请换一个人。"
    ),
    Need.EARLIER_DUE: lambda c: _when(
        _not_earlier(c), "due", "催办只能把正在走的期限提前，也不能早于现在。"
    ),
    Need.WAKE_DATE: lambda c: _when(
        c.given.until is None or not c.now < c.given.until <= c.now + LONGEST_HANG_UP,
        "until", "请写明最晚哪天再办，一年以内。",
    ),
    Need.NEVER_HUNG_UP: lambda c: _when(c.ticket.hang_ups >= 1, "until", "已经挂过一次账，不能再挂。"),
    Need.NO_FAULT: lambda c: _when(
        c.ticket.kind == Kind.FAULT, "kind", "这是报修，要处置并复查，不能只答复。"
    ),
    Need.NOT_THE_HANDLER: lambda c: _when(
        _same_person(c.actor.person_id, c.ticket.handler_id),
        "person", "办事的人不能给自己打分，请换一位同事来看。",
    ),
    Need.MEETING_GATE: lambda c: _when(
        c.ticket.meeting_gate not in GATE_OPEN,
        "meeting", "还没和居民见面：先见面并写下结果，或等居民说不用见，再结案。",
    ),
    Need.REPORTERS_SETTLED: lambda c: _when(
        c.ticket.reporters_open is None or c.ticket.reporters_open > 0,
        "callback", "还有反映人没回访到，不能归档。",
    ),
    Need.NOT_SOLVED: lambda c: _when(not c.given.not_solved, "solved", "只有没解决的才重办。"),
    Need.WITHIN_30_DAYS: lambda c: _when(
        _reopen_too_late(c), "solved", "结案已经超过 30 天，不能在这里重办。请重新扫码反映，我们会把两件连起来。"
    ),
    Need.STREET_DECIDES: lambda c: _when(
        c.ticket.reopened >= MOST_REOPENED and c.actor.role != "street",
        "solved", "这件已经重办三次，由街道来定怎么办。",
    ),
}  # fmt: skip


def unmet(needs: tuple[Any, ...], case: Case) -> list[Unmet]:
    """The needs of a row that are not met, in the table's order."""
    answers = ((need, RULES[need](case)) for need in needs)
    return [Unmet(need, *answer) for need, answer in answers if answer is not None]

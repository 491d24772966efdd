"""One rule as a person writes it, and what it comes to: names and codes found, boxes that do not fit together told."""

import uuid
from collections.abc import Callable
from typing import Any

from pydantic import Field
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.base.errors import Invalid
from webapp.base.fields import Command, MaybeWords, Plain
from webapp.catalogue.records import MatterClass
from webapp.dispatch.routing.book import PLACES
from webapp.dispatch.routing.words import (
    PLACE_WORDS,
    ClassMatch,
    Hours,
    OwnerMatch,
    PlaceMatch,
    Target,
    Way,
)
from webapp.people.records import Unit
from webapp.ticket.rules import HANDLING_KINDS

MOST_SHOWN = 5


class PutRule(Command):
    """加一条 or 改一条: `rule_id` is made where the form is drawn; places and units by name or code."""

    set_id: uuid.UUID
    rule_id: uuid.UUID
    number: int | None = Field(default=None, ge=1, le=2000)
    """Where it is to stand; at the end when left out."""
    classes: Plain = ClassMatch.ANY.value
    """any, ordinary, the id of a class, or prefix:SCHEME:KIND."""
    class_prefix: Plain = Field(default="", max_length=20)
    place: PlaceMatch = PlaceMatch.ANY
    place_name: Plain = ""
    owner: OwnerMatch = OwnerMatch.ANY
    owner_name: Plain = ""
    hours: Hours = Hours.ANY
    target: Target = Target.FIRM
    unit_name: Plain = ""
    way: Way = Way.DIRECT
    why: MaybeWords = Field(default="", max_length=200)
    seen: int | None = None


def settled(session: Session, order: PutRule) -> dict[str, object]:
    """The columns of a rule; `Invalid` with a sentence for each box that is wrong."""
    wrong: dict[str, str] = {}
    values: dict[str, object] = {
        "class_match": ClassMatch.ANY, "class_id": None, "class_scheme": None, "class_kind": None, "class_prefix": None,
        "place": order.place, "place_id": None, "owner": order.owner, "owner_id": None, "hours": order.hours,
        "target": order.target, "unit_id": None, "way": order.way, "why": order.why or None,
    }  # fmt: skip
    values |= _read(wrong, "classes", lambda: _classes(session, order)) or {}
    if order.place is not PlaceMatch.ANY:
        values["place_id"] = _read(
            wrong, "place_name", lambda: _place(session, order.place, order.place_name)
        )
    if order.owner is OwnerMatch.UNIT:
        values["owner_id"] = _read(wrong, "owner_name", lambda: _unit(session, order.owner_name).id)
    if order.target is Target.UNIT:
        values["unit_id"] = _read(wrong, "unit_name", lambda: _handling_unit(session, order.unit_name).id)
    if wrong:
        raise Invalid(wrong)
    return values


def _read(wrong: dict[str, str], box: str, find: Callable[[], Any]) -> Any:
    try:
        return find()
    except Invalid as said:
        wrong.update({box if name == "it" else name: sentence for name, sentence in said.fields.items()})
        return None


def _classes(session: Session, order: PutRule) -> dict[str, object]:
    chosen = order.classes
    if chosen in {ClassMatch.ANY, ClassMatch.ORDINARY}:
        return {"class_match": ClassMatch(chosen)}
    if chosen.startswith("prefix:"):
        return _prefix(session, chosen, order.class_prefix)
    try:
        found = session.get(MatterClass, uuid.UUID(chosen))
    except ValueError:
        found = None
    if found is None:
        raise Invalid({"it": "没有这个类别，请重新选。"})
    return {"class_match": ClassMatch.ONE, "class_id": found.id}


def _prefix(session: Session, chosen: str, prefix: str) -> dict[str, object]:
    _, scheme, kind = (*chosen.split(":"), "", "")[:3]
    if not prefix:
        raise Invalid({"class_prefix": "请写代码的开头，比如 01 或 H01。"})
    known = select(MatterClass.id).where(
        MatterClass.scheme == scheme,
        MatterClass.kind == kind,
        MatterClass.code.startswith(prefix, autoescape=True),
    )
    if session.scalar(known.limit(1)) is None:
        raise Invalid({"class_prefix": f"目录里没有代码以「{prefix}」开头的类别，请核对。"})
    return {
        "class_match": ClassMatch.PREFIX, "class_scheme": scheme, "class_kind": kind, "class_prefix": prefix,
    }  # fmt: skip


def _place(session: Session, kind: PlaceMatch, typed: str) -> uuid.UUID:
    record, called = PLACES[kind], PLACE_WORDS[kind]
    if not typed:
        raise Invalid({"it": f"请写哪个{called}，写名字或编号。"})
    query = select(record.id, record.name, record.code).where(or_(record.name == typed, record.code == typed))
    return _the_one(session.execute(query).all(), called, typed)


def _unit(session: Session, typed: str) -> Unit:
    if not typed:
        raise Invalid({"it": "请写哪个单位，写名字或编号。"})
    query = select(Unit.id, Unit.name, Unit.code).where(or_(Unit.name == typed, Unit.code == typed))
    return session.get_one(Unit, _the_one(session.execute(query).all(), "单位", typed))


def _handling_unit(session: Session, typed: str) -> Unit:
    unit = _unit(session, typed)
    if not unit.live:
        raise Invalid({"it": f"{unit.name}已经撤销，派过去没有人接。请换一个还在用的单位。"})
    if unit.kind == "desk":
        raise Invalid(
            {"it": f"{unit.name}就是派单的人，派给自己会一直转回来。要坐席来定，请选「坐席过目再派」。"}
        )
    if unit.kind not in HANDLING_KINDS:
        raise Invalid({"it": f"{unit.name}不办工单。请写物业、部门或街道。"})
    return unit


def _the_one(found: Any, called: str, typed: str) -> uuid.UUID:
    if not found:
        raise Invalid({"it": f"没有叫「{typed}」的{called}，请写全名或编号。"})
    if len(found) > 1:
        codes = "、".join(str(row.code) for row in found[:MOST_SHOWN])
        raise Invalid({"it": f"叫「{typed}」的{called}有 {len(found)} 个，请写编号：{codes}。"})
    return uuid.UUID(str(found[0].id))

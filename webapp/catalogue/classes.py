"""Classes edited by hand: what each is called and allowed, and the district's own ones beside a list."""

import uuid
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.clock import LimitUnit
from webapp.base.database import new_id
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, Plain, ShortWords
from webapp.base.work import Work
from webapp.catalogue.records import MatterClass, Tier
from webapp.catalogue.words import LOCAL, NATIONAL, TIER_LIMITS, Kind, LimitValue

Code = Annotated[Plain, StringConstraints(min_length=1, max_length=20)]
Name = Annotated[ShortWords, StringConstraints(max_length=40)]


class AddClass(Command):
    """加一个本地的类别: a number that stands in no list, under one of the groups, with the limit of its tier."""

    code: Code
    name: Name
    tier: Tier = Tier.ORDINARY
    parent: Code | None = None
    """The number of a 大类."""


class ChangeClass(Command):
    """改一个类别; its number and its list stay."""

    class_id: uuid.UUID
    name: Name
    tier: Tier
    limit_value: LimitValue | None = None
    """Its own limit, which counts while no standard is in force; left as it is when left out."""
    limit_unit: LimitUnit | None = None
    direct: bool = False
    public_facility: bool = False
    danger: bool = False
    self_handled: bool = False
    live: bool = False
    same_as: Code | None = None
    """The national number that means the same."""


def add_class(work: Work, order: AddClass) -> MatterClass:
    """Add a class to the district's own extension; `Invalid` when the number is taken or there is no such group."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    taken = select(MatterClass.id).where(MatterClass.scheme == LOCAL, MatterClass.code == order.code)
    if work.session.scalars(taken.limit(1)).first() is not None:
        raise Invalid({"code": f"本地扩充里已经有编号「{order.code}」了，换一个。"})
    limit = TIER_LIMITS[order.tier]
    made = MatterClass(
        id=new_id(), scheme=LOCAL, kind=Kind.EVENT, code=order.code, name=order.name, tier=order.tier, limit_value=limit.value,
        limit_unit=limit.unit, parent_id=_group(work, order.parent).id if order.parent else None,
    )  # fmt: skip
    work.doing("class.add")
    work.session.add(made)
    return made


def change_class(work: Work, order: ChangeClass) -> MatterClass:
    """Change a class; tickets in it keep what they were filed under."""
    work.actor.require(Permission.MANAGE_SETTINGS)
    found = work.session.get(MatterClass, order.class_id)
    if found is None:
        raise NotFound("没有这个类别。")
    same_as = _national(work, order.same_as) if order.same_as else None
    if same_as is not None and same_as.id == found.id:
        raise Invalid({"same_as": "这就是它自己的编号，空着就行。"})
    if found.tile is not None and not order.live:
        raise Invalid({"live": "它是居民页面上的图标，先在导入的表里去掉图标再停用。"})
    work.doing("class.change")
    found.name, found.tier, found.live = order.name, order.tier, order.live
    found.direct, found.public_facility = order.direct, order.public_facility
    found.danger, found.self_handled = order.danger, order.self_handled
    found.same_as_id = same_as.id if same_as else None
    if order.limit_value is not None and order.limit_unit is not None:
        found.limit_value, found.limit_unit = order.limit_value, order.limit_unit
    return found


def _group(work: Work, code: str) -> MatterClass:
    groups = select(MatterClass).where(MatterClass.is_group, MatterClass.code == code)
    found = work.session.scalars(
        groups.order_by(MatterClass.scheme != NATIONAL, MatterClass.kind.desc()).limit(1)
    ).first()
    if found is None:
        raise Invalid({"parent": f"没有编号为「{code}」的大类，空着也行。"})
    return found


def _national(work: Work, code: str) -> MatterClass:
    known = select(MatterClass).where(
        MatterClass.scheme == NATIONAL,
        MatterClass.code == code,
        MatterClass.kind != Kind.COMPONENT,
        ~MatterClass.is_group,
    )
    found = work.session.scalars(known.limit(1)).first()
    if found is None:
        raise Invalid({"same_as": f"国标里没有编号「{code}」，核对一下；没有对应的就空着。"})
    return found

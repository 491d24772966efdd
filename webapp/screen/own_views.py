"""Putting a list by under a name, sharing it with a role, letting a role begin with it, taking it away."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.role import ROLE_NAMES, Permission, Role
from webapp.base.database import new_id
from webapp.base.errors import Forbidden, Invalid, NotFound
from webapp.base.fields import Command, ShortWords
from webapp.base.remembered import remembered
from webapp.base.work import Work
from webapp.screen.records import OwnView

MOST = 12
"""Lists of one person's own: a column that is longer is not looked through any more."""
SHARES_WITH: Mapping[Role, tuple[Role, ...]] = {
    Role.SHIFT_LEAD: (Role.OPERATOR, Role.SHIFT_LEAD),
    Role.STREET: (Role.STREET, Role.CLERK, Role.COMMUNITY),
    Role.DISTRICT: (Role.DISTRICT,),
}
"""Who may put a list before others: the lead of a shift and the street before their own people."""
Name = Annotated[ShortWords, StringConstraints(max_length=20)]
Query = Annotated[str, StringConstraints(max_length=1000)]


class KeepView(Command):
    """存成视图: the list of an address, for oneself, or for a role and as what it begins with."""

    name: Name
    query: Query
    role: Role | None = None
    is_default: bool = False


class DropView(Command):
    """去掉这个视图."""

    view_id: uuid.UUID


@dataclass(frozen=True)
class ViewKept:
    """A list that was put by, as this person has it."""

    id: uuid.UUID
    name: str
    query: str
    role: Role | None
    is_default: bool
    own: bool

    @property
    def whose(self) -> str:
        """Whose it is, in words."""
        return f"{ROLE_NAMES[self.role]}共用" if self.role else "我的"


def roles_to_share_with(actor: Actor) -> tuple[Role, ...]:
    """With which roles this person may share a list."""
    return SHARES_WITH.get(actor.role, ())


def keep_view(work: Work, order: KeepView) -> OwnView:
    """Put a list by; one of the same name, of the same person and for the same people, is replaced."""
    work.actor.require(Permission.READ_TICKETS)
    assert work.actor.person_id is not None  # noqa: S101  whoever reads tickets at a desk is a person
    if order.role is not None and order.role not in roles_to_share_with(work.actor):
        raise Forbidden("您的岗位不能替别人定视图，存成自己的就行。")
    if order.is_default and order.role is None:
        raise Invalid({"is_default": "打开收件箱先看到的，要先选给哪个岗位。"})
    mine = OwnView.person_id == work.actor.person_id
    same = select(OwnView).where(
        mine, OwnView.name == order.name, OwnView.role.is_not_distinct_from(order.role)
    )
    found = work.session.scalars(same.with_for_update()).first()
    if found is None:
        count = work.session.scalar(select(func.count()).select_from(OwnView).where(mine)) or 0
        if count >= MOST:
            raise Invalid({"name": f"最多存 {MOST} 个，先去掉一个不用的。"})
    if order.is_default:  # two at once meet at the unique index, and the second is done again
        before = update(OwnView).where(OwnView.role == order.role, OwnView.is_default)
        work.session.execute(before.values(is_default=False))
    view = found or OwnView(
        id=new_id(), person_id=work.actor.person_id, role=order.role, name=order.name, query="", is_default=False,
        made_at=work.now,
    )  # fmt: skip
    view.query, view.is_default = order.query, order.is_default
    if found is None:
        work.add(view)
    work.doing("view.keep")
    return view


def drop_view(work: Work, order: DropView) -> None:
    """Take a list of one's own away; `NotFound` for another's."""
    view = work.session.get(OwnView, order.view_id)
    if view is None or view.person_id != work.actor.person_id:
        raise NotFound("没有这个视图，或者不是您存的。")
    work.session.delete(view)
    work.doing("view.drop")


def views_kept(session: Session, actor: Actor) -> tuple[ViewKept, ...]:
    """The lists that this person has: those of the role first, then the own ones, each by its age."""

    def read() -> tuple[ViewKept, ...]:
        rows = sorted(session.scalars(select(OwnView).where(_for(actor))), key=_by_role_and_age)
        return tuple(
            ViewKept(row.id, row.name, row.query, row.role, row.is_default, row.person_id == actor.person_id)
            for row in rows
        )

    return remembered(session, ("own_views", actor.person_id, actor.role), read)


def _by_role_and_age(row: OwnView) -> tuple[bool, datetime]:
    """A handful: sorted here, for no question of a list's page makes the database sort."""
    return row.role is None, row.made_at


def _for(actor: Actor) -> ColumnElement[bool]:
    return or_(OwnView.role == actor.role, OwnView.person_id == actor.person_id)

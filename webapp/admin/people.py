"""Who signs in: added, let go and taken back, given a new one-time password, unlocked."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import Field
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from webapp.access.role import ROLE_NAMES, Permission, Role
from webapp.access.signed_in import hasher
from webapp.admin.imports.staff import STAFF_ROLES, UNITS_OF, new_password
from webapp.base.errors import Invalid, NotFound
from webapp.base.fields import Command, Phone, ShortWords, read_form
from webapp.base.work import Work
from webapp.people.records import Person, Unit

SHOWN = 200


class AddPerson(Command):
    """A new member of staff."""

    account: str = Field(pattern=r"^[A-Za-z0-9_.-]{2,40}$")
    name: ShortWords
    role: Role
    unit_id: uuid.UUID
    phone: Phone | None = None


@dataclass(frozen=True)
class OneTime:
    """A password to hand over; it is shown once and kept nowhere."""

    password: str
    hashed: str

    @classmethod
    def make(cls) -> "OneTime":
        """A fresh one. Hashing is slow on purpose: do it before the unit of work is opened."""
        password = new_password()
        return cls(password, hasher.hash(password))


def add_person_order(form: Mapping[str, Any]) -> AddPerson:
    """The order to add somebody, or `Invalid` by field."""
    try:
        return read_form(AddPerson, form)
    except Invalid as wrong:
        if wrong.fields.get("account", "").startswith("这一项看不懂"):
            raise Invalid({**wrong.fields, "account": "账号用 2 到 40 个字母、数字或 . _ - 。"}) from None
        raise


def add_person(work: Work, order: AddPerson, secret: OneTime) -> Person:
    """Add somebody with a one-time password; `Invalid` when the account is taken or the unit does not fit."""
    work.actor.require(Permission.MANAGE_PEOPLE)
    unit = work.session.get(Unit, order.unit_id)
    if order.role not in STAFF_ROLES:
        raise Invalid({"role": "请选一个岗位。"})
    if unit is None or unit.kind not in UNITS_OF.get(order.role, {unit.kind}):
        raise Invalid({"unit_id": f"{ROLE_NAMES[order.role]}要在对应类型的单位里，请换一个单位。"})
    if work.session.scalars(select(Person.id).where(Person.account == order.account)).first():
        raise Invalid({"account": "这个账号已经有人用了，请换一个。"})
    person = Person(
        account=order.account, name=order.name, role=order.role.value, unit_id=unit.id, phone=order.phone,
        password_hash=secret.hashed, password_given=True,
    )  # fmt: skip
    work.doing("person.add")
    work.session.add(person)
    return person


def set_active(work: Work, person_id: uuid.UUID, active: bool) -> Person:
    """Let somebody go, which ends every sign-in at once, or take them back; never oneself."""
    person = _person(work, person_id)
    if person.id == work.actor.person_id and not active:
        raise Invalid({"person": "不能停用自己，请另一位管理员来做。"})
    work.doing("person.activate" if active else "person.deactivate")
    person.active = active
    return person


def reset_password(work: Work, person_id: uuid.UUID, secret: OneTime) -> Person:
    """Give a new one-time password, which ends every older sign-in."""
    person = _person(work, person_id)
    work.doing("person.reset_password")
    person.password_hash, person.password_given = secret.hashed, True
    person.failures, person.locked_until = 0, None
    return person


def unlock(work: Work, person_id: uuid.UUID) -> Person:
    """Open an account that too many wrong passwords had locked."""
    person = _person(work, person_id)
    work.doing("person.unlock")
    person.failures, person.locked_until = 0, None
    return person


def _person(work: Work, person_id: uuid.UUID) -> Person:
    work.actor.require(Permission.MANAGE_PEOPLE)
    person = work.session.get(Person, person_id, with_for_update={"of": Person})
    if person is None:
        raise NotFound("没有这个人。")
    return person


@dataclass(frozen=True)
class PersonRow:
    """Somebody as the list shows them."""

    id: uuid.UUID
    account: str
    name: str
    role: str
    unit: str
    phone: str | None
    active: bool
    locked: bool
    seen_at: datetime | None


def people_found(session: Session, typed: str, now: datetime) -> Sequence[PersonRow]:
    """People whose name, account or unit holds what was typed; the ones in service first, at most 200."""
    query = select(Person).join(Unit, Unit.id == Person.unit_id)
    if typed:
        columns = (Person.name, Person.account, Unit.name)
        query = query.where(or_(*(column.contains(typed, autoescape=True) for column in columns)))
    found = session.scalars(query.order_by(Person.active.desc(), Unit.code, Person.account).limit(SHOWN))
    return [_row(person, now) for person in found]


def _row(person: Person, now: datetime) -> PersonRow:
    locked = person.locked_until is not None and person.locked_until > now
    role = ROLE_NAMES[Role(person.role)]
    return PersonRow(
        person.id, person.account, person.name, role, person.unit.name, person.phone, person.active, locked,
        person.seen_at,
    )  # fmt: skip


def live_units(session: Session) -> Sequence[Unit]:
    """Units that staff can belong to."""
    return session.scalars(select(Unit).where(Unit.live).order_by(Unit.kind, Unit.code)).all()

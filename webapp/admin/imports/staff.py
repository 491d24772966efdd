"""人员: who signs in. A new person gets a one-time password that is handed over on paper, never kept in clear."""

import secrets
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.role import ROLE_NAMES, Role
from webapp.access.signed_in import hasher
from webapp.admin.imports.table import Column, Row
from webapp.admin.imports.verdict import Outcome, Refused, differs, needed, short_enough, yes
from webapp.base.database import new_id
from webapp.base.fields import normal_phone
from webapp.base.work import Work
from webapp.people.records import Person, Unit, UnitKind
from webapp.place.records import Grid

WITHOUT_SIGN_IN = frozenset({Role.RESIDENT, Role.GUEST, Role.RULE, Role.TIMER, Role.NOBODY})
STAFF_ROLES = {role: name for role, name in ROLE_NAMES.items() if role not in WITHOUT_SIGN_IN}
ROLES = {name: role for role, name in STAFF_ROLES.items()} | {
    "部门": Role.DEPARTMENT, "物业经理": Role.PROPERTY, "督查考察员": Role.INSPECTOR, "座席": Role.OPERATOR,
}  # fmt: skip
UNITS_OF = {
    Role.PROPERTY: {UnitKind.PROPERTY}, Role.DEPARTMENT: {UnitKind.DEPARTMENT}, Role.COMMUNITY: {UnitKind.COMMUNITY},
    Role.STREET: {UnitKind.STREET}, Role.CLERK: {UnitKind.STREET}, Role.OPERATOR: {UnitKind.DESK},
    Role.SHIFT_LEAD: {UnitKind.DESK},
}  # fmt: skip
"""A role that works only in units of these kinds; what it may see hangs on the unit."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
COLUMNS = (
    Column("account", "账号", ("登录名", "用户名"), required=True, example="zhangsan"),
    Column("name", "姓名", ("名字",), required=True, example="张三"),
    Column("role", "岗位", ("角色", "职务"), required=True, example="网格员"),
    Column("unit", "单位编号", ("单位代码", "所属单位"), required=True, example="SQ01"),
    Column("phone", "手机", ("电话", "手机号"), example="13900000000"),
    Column("grid", "网格编号", ("网格", "网格代码"), example="110101001001001"),
    Column("active", "在用", ("是否在用", "状态"), example="是"),
)


def new_password() -> str:
    """A password that can be read aloud: three groups of four, about 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


class Passwords:
    """One-time passwords of an import. Hashing is slow on purpose, so it is done before the database is locked."""

    def __init__(self) -> None:
        self._hashes: dict[str, tuple[str, str]] = {}
        self.given: list[tuple[str, str, str]] = []

    def prepare(self, session: Session, rows: Iterable[Row]) -> None:
        """Make passwords for the accounts that are new."""
        wanted = {row["account"] for row in rows if row["account"]} - self._hashes.keys()
        known = set(session.scalars(select(Person.account).where(Person.account.in_(wanted))))
        for account in wanted - known:
            password = new_password()
            self._hashes[account] = (password, hasher.hash(password))

    def hash_for(self, account: str, name: str) -> str | None:
        """The hash for a new account, whose password is now given out; None while only a preview is made."""
        if account not in self._hashes:
            return None
        password, hashed = self._hashes[account]
        self.given.append((account, name, password))
        return hashed


def take_person(work: Work, row: Row, passwords: Passwords) -> tuple[Outcome, str]:
    """Add or change one person; a password that somebody has is never touched."""
    needed(row, account="账号", name="姓名", role="岗位", unit="单位编号")
    short_enough(row, account=40, name=40)
    role = ROLES.get(row["role"])
    if role is None:
        raise Refused(f"岗位「{row['role']}」没有，可以写：{'、'.join(STAFF_ROLES.values())}。")
    unit = work.session.scalars(select(Unit).where(Unit.code == row["unit"])).first()
    if unit is None:
        raise Refused(f"没有编号为「{row['unit']}」的单位，请先导入单位。")
    if unit.kind not in UNITS_OF.get(role, {unit.kind}):
        raise Refused(f"{row['role']}不能在「{unit.name}」：单位的类型不对。")
    phone, grid = _phone(row["phone"]), _grid(work, row, role)
    person = work.session.scalars(select(Person).where(Person.account == row["account"])).first()
    about = f"{row['name']}（{row['account']}）"
    if person is None:
        person = Person(
            id=new_id(), account=row["account"], name=row["name"], role=role.value, unit_id=unit.id, phone=phone,
            password_hash=passwords.hash_for(row["account"], row["name"]), password_given=True,
            active=yes(row["active"], True),
        )  # fmt: skip
        work.session.add(person)
        outcome = Outcome.ADDED
    else:
        changed = differs(
            person, name=row["name"], role=role.value, unit_id=unit.id, phone=phone or person.phone,
            active=yes(row["active"], person.active),
        )  # fmt: skip
        outcome = Outcome.CHANGED if changed else Outcome.SAME
    if grid is not None and differs(grid, worker_id=person.id) and outcome is Outcome.SAME:
        outcome = Outcome.CHANGED
    return outcome, about


def _phone(typed: str) -> str | None:
    try:
        return normal_phone(typed) if typed else None
    except ValueError:
        raise Refused("手机号不对：要 1 开头的 11 位数字。") from None


def _grid(work: Work, row: Row, role: Role) -> Grid | None:
    if not row["grid"]:
        return None
    if role is not Role.GRID_WORKER:
        raise Refused("只有网格员可以填网格编号。")
    grid = work.session.scalars(select(Grid).where(Grid.code == row["grid"])).first()
    if grid is None:
        raise Refused(f"没有编号为「{row['grid']}」的网格，请先导入单元门。")
    return grid

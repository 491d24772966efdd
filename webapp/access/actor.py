"""Who acts, as a frozen value that commands and queries take; never a database row, never a global."""

import uuid
from dataclasses import dataclass, field

from webapp.access.role import MAY, Permission, Role
from webapp.base.errors import Forbidden


@dataclass(frozen=True)
class Actor:
    """A person in a role, a resident at a link, or a rule or timer of the program."""

    role: Role
    name: str
    person_id: uuid.UUID | None = None
    unit_id: uuid.UUID | None = None
    unit_name: str = ""
    device: str | None = None
    """A digest of the device's own random cookie; never an address of a person."""
    report_id: uuid.UUID | None = None
    """For a resident: the report whose link was opened."""
    may_more: frozenset[Permission] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        """Whether this actor's role allows it."""
        return permission in MAY[self.role] or permission in self.may_more

    def require(self, permission: Permission) -> None:
        """Raise `Forbidden` unless allowed."""
        if not self.may(permission):
            raise Forbidden(
                "您的岗位不能做这一步。需要的话，请找值班长或管理员。", permission=permission.value
            )

    @property
    def is_staff(self) -> bool:
        """Whether a signed-in or bound person of a unit acts."""
        return self.unit_id is not None


RULE = Actor(Role.RULE, "派单规则")
TIMER = Actor(Role.TIMER, "到时自动")
NOBODY = Actor(Role.NOBODY, "未登录")


def resident(device: str | None = None, report_id: uuid.UUID | None = None) -> Actor:
    """A resident, known by nothing but the link or the device."""
    return Actor(Role.RESIDENT, "居民", device=device, report_id=report_id)

"""A lamp with a past: taken in from a list, found broken, mended."""

import uuid

from tests.builders.district import District
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.component.commands import TendComponent, tend_component
from webapp.component.library import Holder, Listed, put_listed
from webapp.component.lifecycle import ComponentAction
from webapp.people.records import UnitKind
from webapp.place.records import Component

CODE = "11010102301000001"


def lived_components(kernel: Kernel, district: District) -> uuid.UUID:
    """The lamp's id; it belongs to the department and is kept by somebody who has no sign-in."""
    owner = Holder(district.units[UnitKind.DEPARTMENT], "责任单位")
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        put_listed(
            work,
            [Listed(CODE, "路灯", "灯杆 1 号", (116.4, 39.9), None, None, owner, Holder(None, "照明公司"))],
        )
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        lamp: uuid.UUID = work.session.query(Component.id).filter_by(code=CODE).one()[0]
        for action in (ComponentAction.FIND_DAMAGED, ComponentAction.MEND):
            tend_component(work, TendComponent(component_id=lamp, action=action, reason="灯罩"))
    return lamp

"""The desk's rota as a shift lead keeps it."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from tests.builders.district import District
from webapp.access.role import Role
from webapp.base.clock import CHINA
from webapp.base.work import Kernel
from webapp.people.records import Absence, Shift
from webapp.rota.commands import PlanShifts, SayAbsent, plan_shifts, say_absent
from webapp.rota.handing_over import WriteHandOver, write_hand_over
from webapp.rota.records import HandOver


def plans(kernel: Kernel, district: District, who: Role, begins: str, ends: str, **more: object) -> int:
    """The lead puts somebody down, today unless told."""
    today = kernel.clock.now().astimezone(CHINA).date()
    given = {"first": today, "last": more.get("first", today)} | more
    order = PlanShifts(person=district[who].person_id, begins=begins, ends=ends, **given)
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        return plan_shifts(work, order)


def away(kernel: Kernel, district: District, who: Role, hours: float, **more: object) -> Absence:
    """The lead says that somebody is away from now on."""
    begins = kernel.clock.now()
    given = {"begins": begins, "ends": begins + timedelta(hours=hours), "why": "培训"} | more
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        return say_absent(work, SayAbsent(person=district[who].person_id, **given))


def hands_over(kernel: Kernel, district: District, words: str = "七号楼水管等街道的信儿") -> HandOver:
    """The lead writes the note of the shift."""
    with kernel.work(district[Role.SHIFT_LEAD]) as work:
        return write_hand_over(work, WriteHandOver(id=uuid.uuid4(), words=words))


def lived_rota(kernel: Kernel, district: District) -> dict[str, uuid.UUID]:
    """Somebody put down for tomorrow, somebody away, a note: their ids by the names that addresses have."""
    tomorrow = kernel.clock.now().astimezone(CHINA).date() + timedelta(days=1)
    plans(kernel, district, Role.OPERATOR, "08:00", "20:00", first=tomorrow)
    with kernel.read() as session:
        shift_id = session.scalars(select(Shift.id)).one()
    gone = away(kernel, district, Role.OPERATOR, 2, stand_in=district[Role.SHIFT_LEAD].person_id)
    return {"shift_id": shift_id, "absence_id": gone.id, "note_id": hands_over(kernel, district).id}

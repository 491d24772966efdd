"""Two weeks of the demonstration's desk: who comes when, one absence, and a note from the shift before."""

import uuid
from datetime import datetime, time, timedelta

from sqlalchemy import select

from webapp.access.signed_in import actor_of
from webapp.base.clock import CHINA
from webapp.base.work import Kernel
from webapp.people.records import Person
from webapp.rota.commands import PlanShifts, SayAbsent, plan_shifts, say_absent
from webapp.rota.handing_over import WriteHandOver, write_hand_over

SHIFTS = (
    ("zhiban", "08:00", "20:00", True),
    ("zuoxi", "08:00", "14:00", False),
    ("zuoxi02", "14:00", "20:00", False),
)
WORDS = "七号楼水管的事，街道说今天下午给信儿，给信儿了请转告居民。台风预警还没解除，排水口留意。"


def write_rota(kernel: Kernel) -> None:
    """From today on for two weeks; in four days one of the operators is away and the other stands in."""
    today = kernel.clock.now().astimezone(CHINA).date()
    away = today + timedelta(days=4)
    with kernel.read() as session:
        asked = select(Person).where(Person.account.in_([row[0] for row in SHIFTS]))
        people = {person.account: person for person in session.scalars(asked)}
    with kernel.work(actor_of(people["zhiban"])) as work:
        for account, begins, ends, lead in SHIFTS:
            days = {"first": today, "last": today + timedelta(days=13)}
            plan = PlanShifts(person=people[account].id, begins=begins, ends=ends, lead=lead, **days)
            plan_shifts(work, plan)
        begins_at, ends_at = (datetime.combine(away, time(hour), CHINA) for hour in (14, 20))
        absence = SayAbsent(
            person=people["zuoxi02"].id,
            stand_in=people["zuoxi"].id,
            begins=begins_at,
            ends=ends_at,
            why="培训",
        )
        say_absent(work, absence)
        write_hand_over(work, WriteHandOver(id=uuid.uuid4(), words=WORDS))

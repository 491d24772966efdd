"""Whistles as a street blows them and units come to them."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from tests.builders.district import District
from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.people.records import UnitKind
from webapp.whistle import answering, commands, settling
from webapp.whistle.records import Whistle, WhistleParty, WhistleTask

CALLED = (UnitKind.PROPERTY, UnitKind.DEPARTMENT, UnitKind.COMMUNITY)


def blows(kernel: Kernel, district: District, *numbers: str, **more: Any) -> Whistle:
    """The street calls the firm, the department and the community for two hours from now."""
    given = {
        "numbers": numbers, "issue": "小区北门路灯全灭，电缆被挖断", "place": "新街坊30号院北门",
        "units": tuple(district.units[kind] for kind in CALLED), "arrive_by": kernel.clock.now() + timedelta(hours=2),
    } | more  # fmt: skip
    with kernel.work(district[Role.STREET]) as work:
        return commands.blow_whistle(work, commands.BlowWhistle(**given))


def does(kernel: Kernel, actor: Actor, run: Any, order: type[Any], whistle: Whistle, **more: Any) -> Any:
    """One act on a whistle, in a work of its own."""
    with kernel.work(actor) as work:
        return run(work, order(whistle_id=whistle.id, **more))


def now_of(kernel: Kernel, whistle: Whistle) -> Whistle:
    """The whistle's row as it stands."""
    return kernel.get(Whistle, whistle.id)


def party_of(kernel: Kernel, whistle: Whistle, unit_id: uuid.UUID | None) -> WhistleParty:
    """A called unit's row; for none the guest's."""
    with kernel.read() as session:
        mine = (WhistleParty.whistle_id == whistle.id, WhistleParty.unit_id == unit_id)
        return session.scalars(select(WhistleParty).where(*mine)).one()


def settles(kernel: Kernel, district: District, whistle: Whistle, **more: Any) -> WhistleTask:
    """Minutes by the street, and one task for the department."""
    street = district[Role.STREET]
    minutes = "电缆是施工挖断的，当晚接临时线"
    does(
        kernel,
        street,
        settling.settle,
        settling.SettleWhistle,
        whistle,
        minutes=minutes,
        keeper=more.pop("keeper", ""),
    )
    party = party_of(kernel, whistle, district.units[UnitKind.DEPARTMENT])
    given = {
        "what": "换好电缆",
        "party": party.id,
        "due": kernel.clock.now().date() + timedelta(days=3),
    } | more
    task: WhistleTask = does(kernel, street, settling.add_task, settling.AddTask, whistle, **given)
    return task


def rates(kernel: Kernel, district: District, whistle: Whistle, stars: int = 5) -> None:
    """The street rates every called unit."""
    for kind in CALLED:
        party = party_of(kernel, whistle, district.units[kind])
        order = {"party": party.id, "stars": stars, "words": "来得快"}
        does(kernel, district[Role.STREET], settling.rate, settling.RateParty, whistle, **order)


def lived_whistle(kernel: Kernel, district: District, number: str) -> tuple[Whistle, str]:
    """A whistle with a guest, an answer, an arrival, minutes and a task; with the guest's token."""
    whistle = blows(kernel, district, number)
    made = does(
        kernel,
        district[Role.STREET],
        commands.invite_guest,
        commands.InviteGuest,
        whistle,
        guest="第二小学总务处",
    )
    firm = district[Role.PROPERTY]
    does(kernel, firm, answering.answer, answering.AnswerWhistle, whistle, words="王师傅带梯子来")
    does(kernel, firm, answering.sign_in, answering.SignIn, whistle, lng=116.4, lat=39.9)
    settles(kernel, district, whistle)
    return whistle, made.token

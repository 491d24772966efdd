"""Closed tickets whose reporters are to be heard, and how they are."""

import uuid
from typing import Any

from sqlalchemy import select

from tests.builders.district import District, add_person
from tests.builders.report import deliver_all, send_report
from tests.builders.walk import to_closed
from webapp.access.actor import RULE, Actor, resident
from webapp.access.role import Role
from webapp.base.clock import FixedClock
from webapp.base.work import Kernel
from webapp.callback.calling import RecordCall, record_call
from webapp.callback.checking import draw_checks
from webapp.callback.commands import AnswerCallback, answer_by_resident
from webapp.callback.leaving_out import ProposeLeaveOut, propose_leave_out
from webapp.callback.records import CallbackCheck, CallbackKind, CallbackTask, LeaveOut
from webapp.people.records import Unit
from webapp.report.orders import Receipt

PHONE = "13800001234"


def with_phone(phone: str = PHONE) -> dict[str, Any]:
    """What a report carries when its sender wants to be called."""
    return {"phone": phone, "consent": {"version": "2026-11", "at": "2026-11-20T09:59:00+08:00"}}


def closed_report(kernel: Kernel, district: District, phone: str | None = PHONE, **more: Any) -> Receipt:
    """A resident's report whose ticket was just closed and whose callback is planned."""
    receipt = send_report(kernel, district, **(with_phone(phone) if phone else {}), **more)
    to_closed(kernel, district, receipt.ticket.id)
    deliver_all(kernel)
    return receipt


def task_of(
    kernel: Kernel, report_id: uuid.UUID, series: int = 0, kind: CallbackKind = CallbackKind.CALLBACK
) -> CallbackTask:
    """The task about one report."""
    wanted = (CallbackTask.report_id == report_id, CallbackTask.series == series, CallbackTask.kind == kind)
    with kernel.read() as session:
        return session.scalars(select(CallbackTask).where(*wanted)).one()


def answers_by_link(
    kernel: Kernel,
    receipt: Receipt,
    solved: str = "yes",
    satisfied: str = "yes",
    device: str = "own",
    **more: Any,
) -> CallbackTask:
    """The reporter answers on the tracking page."""
    order = AnswerCallback(
        ticket_id=receipt.ticket.id, report_id=receipt.report, solved=solved, satisfied=satisfied, **more
    )
    with kernel.work(resident(device=device, report_id=receipt.report)) as work:
        return answer_by_resident(work, order)


def calls_back(kernel: Kernel, clerk: Actor, task_id: uuid.UUID, outcome: str, **more: Any) -> CallbackTask:
    """A clerk writes down a call; who was reached says that the unit had been in touch, unless told otherwise."""
    if outcome == "reached":
        more = {"contacted": True} | more
    with kernel.work(clerk) as work:
        return record_call(work, RecordCall(task_id=task_id, outcome=outcome, **more))


def colleague(
    kernel: Kernel, district: District, role: Role = Role.STREET, account: str = "jiedao2"
) -> Actor:
    """Another person of the same office."""
    first = district[role]
    with kernel.work(RULE) as work:
        return add_person(work, role, work.session.get_one(Unit, first.unit_id), account)


def asks_to_leave_out(
    kernel: Kernel, actor: Actor, task_id: uuid.UUID, reason: str = "说的是别处的事"
) -> LeaveOut:
    """Somebody proposes that a callback shall not count."""
    with kernel.work(actor) as work:
        return propose_leave_out(work, ProposeLeaveOut(task_id=task_id, reason=reason))


def drawn_check(kernel: Kernel, district: District, clock: FixedClock) -> CallbackCheck:
    """A call of the clerk that was drawn the next day; where the drawing of one in ten rounds up to it."""
    receipt = closed_report(kernel, district)
    task = task_of(kernel, receipt.report)
    calls_back(kernel, district[Role.CLERK], task.id, "reached", solved="yes", satisfied="yes")
    clock.move(days=1)
    draw_checks(kernel)
    with kernel.read() as session:
        return session.scalars(select(CallbackCheck).where(CallbackCheck.task_id == task.id)).one()

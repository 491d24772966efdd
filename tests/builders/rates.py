"""Periods of the rates that were published."""

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.district import District
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.callback.records import CallbackTask
from webapp.insight.commands import PublishRates, publish_rates
from webapp.insight.fees import fee_order, record_fee
from webapp.insight.records import RateSnapshot, RateSnapshotFact, RateSnapshotRow
from webapp.insight.rules import PeriodKind, period_of
from webapp.insight.table import By
from webapp.people.records import UnitKind
from webapp.ticket.words import Gate


def publishes(kernel: Kernel, district: District, day: date, role: Role = Role.STREET) -> uuid.UUID:
    """The street publishes the month of a day, unless somebody else does."""
    with kernel.work(district[role]) as work:
        return publish_rates(work, PublishRates(kind=PeriodKind.MONTH, day=day))


def lived_snapshot(kernel: Kernel, district: District) -> uuid.UUID:
    """October as the street published it, with one unit: written straight, the clock need not have been there.

    Where a resident was heard already, that callback is what it was counted from; else no list was kept.
    """
    street, period = district[Role.STREET], period_of(PeriodKind.MONTH, date(2026, 10, 1), 19)
    snapshot = RateSnapshot(
        id=new_id(), kind=period.kind, begins=period.begins, last=period.last, first_half=period.first,
        after_half=period.after, office_id=district.units[UnitKind.STREET], office_name=street.unit_name,
        response=10, solution=50, satisfaction=40, basically=90, published_by=street.person_id,
        published_name=street.name, published_at=kernel.clock.now(),
    )  # fmt: skip
    lines = [
        RateSnapshotRow(
            id=new_id(), snapshot_id=snapshot.id, by=by, key=key, side="", place=place, name="新街物业" if key else "合计",
            valid=1, contacted=1, solved=1, satisfied=1, basically=0, response=1000, solution=1000, satisfaction=1000,
            composite=1000,
        )
        for by in By
        for place, key in enumerate(("", str(district.units[UnitKind.PROPERTY])))
    ]  # fmt: skip
    with kernel.work(street) as work:
        work.session.add_all([snapshot, *lines, *_counted(work.session, snapshot)])
    return snapshot.id


def _counted(session: Session, snapshot: RateSnapshot) -> list[RateSnapshotFact]:
    heard = (
        select(CallbackTask).where(CallbackTask.solved.is_not(None)).order_by(CallbackTask.done_at).limit(1)
    )
    return [
        RateSnapshotFact(
            snapshot_id=snapshot.id, place=1, callback_id=task.id, ticket_id=task.ticket_id, at=task.done_at or task.made_at,
            solved_said=task.solved, satisfied_said=task.satisfied, half=snapshot.first_half, office_id=snapshot.office_id,
            unit_id=task.unit_id, gate=task.gate or Gate.NONE, contacted=1, solved=1, satisfied=1, basically=0,
        )
        for task in session.scalars(heard)
    ]  # fmt: skip


def lived_fees(kernel: Kernel, district: District, unit_id: uuid.UUID) -> None:
    """The street puts down what a management unit was owed and paid in October."""
    order = fee_order(unit_id, {"month": "2026-10", "due": "1000", "paid": "900"})
    with kernel.work(district[Role.STREET]) as work:
        assert record_fee(work, order)

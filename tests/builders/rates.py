"""Periods of the rates that were published."""

import uuid
from datetime import date

from tests.builders.district import District
from webapp.access.role import Role
from webapp.base.database import new_id
from webapp.base.work import Kernel
from webapp.insight.commands import PublishRates, publish_rates
from webapp.insight.records import RateSnapshot, RateSnapshotRow
from webapp.insight.rules import PeriodKind, period_of
from webapp.insight.table import By
from webapp.people.records import UnitKind


def publishes(kernel: Kernel, district: District, day: date, role: Role = Role.STREET) -> uuid.UUID:
    """The street publishes the month of a day, unless somebody else does."""
    with kernel.work(district[role]) as work:
        return publish_rates(work, PublishRates(kind=PeriodKind.MONTH, day=day))


def lived_snapshot(kernel: Kernel, district: District) -> uuid.UUID:
    """October as the street published it, with one unit: written straight, the clock need not have been there."""
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
        work.session.add_all([snapshot, *lines])
    return snapshot.id

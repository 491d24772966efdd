"""Publishing a period: its tables are written down once, and what is counted later leaves them alone."""

import uuid
from collections.abc import Iterator
from datetime import date

from sqlalchemy import select

from webapp.access.role import Permission
from webapp.base.claim import claim
from webapp.base.clock import CHINA
from webapp.base.database import new_id
from webapp.base.errors import Invalid
from webapp.base.fields import Command
from webapp.base.work import Work
from webapp.insight.counted_then import keep_counted
from webapp.insight.queries import all_tables, period_and_weights
from webapp.insight.records import RateSnapshot, RateSnapshotFact, RateSnapshotRow
from webapp.insight.rules import Period, PeriodKind
from webapp.insight.scope import office_of, whose
from webapp.insight.table import SIDES, By, Figures, Row, Table


class PublishRates(Command):
    """发布: the period in which a day lies."""

    kind: PeriodKind
    day: date


def publish_rates(work: Work, order: PublishRates) -> uuid.UUID:
    """Write a period down as it is counted now; `Invalid` while it lasts, when it is empty, and the second time.

    Who is first writes the snapshot's row; whoever comes at the same moment waits at its unique index. The callbacks
    are kept with it and the tables counted from them, so that a number and the list behind it cannot differ.
    """
    work.actor.require(Permission.PUBLISH_RATES)
    period, weights = period_and_weights(work.session, work.kernel.clock, order.kind, order.day)
    if work.now < period.ends:
        raise Invalid({"day": f"这一期（{period.words}）还没过完，过完再发布。"})
    office_id, person_id = office_of(work.actor), work.actor.person_id
    assert person_id is not None  # noqa: S101  whoever may publish is a person with a sign-in
    snapshot_id = new_id()
    values = {
        "id": snapshot_id, "kind": period.kind, "begins": period.begins, "last": period.last,
        "first_half": period.first, "after_half": period.after, "office_id": office_id,
        "office_name": whose(work.session, work.actor), "published_by": person_id,
        "published_name": work.actor.name[:60], "published_at": work.now,
        **{name: getattr(weights, name) for name in ("response", "solution", "satisfaction", "basically")},
    }  # fmt: skip
    if not claim(work.session, RateSnapshot, values):
        raise Invalid({"day": _published_before(work, period, office_id)})
    keep_counted(work.session, snapshot_id, period, office_id)
    of_snapshot = RateSnapshotFact.snapshot_id == snapshot_id
    tables = all_tables(work.session, period, weights, of_snapshot, RateSnapshotFact)
    if not tables[By.UNIT].rows:
        raise Invalid({"day": f"这一期（{period.words}）没有有效回访，没有可发布的。"})
    work.add(*(row for table in tables.values() for row in _rows(snapshot_id, table)))
    work.audit("rates.publish", snapshot=str(snapshot_id), period=f"{period.kind} {period.words}")
    return snapshot_id


def _published_before(work: Work, period: Period, office_id: uuid.UUID | None) -> str:
    stands = select(RateSnapshot).where(
        RateSnapshot.kind == period.kind, RateSnapshot.begins == period.begins, RateSnapshot.office_id == office_id
    )  # fmt: skip
    first = work.session.scalars(stands).one()
    at = first.published_at.astimezone(CHINA)
    return (
        f"这一期（{period.words}）{first.published_name}在 {at:%Y-%m-%d %H:%M} 发布过了，"
        "一期只发布一次。到「已发布」里看。"
    )


def _rows(snapshot_id: uuid.UUID, table: Table) -> Iterator[RateSnapshotRow]:
    for place, row in enumerate((table.pooled, *table.rows)):
        yield _line(snapshot_id, table.by, place, row, "", row.whole)
        for side, figures in zip(SIDES, row.sides, strict=True):
            if figures.counts.valid:
                yield _line(snapshot_id, table.by, place, row, side.value, figures)


def _line(
    snapshot_id: uuid.UUID, by: By, place: int, row: Row, side: str, figures: Figures
) -> RateSnapshotRow:
    rates = {name: None if rate is None else int(rate * 10) for name, rate in vars(figures.rates).items()}
    return RateSnapshotRow(
        id=new_id(), snapshot_id=snapshot_id, by=by, key=row.key, side=side, place=place, name=row.name[:80],
        **vars(figures.counts), **rates,
    )  # fmt: skip

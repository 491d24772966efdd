"""Published periods: the list, one as it was published, and where it would be counted otherwise now."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.base.clock import Clock
from webapp.base.errors import NotFound
from webapp.catalogue.settings import in_force
from webapp.insight.queries import one_table
from webapp.insight.records import RateSnapshot, RateSnapshotRow, RateSum
from webapp.insight.rules import Counts, Period, Rates, Weights, weights_of
from webapp.insight.scope import office_of, rates_of_office, snapshots_read
from webapp.insight.table import SIDES, By, Figures, Row, Table, figures_of

MOST_LISTED = 200


@dataclass(frozen=True)
class Published:
    """A published period: whose, from when until when, and who published it."""

    id: uuid.UUID
    period: Period
    office: str
    by_name: str
    at: datetime
    whole: Figures


@dataclass(frozen=True)
class Change:
    """A line that would be counted otherwise now. `before` is none for one that was not there, `now` for one that is gone."""

    before: Row | None
    now: Row | None


def published(session: Session, actor: Actor) -> Sequence[Published]:
    """The published periods that somebody may read, the newest first."""
    query = (
        select(RateSnapshot, RateSnapshotRow)
        .join(RateSnapshotRow, RateSnapshotRow.snapshot_id == RateSnapshot.id)
        .where(RateSnapshotRow.by == By.UNIT, RateSnapshotRow.key == "", RateSnapshotRow.side == "")
        .where(snapshots_read(actor))
        .order_by(RateSnapshot.begins.desc(), RateSnapshot.id.desc())
        .limit(MOST_LISTED)
    )
    return [_told(snapshot, _figures(total)) for snapshot, total in session.execute(query)]


def snapshot_id_of(session: Session, actor: Actor, period: Period) -> uuid.UUID | None:
    """The snapshot of a period that this person's office published, the district's for who reads all of it."""
    query = select(RateSnapshot.id).where(
        RateSnapshot.kind == period.kind, RateSnapshot.begins == period.begins,
        RateSnapshot.office_id == office_of(actor), snapshots_read(actor),
    )  # fmt: skip
    return session.scalars(query).first()


def snapshot_of(
    session: Session, actor: Actor, snapshot_id: uuid.UUID
) -> tuple[Published, Mapping[By, Table]]:
    """One published period with its tables, exactly as they were; `NotFound` for who may not read it."""
    query = select(RateSnapshot).where(RateSnapshot.id == snapshot_id, snapshots_read(actor))
    snapshot = session.scalars(query).first()
    if snapshot is None:
        raise NotFound("没有发布过这一期，或者不是您这里的。")
    rows = session.scalars(
        select(RateSnapshotRow).where(RateSnapshotRow.snapshot_id == snapshot_id).order_by(RateSnapshotRow.place)
    ).all()  # fmt: skip
    weights = Weights(snapshot.response, snapshot.solution, snapshot.satisfaction, snapshot.basically)
    period = _period(snapshot)
    tables = {by: _table(period, by, weights, [row for row in rows if row.by is by]) for by in By}
    return _told(snapshot, tables[By.UNIT].pooled.whole), tables


def changes_since(session: Session, clock: Clock, snapshot_id: uuid.UUID, table: Table) -> Sequence[Change]:
    """The lines of a published table that would be counted otherwise now, its total among them."""
    office_id = session.scalars(select(RateSnapshot.office_id).where(RateSnapshot.id == snapshot_id)).one()
    weights = weights_of(in_force(session, clock, table.period.last))
    now = one_table(session, table.period, weights, rates_of_office(RateSum, office_id), table.by)
    before, after = ({row.key: row for row in (*one.rows, one.pooled)} for one in (table, now))
    return [
        Change(before.get(key), after.get(key))
        for key in (before | after)
        if _told_of(before.get(key)) != _told_of(after.get(key))
    ]


def _told_of(row: Row | None) -> tuple[Figures, ...]:
    """What a line says; a unit that is called otherwise now says the same."""
    return (row.whole, *row.sides) if row else ()


def _told(snapshot: RateSnapshot, whole: Figures) -> Published:
    return Published(
        snapshot.id, _period(snapshot), snapshot.office_name, snapshot.published_name, snapshot.published_at, whole
    )  # fmt: skip


def _period(one: RateSnapshot) -> Period:
    return Period(one.kind, one.first_half, one.after_half, one.begins, one.last)


def _table(period: Period, by: By, weights: Weights, lines: Iterable[RateSnapshotRow]) -> Table:
    found: dict[str, dict[str, RateSnapshotRow]] = {}
    for line in lines:
        found.setdefault(line.key, {})[line.side] = line
    nothing = figures_of(Counts(), weights)
    rows = []
    for key, sides in found.items():
        told = (_figures(sides[side.value]) if side.value in sides else nothing for side in SIDES)
        rows.append(Row(key, sides[""].name, _figures(sides[""]), tuple(told)))
    pooled = next(row for row in rows if not row.key)
    return Table(period, by, tuple(row for row in rows if row.key), pooled, weights)


def _figures(line: RateSnapshotRow) -> Figures:
    counts = Counts(line.valid, line.contacted, line.solved, line.satisfied, line.basically)
    tenths = (line.response, line.solution, line.satisfaction, line.composite)
    return Figures(counts, Rates(*(None if one is None else Decimal(one).scaleb(-1) for one in tenths)))

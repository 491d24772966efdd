"""The callbacks behind a published number, as they were counted then: kept with the snapshot, never changed."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, func, insert, literal, select
from sqlalchemy.orm import Session

from webapp.access.actor import Actor
from webapp.access.scope import visible
from webapp.base.errors import NotFound
from webapp.base.paging import Page, page_of
from webapp.callback.records import CallbackTask
from webapp.callback.words import CONTACTED, said_words
from webapp.insight.counting import COUNTED, SHARED
from webapp.insight.queries import Behind, is_line, within
from webapp.insight.records import RateFact, RateSnapshot, RateSnapshotFact
from webapp.insight.rules import Period
from webapp.insight.scope import rates_of_office, rates_read, snapshots_read
from webapp.insight.table import By
from webapp.ticket.records import Ticket

A_PAGE = 50


def keep_counted(
    session: Session, snapshot_id: uuid.UUID, period: Period, office_id: uuid.UUID | None
) -> None:
    """Keep every callback of a period with its snapshot, in one statement: its tables are counted from these rows."""
    at = func.coalesce(CallbackTask.done_at, CallbackTask.made_at)
    place = func.row_number().over(order_by=(at, RateFact.callback_id))
    columns: Mapping[str, Any] = {
        "snapshot_id": literal(snapshot_id, RateSnapshotFact.snapshot_id.type), "place": place,
        "callback_id": RateFact.callback_id, "ticket_id": RateFact.ticket_id, "at": at,
        "solved_said": CallbackTask.solved, "satisfied_said": CallbackTask.satisfied,
        **{name: getattr(RateFact, name) for name in (*SHARED, *COUNTED)},
    }  # fmt: skip
    counted = (
        select(*(column.label(name) for name, column in columns.items()))
        .join_from(RateFact, CallbackTask, CallbackTask.id == RateFact.callback_id)
        .where(*within(RateFact, period), rates_of_office(RateFact, office_id))
    )
    session.execute(insert(RateSnapshotFact).from_select(list(columns), counted))


def has_counted(session: Session, snapshot_id: uuid.UUID) -> bool:
    """Whether its callbacks were kept; they were not while publishing did not do so."""
    return bool(session.scalar(select(exists().where(RateSnapshotFact.snapshot_id == snapshot_id))))


def behind_snapshot(
    session: Session, actor: Actor, snapshot_id: uuid.UUID, by: By, key: str,
    after: int | None = None, before: int | None = None,
) -> Page[Behind]:  # fmt: skip
    """A page of the callbacks behind a line, the newest first; `NotFound` for who may not read the snapshot.

    A ticket that this person may not read any more stands there by its number alone, for it was counted.
    """
    readable = exists().where(RateSnapshot.id == snapshot_id, snapshots_read(actor))
    if not session.scalar(select(readable)):
        raise NotFound("没有发布过这一期，或者不是您这里的。")
    query = (
        select(RateSnapshotFact, Ticket, visible(actor, Ticket.id))
        .join(Ticket, Ticket.id == RateSnapshotFact.ticket_id)
        .where(
            RateSnapshotFact.snapshot_id == snapshot_id, rates_read(RateSnapshotFact, actor),
            is_line(RateSnapshotFact, by, key),
        )
    )  # fmt: skip
    page = page_of(session, query, RateSnapshotFact.place, A_PAGE, after, before)
    return Page(tuple(_shown(*row) for row in page.rows), page.older, page.newer)


def _shown(fact: RateSnapshotFact, ticket: Ticket, opens: bool) -> Behind:
    return Behind(
        ticket.id, ticket.number, fact.at, CONTACTED[bool(fact.contacted)],
        said_words(fact.solved_said, fact.satisfied_said), ticket.coarse_words if opens else "", bool(opens),
    )  # fmt: skip

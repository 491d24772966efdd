"""Flags of callbacks across 0014: each program reads what the other wrote, and a proposal is no flag and back."""

import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade

from webapp.callback.records import CallbackTask, LeaveOut

BELOW, HERE = "0013_ended_sign_ins", "0014_callback_desk"
TASK = CallbackTask.__table__


def flags(kernel) -> list[str | None]:
    with kernel.engine.connect() as connection:
        return list(connection.scalars(sa.select(TASK.c.flagged).order_by(TASK.c.id)))


def flag(kernel, *kept: str | None) -> list:
    """Give the first tasks these flags; returns their ids."""
    with kernel.engine.begin() as connection:
        ids = list(connection.scalars(sa.select(TASK.c.id).order_by(TASK.c.id)))[: len(kept)]
        for task_id, words in zip(ids, kept, strict=True):
            connection.execute(sa.update(TASK).where(TASK.c.id == task_id).values(flagged=words))
    return ids


@pytest.mark.usefixtures("lived")
def test_the_program_below_reads_every_flag_and_no_proposal_is_lost(app, kernel) -> None:
    first, _ = flag(kernel, "sample,check", "check")
    proposed, undecided = LeaveOut.__table__, {"state": "proposed", "decided_by": None, "decided_at": None}
    with kernel.engine.begin() as connection:
        connection.execute(sa.update(proposed).values(task_id=first, **undecided))
        clerk = sa.select(proposed.c.proposed_by).scalar_subquery()
        connection.execute(sa.update(TASK).where(TASK.c.id == first).values(clerk_id=clerk))
    with app.app_context():
        downgrade(revision=BELOW)
        assert flags(kernel) == ["sample,leave_out", None]
        upgrade(revision=HERE)
    assert flags(kernel) == ["sample", None]
    with kernel.engine.connect() as connection:
        rows = connection.execute(sa.select(proposed.c.task_id, proposed.c.state)).all()
    assert rows == [(first, "proposed")]

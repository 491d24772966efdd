"""The only place that sets the state of an act on many tickets: its row locked, the table asked."""

import uuid

from sqlalchemy import select

from webapp.base.errors import NotFound
from webapp.base.lifecycle import refuse, unmet
from webapp.base.work import Work
from webapp.bulk.lifecycle import BULK, BulkAction, BulkNeed
from webapp.bulk.records import BulkAct
from webapp.bulk.rules import RULES, Case
from webapp.bulk.scope import within_reach

GONE = "没有这一批，或者不是您要办的。"
NOT_NOW = frozenset({BulkNeed.WAITED, BulkNeed.ALL_TRIED})
NOT_YOURS = frozenset({BulkNeed.OWN})


def take_in_hand(work: Work, act_id: uuid.UUID) -> BulkAct:
    """The act's row, locked, as it is now; out of scope means not found."""
    query = select(BulkAct).where(BulkAct.id == act_id, within_reach(work.actor)).with_for_update(of=BulkAct)
    found = work.session.scalars(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound(GONE)
    return found


def check_new(work: Work, case: Case) -> None:
    """Whether such an act may be asked for; else `Forbidden`, or `Invalid` by field."""
    row = BULK.step(BulkAction.ASK)
    work.actor.require(row.permission)
    refuse(unmet(RULES, row.needs, case), NOT_NOW, NOT_YOURS)


def move(work: Work, act: BulkAct, action: BulkAction, untried: int = 0) -> None:
    """Take a step of the table; `untried` is how many of its tickets are not yet done or given up."""
    row = BULK.step(action)
    work.actor.require(row.permission)
    after = BULK.target(action, act.state)
    refuse(unmet(RULES, row.needs, Case(act, work.actor, work.now, untried)), NOT_NOW, NOT_YOURS)
    act.state = after
    work.doing(f"bulk.{action}")

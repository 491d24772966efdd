"""What each need of an act on many tickets means, and what each of the four acts asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from webapp.access.role import Permission
from webapp.base.lifecycle import Rule
from webapp.bulk.lifecycle import BulkNeed, BulkVerb

MOST = 200
"""Tickets of one act: about ten seconds of the worker's time."""
UNDO_FOR = timedelta(seconds=30)
"""How long an act waits before it is done; until then it can be undone and nothing has happened."""
MOST_TRIES = 3
"""How often a ticket is tried when something of ours fails; after that it is left and said so."""


@dataclass(frozen=True)
class VerbKind:
    """One of the acts: its word, who may do it, which questions it asks."""

    label: str
    permission: Permission
    asks: frozenset[str]


VERBS: Mapping[BulkVerb, VerbKind] = {
    BulkVerb.DISPATCH: VerbKind("派遣", Permission.DISPATCH, frozenset({"unit"})),
    BulkVerb.RETURN: VerbKind("退回", Permission.RETURN, frozenset({"reason"})),
    BulkVerb.HASTEN: VerbKind("催办", Permission.HASTEN, frozenset({"reason"})),
    BulkVerb.MERGE: VerbKind("并案", Permission.MERGE, frozenset({"target"})),
}


@dataclass(frozen=True)
class Case:
    """What a rule looks at: the row (none before it is asked for), who acts, the moment, what was brought."""

    act: Any
    actor: Any
    now: datetime
    count: int = 0
    """Tickets in scope that were named, or those not yet tried."""
    verb: BulkVerb | None = None
    unit: Any = None
    reason: str = ""
    target: Any = None

    def asks(self, what: str) -> bool:
        """Whether the act that was chosen asks for this."""
        return self.verb is not None and what in VERBS[self.verb].asks


def _tickets(case: Case) -> str | None:
    if not case.count:
        return "一件也没选。回到收件箱，把要办的勾上。"
    return f"一次最多 {MOST} 件，请分几次办。" if case.count > MOST else None


def _verb(case: Case) -> str | None:
    if case.verb is None:
        return "请选怎么办。"
    return None if case.actor.may(VERBS[case.verb].permission) else "您的岗位不能这样办，请另选一样。"


_N = BulkNeed
RULES: Mapping[BulkNeed, Rule] = {
    _N.TICKETS: ("tickets", _tickets, ""),
    _N.VERB: ("verb", _verb, ""),
    _N.UNIT: (
        "unit", lambda c: c.asks("unit") and (c.unit is None or not c.unit.live), "请选派给哪家还在用的单位。",
    ),
    _N.REASON: ("reason", lambda c: c.asks("reason") and not c.reason, "请写一句为什么，每一件上都会记着。"),
    _N.TARGET: (
        "target", lambda c: c.asks("target") and (c.target is None or not c.target.is_open),
        "请写并到哪一件，写没办完的那件的单号，像 1121-0007。",
    ),
    _N.OWN: ("actor", lambda c: c.act.person_id != c.actor.person_id, "这一批是别人要办的，只有他能撤销。"),
    _N.WAITED: ("act", lambda c: c.now < c.act.due_at, "还没到时候，还能撤销。"),
    _N.ALL_TRIED: ("act", lambda c: c.count > 0, "还有没办到的。"),
}  # fmt: skip

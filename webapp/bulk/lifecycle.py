"""The life of an act on many tickets, on the same engine: it waits, and only then it is done."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table


class BulkState(StrEnum):
    """Where an act on many tickets stands; the first two are open."""

    WAITING = "waiting"
    APPLYING = "applying"
    DONE = "done"
    DROPPED = "dropped"


class BulkAction(StrEnum):
    """What can be done with it."""

    ASK = "ask"
    DROP = "drop"
    BEGIN = "begin"
    END = "end"


class BulkNeed(StrEnum):
    """What a step of it needs; explained in rules.py."""

    TICKETS = "tickets"
    VERB = "verb"
    UNIT = "unit"
    REASON = "reason"
    TARGET = "target"
    OWN = "own"
    WAITED = "waited"
    ALL_TRIED = "all_tried"


class BulkVerb(StrEnum):
    """Which step each of the tickets is to take."""

    DISPATCH = "dispatch"
    RETURN = "return"
    HASTEN = "hasten"
    MERGE = "merge"


class ItemState(StrEnum):
    """How it went with one of the tickets."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


_ = BulkState
OPEN = frozenset({_.WAITING, _.APPLYING})
WORDS = {_.WAITING: "等着办", _.APPLYING: "正在办", _.DONE: "办过了", _.DROPPED: "撤销了"}


def _row(
    action: BulkAction, label: str, sources: frozenset[BulkState], target: BulkState, permission: P, *needs: BulkNeed
) -> Step[BulkState]:  # fmt: skip
    return Step(action, label, sources, target, permission, needs)


_A, _N = BulkAction, BulkNeed
STEPS = (
    _row(
        _A.ASK, "成批办", frozenset(), _.WAITING, P.BULK,
        _N.TICKETS, _N.VERB, _N.UNIT, _N.REASON, _N.TARGET,
    ),
    _row(_A.DROP, "撤销", frozenset({_.WAITING}), _.DROPPED, P.BULK, _N.OWN),
    _row(_A.BEGIN, "开始办", frozenset({_.WAITING}), _.APPLYING, P.APPLY_BULK, _N.WAITED),
    _row(_A.END, "都试过了", frozenset({_.APPLYING}), _.DONE, P.APPLY_BULK, _N.ALL_TRIED),
)  # fmt: skip

BULK: Table[BulkState] = Table("成批办", STEPS, WORDS, OPEN)

"""The life of a weekly review as a table on the same engine (mission.md, C14)."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table


class ReviewState(StrEnum):
    """Where a review stands; the first two are open."""

    PLANNED = "planned"
    HELD = "held"
    CLOSED = "closed"


class ReviewAction(StrEnum):
    """What can be done with a review."""

    PLAN = "plan"
    PICK = "pick"
    DROP = "drop"
    NOTE = "note"
    HOLD = "hold"
    MEASURE = "measure"
    FULFIL = "fulfil"
    FALL_LATE = "fall_late"
    WRITE_UP = "write_up"
    CLOSE = "close"


class ReviewNeed(StrEnum):
    """What a step of a review needs; explained in rules.py."""

    STREET = "street"
    WEEK = "week"
    HOLDER = "holder"
    A_TICKET = "a_ticket"
    NEW_CASE = "new_case"
    A_CASE = "a_case"
    CAUSE = "cause"
    WRONG = "wrong"
    CASES = "cases"
    SUMMARY = "summary"
    OWNER = "owner"
    DAY_AHEAD = "day_ahead"
    OWN_MEASURE = "own_measure"
    NOT_DONE = "not_done"
    PAST_ITS_DAY = "past_its_day"
    ALL_NOTED = "all_noted"
    ALL_DONE = "all_done"


_ = ReviewState
OPEN = frozenset({_.PLANNED, _.HELD})
MET = frozenset({_.HELD, _.CLOSED})
WORDS = {_.PLANNED: "在准备", _.HELD: "开过了，在落实", _.CLOSED: "收尾了"}


def _row(
    action: ReviewAction, label: str, sources: frozenset[ReviewState], target: ReviewState | None, permission: P,
    *needs: ReviewNeed,
) -> Step[ReviewState]:  # fmt: skip
    return Step(action, label, sources, target, permission, needs)


_A, _N = ReviewAction, ReviewNeed
_PLANNED, _HELD = frozenset({_.PLANNED}), frozenset({_.HELD})
STEPS = (
    _row(_A.PLAN, "准备复盘", frozenset(), _.PLANNED, P.REVIEW, _N.STREET, _N.WEEK),
    _row(_A.PICK, "挑一件", OPEN, None, P.REVIEW, _N.HOLDER, _N.A_TICKET, _N.NEW_CASE),
    _row(_A.DROP, "不要这件", _PLANNED, None, P.REVIEW, _N.HOLDER, _N.A_CASE),
    _row(_A.NOTE, "写原因", OPEN, None, P.REVIEW, _N.HOLDER, _N.A_CASE, _N.CAUSE, _N.WRONG),
    _row(_A.HOLD, "开过了", _PLANNED, _.HELD, P.REVIEW, _N.HOLDER, _N.CASES, _N.SUMMARY),
    _row(_A.MEASURE, "加一条措施", OPEN, None, P.REVIEW, _N.HOLDER, _N.OWNER, _N.DAY_AHEAD),
    _row(_A.FULFIL, "办到了", OPEN, None, P.FULFIL_MEASURE, _N.OWN_MEASURE, _N.NOT_DONE),
    _row(_A.FALL_LATE, "措施到期没办", OPEN, None, P.TELL_LATE_MEASURE, _N.NOT_DONE, _N.PAST_ITS_DAY),
    _row(_A.WRITE_UP, "出纪要", MET, None, P.REVIEW, _N.HOLDER),
    _row(_A.CLOSE, "收尾", _HELD, _.CLOSED, P.REVIEW, _N.HOLDER, _N.ALL_NOTED, _N.ALL_DONE),
)

REVIEW: Table[ReviewState] = Table("每周复盘", STEPS, WORDS, OPEN)

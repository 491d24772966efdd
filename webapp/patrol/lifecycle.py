"""The life of a planned visit as a table on the same engine (house.md: patrol uses it too)."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table


class TaskState(StrEnum):
    """Where a planned visit stands."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class TaskAction(StrEnum):
    """What can be done with a planned visit."""

    PLAN = "plan"
    CHECK_IN = "check_in"
    HAND_OVER = "hand_over"
    MISS = "miss"
    WITHDRAW = "withdraw"


class TaskNeed(StrEnum):
    """What a step of a planned visit needs; explained in rules.py."""

    POINT_ACTIVE = "point_active"
    SOMEBODY_ELSE = "somebody_else"
    THE_PLANNED_PERSON = "the_planned_person"
    DAY_OVER = "day_over"
    MAY_PATROL = "may_patrol"


_ = TaskState
OPEN = frozenset({_.PLANNED})
WORDS = {_.PLANNED: "待去", _.DONE: "去过了", _.MISSED: "当天没去", _.WITHDRAWN: "不用去了"}
_A, _N = TaskAction, TaskNeed
STEPS: tuple[Step[TaskState], ...] = (
    Step(_A.PLAN, "排上", frozenset(), _.PLANNED, P.SUPERVISE_PATROL, (_N.POINT_ACTIVE, _N.MAY_PATROL, _N.SOMEBODY_ELSE)),
    # What was done in a cellar arrives late: a day that was counted as missed is put right.
    Step(_A.CHECK_IN, "到点检查", frozenset({_.PLANNED, _.MISSED}), _.DONE, P.PATROL, (_N.THE_PLANNED_PERSON,)),
    Step(_A.HAND_OVER, "换人去", OPEN, _.PLANNED, P.SUPERVISE_PATROL, (_N.MAY_PATROL, _N.SOMEBODY_ELSE)),
    Step(_A.MISS, "过了当天", OPEN, _.MISSED, P.SUPERVISE_PATROL, (_N.DAY_OVER,)),
    Step(_A.WITHDRAW, "不用去了", OPEN | {_.MISSED}, _.WITHDRAWN, P.SUPERVISE_PATROL),
)  # fmt: skip

VISIT_TASK: Table[TaskState] = Table("巡查任务", STEPS, WORDS, OPEN)

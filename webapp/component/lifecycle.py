"""The life of a component as a table on the engine that all tables use; the list may correct it besides."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table
from webapp.place.records import ComponentState


class ComponentAction(StrEnum):
    """What can be found of a component or done with it."""

    TAKE_IN = "take_in"
    FIND_DAMAGED = "find_damaged"
    FIND_LOST = "find_lost"
    MEND = "mend"
    REMOVE = "remove"
    PUT_BACK = "put_back"
    SCRAP = "scrap"


class ComponentNeed(StrEnum):
    """What a step needs; explained in rules.py."""

    THEIR_OWN = "their_own"
    REASON = "reason"


_ = ComponentState
STANDING = frozenset({_.SOUND, _.DAMAGED, _.LOST, _.REMOVED})
WORDS = {_.SOUND: "完好", _.DAMAGED: "破损", _.LOST: "丢失", _.REMOVED: "移除", _.SCRAPPED: "废除"}
"""As GB/T 30428.2 calls the states of a component."""
_A, _N = ComponentAction, ComponentNeed
STEPS: tuple[Step[ComponentState], ...] = (
    Step(_A.TAKE_IN, "登记入库", frozenset(), _.SOUND, P.MANAGE_PLACES),
    Step(_A.FIND_DAMAGED, "发现破损", frozenset({_.SOUND}), _.DAMAGED, P.TEND_COMPONENTS, (_N.THEIR_OWN,)),
    Step(_A.FIND_LOST, "发现丢失", frozenset({_.SOUND, _.DAMAGED}), _.LOST, P.TEND_COMPONENTS, (_N.THEIR_OWN,)),
    Step(_A.MEND, "修好补齐", frozenset({_.DAMAGED, _.LOST}), _.SOUND, P.TEND_COMPONENTS, (_N.THEIR_OWN,)),
    Step(_A.REMOVE, "移走", frozenset({_.SOUND, _.DAMAGED}), _.REMOVED, P.TEND_COMPONENTS, (_N.THEIR_OWN, _N.REASON)),
    Step(_A.PUT_BACK, "装回", frozenset({_.REMOVED}), _.SOUND, P.TEND_COMPONENTS, (_N.THEIR_OWN,)),
    Step(_A.SCRAP, "废除", STANDING, _.SCRAPPED, P.TEND_COMPONENTS, (_N.THEIR_OWN, _N.REASON)),
)  # fmt: skip

COMPONENT: Table[ComponentState] = Table("部件", STEPS, WORDS, STANDING)
CORRECT = "correct"
"""The action of a line that the list or an administrator put right, outside the table."""
LINE_WORDS = {step.action.value: step.label for step in STEPS} | {CORRECT: "更正"}

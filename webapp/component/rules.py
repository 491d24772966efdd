"""What each need of the component table means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from webapp.base.lifecycle import Rule, Unmet, unmet
from webapp.component.lifecycle import COMPONENT, ComponentAction, ComponentNeed


@dataclass(frozen=True)
class Case:
    """Who takes a step of whose component, with which reason."""

    own_only: bool
    """Whether the actor's unit answers for its own components alone."""
    is_own: bool
    reason: str = ""


RULES: Mapping[ComponentNeed, Rule] = {
    ComponentNeed.THEIR_OWN: (
        "unit", lambda case: case.own_only and not case.is_own, "这个部件不归您单位权属或养护，请反映给登记的单位。",
    ),
    ComponentNeed.REASON: ("reason", lambda case: not case.reason, "请写一句为什么，以后查得到。"),
}  # fmt: skip
NOT_YOURS = frozenset({ComponentNeed.THEIR_OWN})


def missing(action: ComponentAction, case: Case) -> list[Unmet]:
    """The needs of a step that are not met."""
    return unmet(RULES, COMPONENT.step(action).needs, case)

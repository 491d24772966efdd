"""Where a ticket should go, and why: the direct road and the proposal for the desk."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Proposal:
    """A proposed unit with the reason a person reads; no unit means the desk must choose."""

    unit_id: Any
    why: str


def goes_directly(ticket: Any, direct_class: bool, firm_live: bool) -> bool:
    """C7: an ordinary property class at a door goes to the property firm by rule.

    Never when the report is about a unit or marked 保密 (safety.md 4), never after a return or an objection,
    and never when somebody brings praise or a question: those are answered, not mended.
    """
    return (
        direct_class
        and firm_live
        and ticket.door_id is not None
        and not ticket.about_unit
        and not ticket.confidential
        and ticket.returns == 0
        and ticket.objections == 0
        and ticket.kind in {"fault", "request"}
    )


def propose(ticket: Any, class_name: str, direct_class: bool, firm: Any, street: Any) -> Proposal:
    """The unit that fits by class and place, with its reason: «按类别：楼道灯 × 新街坊物业»."""
    if ticket.about_unit or ticket.confidential:
        why = "反映的是单位" if ticket.about_unit else "居民要求保密"
        return Proposal(street.id if street else None, f"{why}，不派给物业，由街道来办")
    if direct_class and firm is not None and firm.live:
        return Proposal(firm.id, f"按类别：{class_name} × {firm.name}")
    if street is not None:
        return Proposal(street.id, f"{class_name}不归物业，先由{street.name}来办，可改选其他单位")
    return Proposal(None, "没有合适的规则，请您来定")

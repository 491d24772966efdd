"""Where a ticket should go, and why: what the direct road never takes, and the proposal for the desk."""

from dataclasses import dataclass
from typing import Any

from webapp.ticket.rules import guarded


@dataclass(frozen=True)
class Proposal:
    """A proposed unit with the reason a person reads; no unit means the desk must choose."""

    unit_id: Any
    why: str


def may_go_directly(ticket: Any) -> bool:
    """Whether a rule may send it at once, with nobody at the desk.

    Never without a class and a place to file it under, never when the report is about a unit or marked 保密 (safety.md 4), never after a return or an objection,
    and never when somebody brings praise or a question: those are answered, not mended.
    """
    return (
        not guarded(ticket)
        and ticket.class_id is not None
        and (ticket.door_id is not None or ticket.lng is not None)
        and ticket.returns == 0
        and ticket.objections == 0
        and ticket.kind in {"fault", "request"}
    )


def propose(ticket: Any, class_name: str, direct_class: bool, firm: Any, street: Any) -> Proposal:
    """The unit that fits by class and place, with its reason: «按类别：楼道灯 × 新街坊物业»."""
    if guarded(ticket):
        why = "反映的是单位" if ticket.about_unit else "居民要求保密"
        return Proposal(street.id if street else None, f"{why}，不派给物业，由街道来办")
    if direct_class and firm is not None and firm.live:
        return Proposal(firm.id, f"按类别：{class_name} × {firm.name}")
    if street is not None:
        return Proposal(street.id, f"{class_name}不归物业，先由{street.name}来办，可改选其他单位")
    return Proposal(None, "没有合适的规则，请您来定")

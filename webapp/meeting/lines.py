"""The line that a step of an invitation leaves in the ticket's history.

What a resident said is told to staff only: neighbours who joined read the same timeline.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from webapp.meeting.lifecycle import InvitationAction
from webapp.meeting.rules import Brought, words_of_time
from webapp.meeting.words import Side

MOST_WORDS = 2000


@dataclass(frozen=True)
class Line:
    """`words` are read by residents and staff, `reason` by staff alone."""

    words: str | None = None
    reason: str | None = None


def line_of(action: InvitationAction, invitation: Any, brought: Brought) -> Line:
    """What the history says about a step."""
    match action:
        case InvitationAction.INVITE:
            times = "、".join(words_of_time(datetime.fromisoformat(at)) for at in invitation.times)
            return Line(f"想当面听您说说：{times}，在{invitation.place_words}。见不见面都照样办。")
        case InvitationAction.ACCEPT | InvitationAction.AGREE | InvitationAction.ARRANGE:
            return Line(f"约好了：{words_of_time(invitation.meet_at)}，在{invitation.place_words}。")
        case InvitationAction.PROPOSE:
            return Line("请换个时间见面，等对方回话。", f"居民说：{brought.proposal}")
        case InvitationAction.DECLINE:
            return Line("说了不用见面。", _said(brought))
        case InvitationAction.DECLINE_BY_PHONE:
            return Line("电话里说了，不用见面。", _joined(_said(brought), brought.minutes))
        case InvitationAction.HOLD:
            return Line(f"见了面。{brought.agreed or ''}", brought.minutes)
        case InvitationAction.STAND_IN:
            return Line("请人代为见面。", f"居民请{brought.stand_in}来。")
        case InvitationAction.CALL_OFF:
            was = (
                f"原来约的{words_of_time(invitation.meet_at)}改期：" if invitation.meet_at else "换几个时间："
            )
            return Line(f"{was}{brought.called_off or '见下面新的时间'}。")
        case InvitationAction.MISS:
            return Line(f"{words_of_time(invitation.meet_at)}没等到您，再约个时间。见不见面都照样办。")
        case InvitationAction.WAIT_IN_VAIN:
            against = (
                "签到记录上来见面的人到过，和居民说的对不上。" if Side.HANDLER in brought.there else None
            )
            return Line(
                f"{words_of_time(invitation.meet_at)}您没等到人，对不起。再约个时间，街道看得到。", against
            )
        case InvitationAction.CONFIRM:
            return Line("见面记录看过了，没问题。")
        case InvitationAction.DISPUTE:
            return Line("对见面记录有不同说法，请办事的人改。", f"居民说：“{brought.disputed}”")
        case InvitationAction.AMEND:
            return Line(f"见面记录改过了。{brought.agreed or ''}", brought.minutes)
        case InvitationAction.RUN_OUT:
            return Line(f"第 {invitation.round} 次邀约没等到回话。")
        case InvitationAction.WITHDRAW:
            return Line("这次见面邀约取消了。")


def _said(brought: Brought) -> str | None:
    return f"居民说：“{brought.answer_words}”" if brought.answer_words else None


def _joined(*parts: str | None) -> str | None:
    return "\n".join(part for part in parts if part)[:MOST_WORDS] or None

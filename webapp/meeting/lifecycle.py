"""The life of an invitation as a table on the same engine (lifecycle.md, The meeting gate)."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table


class InvitationState(StrEnum):
    """Where an invitation stands; the first three are live."""

    SENT = "sent"
    ACCEPTED = "accepted"
    PROPOSED = "proposed"
    HELD = "held"
    DECLINED = "declined"
    UNANSWERED = "unanswered"
    WITHDRAWN = "withdrawn"


class InvitationAction(StrEnum):
    """What can be done with an invitation."""

    INVITE = "invite"
    ACCEPT = "accept"
    PROPOSE = "propose"
    AGREE = "agree"
    DECLINE = "decline"
    HOLD = "hold"
    RUN_OUT = "run_out"
    WITHDRAW = "withdraw"


class InvitationNeed(StrEnum):
    """What a step of an invitation needs."""

    TIMES = "times"
    ONE_OF_THE_TIMES = "one_of_the_times"
    PROPOSAL = "proposal"
    MINUTES = "minutes"
    WAITED = "waited"


_ = InvitationState
LIVE = frozenset({_.SENT, _.ACCEPTED, _.PROPOSED})
WORDS = {
    _.SENT: "等居民回话", _.ACCEPTED: "约好了", _.PROPOSED: "居民提了别的时间", _.HELD: "见了",
    _.DECLINED: "明确不用见", _.UNANSWERED: "未回应", _.WITHDRAWN: "已取消",
}  # fmt: skip


def _row(
    action: InvitationAction, label: str, sources: set[InvitationState], target: InvitationState, permission: P,
    *needs: InvitationNeed,
) -> Step[InvitationState]:  # fmt: skip
    return Step(action, label, frozenset(sources), target, permission, needs)


STEPS = (
    _row(InvitationAction.INVITE, "邀约", set(), _.SENT, P.MEET, InvitationNeed.TIMES),
    _row(
        InvitationAction.ACCEPT, "就这个时间", {_.SENT, _.PROPOSED}, _.ACCEPTED, P.ANSWER_INVITATION,
        InvitationNeed.ONE_OF_THE_TIMES,
    ),
    _row(
        InvitationAction.PROPOSE, "换个时间", {_.SENT, _.ACCEPTED, _.PROPOSED}, _.PROPOSED, P.ANSWER_INVITATION,
        InvitationNeed.PROPOSAL,
    ),
    _row(InvitationAction.AGREE, "同意居民的时间", {_.PROPOSED}, _.ACCEPTED, P.MEET),
    _row(InvitationAction.DECLINE, "不用见面，电话说", set(LIVE), _.DECLINED, P.ANSWER_INVITATION),
    _row(InvitationAction.HOLD, "见面结果", set(LIVE), _.HELD, P.MEET, InvitationNeed.MINUTES),
    _row(InvitationAction.RUN_OUT, "等到期了", {_.SENT}, _.UNANSWERED, P.PASS_UP, InvitationNeed.WAITED),
    _row(InvitationAction.WITHDRAW, "取消邀约", set(LIVE), _.WITHDRAWN, P.MEET),
)  # fmt: skip

INVITATION: Table[InvitationState] = Table("见面邀约", STEPS, WORDS, LIVE)

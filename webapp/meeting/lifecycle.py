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
    MISSED = "missed"
    WITHDRAWN = "withdrawn"


class InvitationAction(StrEnum):
    """What can be done with an invitation."""

    INVITE = "invite"
    ACCEPT = "accept"
    STAND_IN = "stand_in"
    PROPOSE = "propose"
    AGREE = "agree"
    ARRANGE = "arrange"
    DECLINE = "decline"
    DECLINE_BY_PHONE = "decline_by_phone"
    CALL_OFF = "call_off"
    MISS = "miss"
    WAIT_IN_VAIN = "wait_in_vain"
    HOLD = "hold"
    CONFIRM = "confirm"
    DISPUTE = "dispute"
    AMEND = "amend"
    RUN_OUT = "run_out"
    WITHDRAW = "withdraw"


class InvitationNeed(StrEnum):
    """What a step of an invitation needs; explained in rules.py."""

    TICKET_OPEN = "ticket_open"
    GATE_WAITING = "gate_waiting"
    WHO_MEETS = "who_meets"
    TIMES = "times"
    ONE_OF_THE_TIMES = "one_of_the_times"
    A_TIME = "a_time"
    PROPOSAL = "proposal"
    NOT_ANOTHERS = "not_anothers"
    MINUTES = "minutes"
    TIME_COME = "time_come"
    RESIDENTS_WORD = "residents_word"
    STILL_FREE = "still_free"
    STAND_IN = "stand_in"
    REASON = "reason"
    TIME_PAST = "time_past"
    RESIDENT_ABSENT = "resident_absent"
    WAS_THERE = "was_there"
    DISPUTE = "dispute"
    WAITED = "waited"


_ = InvitationState
LIVE = frozenset({_.SENT, _.ACCEPTED, _.PROPOSED})
# The waits are over but the gate is not yet open, or opened for want of an answer: a word still counts.
STILL = LIVE | {_.UNANSWERED, _.MISSED}
WORDS = {
    _.SENT: "等居民回话", _.ACCEPTED: "约好了", _.PROPOSED: "居民提了别的时间", _.HELD: "见了",
    _.DECLINED: "明确不用见", _.UNANSWERED: "未回应", _.MISSED: "没见着", _.WITHDRAWN: "已取消",
}  # fmt: skip


def _row(
    action: InvitationAction, label: str, sources: frozenset[InvitationState], target: InvitationState, permission: P,
    *needs: InvitationNeed,
) -> Step[InvitationState]:  # fmt: skip
    return Step(action, label, sources, target, permission, needs)


_A, _N = InvitationAction, InvitationNeed
STEPS = (
    _row(_A.INVITE, "邀约", frozenset(), _.SENT, P.INVITE, _N.TICKET_OPEN, _N.GATE_WAITING, _N.TIMES),
    _row(
        _A.ACCEPT, "就这个时间", STILL - {_.ACCEPTED}, _.ACCEPTED, P.ANSWER_INVITATION,
        _N.GATE_WAITING, _N.ONE_OF_THE_TIMES, _N.STILL_FREE,
    ),
    _row(
        _A.STAND_IN, "请人代我去", frozenset({_.ACCEPTED}), _.ACCEPTED, P.ANSWER_INVITATION,
        _N.GATE_WAITING, _N.NOT_ANOTHERS, _N.STAND_IN,
    ),
    _row(
        _A.PROPOSE, "换个时间", STILL, _.PROPOSED, P.ANSWER_INVITATION,
        _N.GATE_WAITING, _N.NOT_ANOTHERS, _N.PROPOSAL,
    ),
    _row(
        _A.AGREE, "同意居民的时间", frozenset({_.PROPOSED}), _.ACCEPTED, P.MEET,
        _N.GATE_WAITING, _N.WHO_MEETS, _N.A_TIME,
    ),
    _row(_A.ARRANGE, "电话里约好", STILL, _.ACCEPTED, P.MEET, _N.GATE_WAITING, _N.WHO_MEETS, _N.A_TIME),
    _row(
        _A.DECLINE, "不用见面，电话说", STILL, _.DECLINED, P.ANSWER_INVITATION, _N.GATE_WAITING, _N.NOT_ANOTHERS,
    ),
    _row(
        _A.DECLINE_BY_PHONE, "电话里说不用见", STILL, _.DECLINED, P.MEET,
        _N.TICKET_OPEN, _N.WHO_MEETS, _N.RESIDENTS_WORD,
    ),
    _row(
        _A.CALL_OFF, "改期", LIVE, _.WITHDRAWN, P.MEET, _N.GATE_WAITING, _N.WHO_MEETS, _N.REASON,
    ),
    _row(
        _A.MISS, "居民没来", frozenset({_.ACCEPTED}), _.MISSED, P.MEET,
        _N.GATE_WAITING, _N.WHO_MEETS, _N.TIME_PAST, _N.RESIDENT_ABSENT,
    ),
    _row(
        _A.WAIT_IN_VAIN, "没等到人", frozenset({_.ACCEPTED}), _.MISSED, P.ANSWER_INVITATION,
        _N.GATE_WAITING, _N.NOT_ANOTHERS, _N.TIME_PAST,
    ),
    _row(_A.HOLD, "见面结果", STILL, _.HELD, P.MEET, _N.TICKET_OPEN, _N.WHO_MEETS, _N.MINUTES, _N.TIME_COME),
    _row(_A.CONFIRM, "记录没问题", frozenset({_.HELD}), _.HELD, P.ANSWER_INVITATION, _N.WAS_THERE),
    _row(_A.DISPUTE, "记录不对", frozenset({_.HELD}), _.HELD, P.ANSWER_INVITATION, _N.WAS_THERE, _N.DISPUTE),
    _row(_A.AMEND, "改记录", frozenset({_.HELD}), _.HELD, P.MEET, _N.WHO_MEETS, _N.MINUTES),
    _row(_A.RUN_OUT, "等到期了", frozenset({_.SENT}), _.UNANSWERED, P.INVITE, _N.WAITED),
    _row(_A.WITHDRAW, "取消邀约", LIVE, _.WITHDRAWN, P.INVITE),
)  # fmt: skip

INVITATION: Table[InvitationState] = Table("见面邀约", STEPS, WORDS, LIVE)

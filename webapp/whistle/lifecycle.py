"""The life of a whistle as a table on the same engine (mission.md, C12)."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table


class WhistleState(StrEnum):
    """Where a whistle stands; the first two are open."""

    BLOWN = "blown"
    SETTLED = "settled"
    ENDED = "ended"
    CALLED_OFF = "called_off"


class WhistleAction(StrEnum):
    """What can be done with a whistle."""

    BLOW = "blow"
    CALL_MORE = "call_more"
    INVITE_GUEST = "invite_guest"
    REVOKE_GUEST = "revoke_guest"
    ANSWER = "answer"
    SIGN_IN = "sign_in"
    CLIMB = "climb"
    SETTLE = "settle"
    AMEND = "amend"
    COMMIT = "commit"
    FULFIL = "fulfil"
    FALL_LATE = "fall_late"
    RATE = "rate"
    END = "end"
    CALL_OFF = "call_off"


class WhistleNeed(StrEnum):
    """What a step of a whistle needs; explained in rules.py."""

    OPEN_TICKETS = "open_tickets"
    OWN_STREET = "own_street"
    UNITS = "units"
    NO_FIRM = "no_firm"
    TIME_AHEAD = "time_ahead"
    BLOWER = "blower"
    NEW_PARTY = "new_party"
    A_GUEST = "a_guest"
    CALLED = "called"
    UNANSWERED = "unanswered"
    SPOT_CODE = "spot_code"
    PARTY = "party"
    PARTY_MAY_KNOW = "party_may_know"
    DAY_AHEAD = "day_ahead"
    NOT_DONE = "not_done"
    OWNER = "owner"
    PAST_ITS_DAY = "past_its_day"
    ALL_DONE = "all_done"
    ALL_RATED = "all_rated"
    KEEPER = "keeper"


_ = WhistleState
OPEN = frozenset({_.BLOWN, _.SETTLED})
MET = frozenset({_.SETTLED, _.ENDED})
WORDS = {
    _.BLOWN: "吹响了，等人到齐", _.SETTLED: "议定了，在落实", _.ENDED: "办结了", _.CALLED_OFF: "取消了",
}  # fmt: skip


def _row(
    action: WhistleAction, label: str, sources: frozenset[WhistleState], target: WhistleState | None, permission: P,
    *needs: WhistleNeed,
) -> Step[WhistleState]:  # fmt: skip
    return Step(action, label, sources, target, permission, needs)


_A, _N = WhistleAction, WhistleNeed
_BLOWN = frozenset({_.BLOWN})
STEPS = (
    _row(
        _A.BLOW, "吹哨", frozenset(), _.BLOWN, P.BLOW_WHISTLE,
        _N.OPEN_TICKETS, _N.OWN_STREET, _N.UNITS, _N.NO_FIRM, _N.TIME_AHEAD,
    ),
    _row(_A.ANSWER, "收到", OPEN, None, P.ANSWER_WHISTLE, _N.CALLED),
    _row(_A.SIGN_IN, "报到", OPEN, None, P.ANSWER_WHISTLE, _N.CALLED, _N.SPOT_CODE),
    _row(_A.SETTLE, "记纪要", _BLOWN, _.SETTLED, P.BLOW_WHISTLE, _N.BLOWER),
    _row(
        _A.COMMIT, "加一条分工", frozenset({_.SETTLED}), None, P.BLOW_WHISTLE,
        _N.BLOWER, _N.PARTY, _N.PARTY_MAY_KNOW, _N.DAY_AHEAD,
    ),
    _row(_A.FULFIL, "办到了", frozenset({_.SETTLED}), None, P.ANSWER_WHISTLE, _N.OWNER, _N.NOT_DONE),
    _row(_A.RATE, "评价", MET, None, P.BLOW_WHISTLE, _N.BLOWER, _N.PARTY),
    _row(
        _A.END, "结束", frozenset({_.SETTLED}), _.ENDED, P.BLOW_WHISTLE,
        _N.BLOWER, _N.ALL_DONE, _N.ALL_RATED, _N.KEEPER,
    ),
    _row(
        _A.CALL_MORE, "再叫几家", OPEN, None, P.BLOW_WHISTLE, _N.BLOWER, _N.UNITS, _N.NEW_PARTY, _N.NO_FIRM,
    ),
    _row(_A.INVITE_GUEST, "请外单位", OPEN, None, P.BLOW_WHISTLE, _N.BLOWER),
    _row(_A.REVOKE_GUEST, "撤销外单位的链接", frozenset(_), None, P.BLOW_WHISTLE, _N.BLOWER, _N.A_GUEST),
    _row(_A.AMEND, "改纪要", frozenset({_.SETTLED}), None, P.BLOW_WHISTLE, _N.BLOWER),
    _row(_A.CLIMB, "逐级催", _BLOWN, None, P.CLIMB_WHISTLE, _N.UNANSWERED),
    _row(_A.FALL_LATE, "分工到期没办", frozenset({_.SETTLED}), None, P.CLIMB_WHISTLE, _N.NOT_DONE, _N.PAST_ITS_DAY),
    _row(_A.CALL_OFF, "取消", _BLOWN, _.CALLED_OFF, P.BLOW_WHISTLE, _N.BLOWER),
)  # fmt: skip

WHISTLE: Table[WhistleState] = Table("吹哨", STEPS, WORDS, OPEN)

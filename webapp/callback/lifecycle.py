"""The lives of a callback, of a wish to leave one out, and of a checked call, as tables on the same engine."""

from enum import StrEnum
from typing import TypeVar

from webapp.access.role import Permission as P  # noqa: N817  every row of the tables names one
from webapp.base.lifecycle import Step, Table

S = TypeVar("S", bound=StrEnum)


class CallbackState(StrEnum):
    """Where a callback stands; all but `waiting` settle the reporter (lifecycle.md, end)."""

    WAITING = "waiting"
    ANSWERED = "answered"
    REACHED = "reached"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NO_PHONE = "no_phone"
    VOID = "void"


class CallbackAction(StrEnum):
    """What can happen to a callback."""

    PLAN = "plan"
    PLAN_WITHOUT_PHONE = "plan_without_phone"
    REACH = "reach"
    MISS = "miss"
    GIVE_UP = "give_up"
    REFUSE_TO_TALK = "refuse_to_talk"
    WRONG_NUMBER = "wrong_number"
    ERASE_NUMBER = "erase_number"
    ANSWER_BY_LINK = "answer_by_link"
    WITHDRAW = "withdraw"


class LeaveOutState(StrEnum):
    """Where the wish stands that a callback shall not count."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"


class LeaveOutAction(StrEnum):
    """What can be done with such a wish."""

    PROPOSE = "propose"
    APPROVE = "approve"
    DECLINE = "decline"
    TAKE_BACK = "take_back"


class CheckState(StrEnum):
    """Where a call stands that was drawn for quality control."""

    DRAWN = "drawn"
    AGREED = "agreed"
    DIFFERED = "differed"
    OVERTAKEN = "overtaken"


class CheckAction(StrEnum):
    """What can be done with a drawn call."""

    DRAW = "draw"
    AGREE = "agree"
    DIFFER = "differ"
    OVERTAKE = "overtake"


class CallbackNeed(StrEnum):
    """What a step needs; `calling`, `leaving_out` and `checking` hold to it and say so in words."""

    NOT_THE_HANDLER = "not_the_handler"
    NOT_ANOTHERS = "not_anothers"
    ANSWERS = "answers"
    OWN_DEVICE = "own_device"
    SETTLED = "settled"
    REASON = "reason"
    NOT_WHO_PROPOSED = "not_who_proposed"
    NOT_WHO_CALLED = "not_who_called"


def _row(
    action: StrEnum, label: str, sources: tuple[S, ...], target: S | None, permission: P, *needs: CallbackNeed
) -> Step[S]:
    return Step(action, label, frozenset(sources), target, permission, needs)


_, _A, _N = CallbackState, CallbackAction, CallbackNeed
CALLING = (_N.NOT_THE_HANDLER, _N.NOT_ANOTHERS)
TO_BE_HEARD = (_.WAITING, _.NO_PHONE)
# Planning follows closing and withdrawing follows reopening, in the same breath and by whoever may do those.
CALLBACK: Table[CallbackState] = Table(
    "回访",
    (
        _row(_A.PLAN, "安排回访", (), _.WAITING, P.CLOSE),
        _row(_A.PLAN_WITHOUT_PHONE, "没留电话，等居民在网上说", (), _.NO_PHONE, P.CLOSE),
        _row(_A.REACH, "通了", (_.WAITING,), _.REACHED, P.CALL_BACK, *CALLING, _N.ANSWERS),
        _row(_A.MISS, "没人接", (_.WAITING,), None, P.CALL_BACK, *CALLING),
        _row(_A.GIVE_UP, "几次都没人接", (_.WAITING,), _.UNREACHABLE, P.CALL_BACK, *CALLING),
        _row(_A.REFUSE_TO_TALK, "不愿说", (_.WAITING,), _.REFUSED, P.CALL_BACK, *CALLING),
        _row(_A.WRONG_NUMBER, "不是本人、空号", (_.WAITING,), _.NO_PHONE, P.CALL_BACK, *CALLING),
        _row(_A.ERASE_NUMBER, "居民删了电话", (_.WAITING,), _.NO_PHONE, P.ANSWER_CALLBACK),
        _row(
            _A.ANSWER_BY_LINK, "居民自己答", (*TO_BE_HEARD, _.REACHED, _.REFUSED, _.UNREACHABLE), _.ANSWERED,
            P.ANSWER_CALLBACK, _N.ANSWERS, _N.OWN_DEVICE,
        ),
        _row(_A.WITHDRAW, "重办了，不用打", TO_BE_HEARD, _.VOID, P.REOPEN),
    ),
    {
        _.WAITING: "等着打", _.ANSWERED: "居民自己在网上答了", _.REACHED: "打通了", _.REFUSED: "居民不愿说",
        _.UNREACHABLE: "几次都联系不上", _.NO_PHONE: "没有电话", _.VOID: "重办了，不用打",
    },
    frozenset(TO_BE_HEARD),
)  # fmt: skip

_L, _LA = LeaveOutState, LeaveOutAction
LEAVE_OUT: Table[LeaveOutState] = Table(
    "不计入考核",
    (
        _row(_LA.PROPOSE, "提出不计入", (), _L.PROPOSED, P.CALL_BACK, _N.SETTLED, _N.REASON),
        _row(_LA.APPROVE, "同意不计入", (_L.PROPOSED,), _L.APPROVED, P.REVIEW_CALLBACKS, _N.NOT_WHO_PROPOSED),
        _row(
            _LA.DECLINE, "照样计入", (_L.PROPOSED,), _L.DECLINED, P.REVIEW_CALLBACKS,
            _N.NOT_WHO_PROPOSED, _N.REASON,
        ),
        _row(
            _LA.TAKE_BACK, "居民自己答了，照样计入", (_L.PROPOSED, _L.APPROVED), _L.TAKEN_BACK, P.ANSWER_CALLBACK
        ),
    ),
    {_L.PROPOSED: "等人定", _L.APPROVED: "不计入", _L.DECLINED: "照样计入", _L.TAKEN_BACK: "居民自己答了"},
    frozenset({_L.PROPOSED}),
)  # fmt: skip

_C, _CA = CheckState, CheckAction
CHECK: Table[CheckState] = Table(
    "回访质检",
    (
        _row(_CA.DRAW, "抽中", (), _C.DRAWN, P.END),
        _row(_CA.AGREE, "和记的一样", (_C.DRAWN,), _C.AGREED, P.CALL_BACK, _N.NOT_WHO_CALLED, _N.NOT_THE_HANDLER),
        _row(
            _CA.DIFFER, "和记的不一样", (_C.DRAWN,), _C.DIFFERED, P.CALL_BACK,
            _N.NOT_WHO_CALLED, _N.NOT_THE_HANDLER, _N.REASON,
        ),
        _row(_CA.OVERTAKE, "居民自己答了，不用查", (_C.DRAWN,), _C.OVERTAKEN, P.ANSWER_CALLBACK),
    ),
    {_C.DRAWN: "等着查", _C.AGREED: "和记的一样", _C.DIFFERED: "和记的不一样", _C.OVERTAKEN: "居民自己答了"},
    frozenset({_C.DRAWN}),
)  # fmt: skip

"""The life of a notice as a table on the same engine (mission.md, C3)."""

from enum import StrEnum

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import Step, Table


class NoticeState(StrEnum):
    """Where a notice stands; the first three are open."""

    ISSUED = "issued"
    SIGNED = "signed"
    REPLIED = "replied"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class NoticeAction(StrEnum):
    """What can be done with a notice."""

    ISSUE = "issue"
    SIGN = "sign"
    REPLY = "reply"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    POSTPONE = "postpone"
    URGE = "urge"
    YELLOW = "yellow"
    RED = "red"
    PROPOSE = "propose"
    DROP = "drop"
    WITHDRAW = "withdraw"


class NoticeNeed(StrEnum):
    """What a step of a notice needs; explained in rules.py."""

    UNITS = "units"
    LIVE_UNITS = "live_units"
    NO_FIRM = "no_firm"
    OWN_STREET = "own_street"
    DUE_AHEAD = "due_ahead"
    ISSUER = "issuer"
    ADDRESSEE = "addressee"
    AFTER_PHOTO = "after_photo"
    LATER_DUE = "later_due"
    LATE_OR_REFUSED = "late_or_refused"
    NO_YELLOW = "no_yellow"
    AFTER_YELLOW = "after_yellow"
    PROPOSED = "proposed"


_ = NoticeState
AT_THE_UNIT = frozenset({_.ISSUED, _.SIGNED})
"""The unit has it: its clock runs, and silence brings cards."""
OPEN = AT_THE_UNIT | {_.REPLIED}
WORDS = {
    _.ISSUED: "待签收", _.SIGNED: "待反馈", _.REPLIED: "待验收", _.ACCEPTED: "已办结", _.WITHDRAWN: "已撤销",
}  # fmt: skip


def _row(
    action: NoticeAction, label: str, sources: frozenset[NoticeState], target: NoticeState | None, permission: P,
    *needs: NoticeNeed,
) -> Step[NoticeState]:  # fmt: skip
    return Step(action, label, sources, target, permission, needs)


_A, _N = NoticeAction, NoticeNeed
_REPLIED = frozenset({_.REPLIED})
STEPS = (
    _row(
        _A.ISSUE, "下发", frozenset(), _.ISSUED, P.ISSUE_NOTICE,
        _N.UNITS, _N.LIVE_UNITS, _N.NO_FIRM, _N.OWN_STREET, _N.DUE_AHEAD,
    ),
    _row(_A.SIGN, "签收", frozenset({_.ISSUED}), _.SIGNED, P.ANSWER_NOTICE, _N.ADDRESSEE),
    _row(_A.REPLY, "反馈", frozenset({_.SIGNED}), _.REPLIED, P.ANSWER_NOTICE, _N.ADDRESSEE, _N.AFTER_PHOTO),
    _row(_A.ACCEPT, "验收通过", _REPLIED, _.ACCEPTED, P.ISSUE_NOTICE, _N.ISSUER),
    _row(_A.SEND_BACK, "退回重办", _REPLIED, _.SIGNED, P.ISSUE_NOTICE, _N.ISSUER, _N.DUE_AHEAD),
    _row(_A.POSTPONE, "改期限", AT_THE_UNIT, None, P.ISSUE_NOTICE, _N.ISSUER, _N.LATER_DUE),
    _row(_A.URGE, "催办", AT_THE_UNIT, None, P.ISSUE_NOTICE, _N.ISSUER),
    _row(_A.YELLOW, "发黄牌", AT_THE_UNIT, None, P.ISSUE_NOTICE, _N.ISSUER, _N.NO_YELLOW, _N.LATE_OR_REFUSED),
    _row(_A.RED, "发红牌", AT_THE_UNIT, None, P.ISSUE_NOTICE, _N.ISSUER, _N.AFTER_YELLOW),
    _row(_A.PROPOSE, "到时建议", AT_THE_UNIT, None, P.PROPOSE_CARD),
    _row(_A.DROP, "这次不发", OPEN, None, P.ISSUE_NOTICE, _N.ISSUER, _N.PROPOSED),
    _row(_A.WITHDRAW, "撤销", OPEN, _.WITHDRAWN, P.ISSUE_NOTICE, _N.ISSUER),
)  # fmt: skip

NOTICE: Table[NoticeState] = Table("督查通知单", STEPS, WORDS, OPEN)

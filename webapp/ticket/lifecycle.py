"""THE table of the ticket's life. Buttons, checks, history, documents and the API all read it (docs/lifecycle.md)."""

from webapp.access.role import Permission as P  # noqa: N817  every row of the table names one
from webapp.base.lifecycle import ClockChange, Step, Table
from webapp.ticket.words import Action, ClockKind, Effect, Need, State

_ = State
START, STOP, PAUSE, GO_ON = ClockChange.START, ClockChange.STOP, ClockChange.PAUSE, ClockChange.GO_ON
V, A, H, R = ClockKind.VERIFY, ClockKind.ACCEPTANCE, ClockKind.HANDLING, ClockKind.RECHECK
P_RENEWED = (ClockKind.PROMISE, ClockChange.RENEW)

OPEN = (
    _.NEW, _.FILED, _.DISPATCHED, _.ACCEPTED, _.HANDLING, _.HUNG_UP, _.FED_BACK, _.PASSED,
)  # fmt: skip
TO_HANDLING = OPEN[:5]
AT_THE_UNIT = (_.DISPATCHED, _.ACCEPTED, _.HANDLING)

WORDS = {
    _.NEW: "待核实",
    _.FILED: "已立案",
    _.DISPATCHED: "已派遣",
    _.ACCEPTED: "已接单",
    _.HANDLING: "处置中",
    _.HUNG_UP: "挂账",
    _.FED_BACK: "待复查",
    _.PASSED: "待结案",
    _.CLOSED: "已结案",
    _.ENDED: "已归档",
    _.REFUSED: "不予立案",
    _.CANCELLED: "已撤回",
    _.MERGED: "已并案",
}


def _row(
    action: Action,
    label: str,
    sources: tuple[State, ...],
    target: State | None,
    permission: P,
    needs: tuple[Need, ...] = (),
    effects: tuple[Effect, ...] = (),
    clocks: tuple[tuple[ClockKind, ClockChange], ...] = (),
) -> Step[State]:
    return Step(action, label, frozenset(sources), target, permission, needs, effects, clocks)


ALL_STOP = ((V, STOP), (A, STOP), (H, STOP), (R, STOP))

STEPS = (
    _row(Action.REPORT, "上报", (), _.NEW, P.REPORT, (Need.SUBSTANCE, Need.PLACE), (), ((V, START),)),
    _row(
        Action.SELF_HANDLE, "自行处置", (), _.CLOSED, P.SELF_HANDLE,
        (Need.PLACE, Need.BEFORE_AND_AFTER, Need.SELF_HANDLED_CLASS), (Effect.SELF_HANDLES, Effect.CLOSES),
    ),
    _row(Action.JOIN, "我也遇到", OPEN, None, P.JOIN, (Need.ONCE_PER_DEVICE,), (Effect.COUNTS_JOIN,)),
    _row(
        Action.CORRECT, "更正", (_.NEW, _.FILED), None, P.CORRECT,
        (Need.CORRECTION, Need.REASON), (Effect.CORRECTS,),
    ),
    _row(Action.FILE, "立案", (_.NEW,), _.FILED, P.FILE, (Need.CLASS_AND_PLACE,), (Effect.FILES,)),
    _row(
        Action.REFUSE, "不予立案", (_.NEW, _.FILED), _.REFUSED, P.REFUSE,
        (Need.REASON, Need.REFERRAL), (Effect.REFUSES,), ALL_STOP,
    ),
    _row(
        Action.OBJECT, "不同意，请再看看", (_.REFUSED,), _.NEW, P.OBJECT,
        (Need.OBJECTED_ONCE, Need.WITHIN_7_DAYS), (Effect.OBJECTS,), ((V, START),),
    ),
    _row(
        Action.MERGE, "并案", TO_HANDLING, _.MERGED, P.MERGE,
        (Need.TARGET_OPEN,), (Effect.MERGES,), ALL_STOP,
    ),
    _row(Action.CANCEL, "撤回", TO_HANDLING, _.CANCELLED, P.CANCEL, (Need.ONLY_REPORTER,), (), ALL_STOP),
    _row(
        Action.DISPATCH, "派遣", (_.FILED,), _.DISPATCHED, P.DISPATCH,
        (Need.LIVE_UNIT, Need.NOT_ABOUT_UNIT, Need.DEADLINE), (Effect.SETS_UNIT,),
        ((V, STOP), (H, START), (A, START)),
    ),
    _row(Action.ACCEPT, "收到", (_.DISPATCHED,), _.ACCEPTED, P.ACCEPT, (Need.THE_UNIT,), (), ((A, STOP),)),
    _row(Action.START, "到场", (_.ACCEPTED,), _.HANDLING, P.START, (Need.THE_UNIT,)),
    _row(
        Action.RETURN, "退回", AT_THE_UNIT, _.FILED, P.RETURN,
        (Need.THE_UNIT, Need.REASON, Need.RETURNS_LEFT), (Effect.COUNTS_RETURN, Effect.CLEARS_UNIT),
        ((A, STOP), (H, PAUSE), (V, START)),
    ),
    _row(
        Action.REDISPATCH, "改派", (*AT_THE_UNIT, _.HUNG_UP), _.DISPATCHED, P.REDISPATCH,
        (Need.LIVE_UNIT, Need.NOT_ABOUT_UNIT, Need.REASON, Need.MAY_START_AFRESH), (Effect.SETS_UNIT,),
        ((H, GO_ON), (A, START)),
    ),
    _row(
        Action.PASS_UP, "升级", AT_THE_UNIT, None, P.PASS_UP,
        (Need.RED_OR_UNANSWERED, Need.NOT_AT_THE_TOP), (Effect.RAISES_LEVEL,),
    ),
    _row(Action.WORD, "告知", OPEN, None, P.WORD, (Need.THE_UNIT_OR_OFFICE, Need.WORDS), (), (P_RENEWED,)),
    _row(
        Action.EXTEND, "延期", AT_THE_UNIT, None, P.EXTEND,
        (Need.ASKED_BEFORE_DUE, Need.EXTENSIONS_LEFT, Need.NOT_WHO_ASKED), (Effect.COUNTS_EXTENSION,),
    ),
    _row(
        Action.HASTEN, "催办", OPEN, None, P.HASTEN, (Need.REASON, Need.EARLIER_DUE), (Effect.SHORTENS_DUE,)
    ),
    _row(
        Action.HANG_UP, "挂账", (_.HANDLING,), _.HUNG_UP, P.HANG_UP,
        (Need.REASON, Need.WAKE_DATE, Need.NEVER_HUNG_UP, Need.NOT_WHO_ASKED), (Effect.SETS_WAKE,), ((H, PAUSE),),
    ),
    _row(Action.WAKE, "恢复办理", (_.HUNG_UP,), _.HANDLING, P.WAKE, (), (), ((H, GO_ON),)),
    _row(
        Action.FEED_BACK, "已完成", (_.ACCEPTED, _.HANDLING), _.FED_BACK, P.FEED_BACK,
        (Need.THE_UNIT, Need.WORDS, Need.AFTER_PHOTO), (Effect.FEEDS_BACK,), ((H, STOP), (R, START)),
    ),
    _row(
        Action.ANSWER, "答复", (_.FILED, *AT_THE_UNIT), _.PASSED, P.ANSWER,
        (Need.THE_UNIT_OR_DESK, Need.WORDS, Need.NO_FAULT), (Effect.ANSWERS,), ((V, STOP), (A, STOP), (H, STOP)),
    ),
    _row(
        Action.PASS, "复查通过", (_.FED_BACK,), _.PASSED, P.RECHECK,
        (Need.PHOTO, Need.NOT_THE_HANDLER), (Effect.PASSES,), ((R, STOP),),
    ),
    _row(
        Action.FAIL, "复查不通过", (_.FED_BACK,), _.HANDLING, P.RECHECK,
        (Need.PHOTO, Need.REASON, Need.NOT_THE_HANDLER), (Effect.COUNTS_REWORK,), ((R, STOP), (H, GO_ON)),
    ),
    _row(Action.CLOSE, "结案", (_.PASSED,), _.CLOSED, P.CLOSE, (Need.MEETING_GATE,), (Effect.CLOSES,)),
    _row(
        Action.END, "归档", (_.CLOSED,), _.ENDED, P.END,
        (Need.NOT_THE_HANDLER, Need.REPORTERS_SETTLED), (Effect.ENDS,),
    ),
    _row(
        Action.REOPEN, "重办", (_.CLOSED, _.ENDED), _.DISPATCHED, P.REOPEN,
        (Need.REASON, Need.NOT_SOLVED, Need.WITHIN_30_DAYS, Need.STREET_DECIDES, Need.LIVE_UNIT, Need.NOT_ABOUT_UNIT),
        (Effect.REOPENS, Effect.SETS_UNIT), ((H, START), (A, START)),
    ),
)  # fmt: skip

TICKET: Table[State] = Table("工单", STEPS, WORDS, frozenset(OPEN))
CLOSED_STATES = frozenset({_.CLOSED, _.ENDED})

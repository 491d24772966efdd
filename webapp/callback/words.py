"""The callback desk's words as people read them."""

from webapp.callback.records import (
    AttemptOutcome,
    CallbackKind,
    CallbackState,
    CallbackTask,
    Satisfied,
    Solved,
)

SOLVED = {Solved.YES: "已解决", Solved.PARTLY: "解决了一部分", Solved.NO: "没解决"}
SATISFIED = {Satisfied.YES: "满意", Satisfied.BASICALLY: "基本满意", Satisfied.NO: "不满意"}
OUTCOMES = {
    AttemptOutcome.REACHED: "通了",
    AttemptOutcome.NO_ANSWER: "没人接",
    AttemptOutcome.NOT_THE_PERSON: "不是本人",
    AttemptOutcome.DEAD_NUMBER: "空号",
    AttemptOutcome.REFUSED: "不愿说",
}
STATES = {
    CallbackState.WAITING: "等着打",
    CallbackState.ANSWERED: "居民自己在网上答了",
    CallbackState.REACHED: "打通了",
    CallbackState.REFUSED: "居民不愿说",
    CallbackState.UNREACHABLE: "几次都联系不上",
    CallbackState.NO_PHONE: "没有电话",
    CallbackState.VOID: "重办了，不用打",
}
KINDS = {CallbackKind.CALLBACK: "回访", CallbackKind.FOLLOW_UP: "追访"}


def answer_words(task: CallbackTask) -> str:
    """An answer as history and lists show it: «已解决 · 满意»; else how the task stands."""
    if task.solved is None or task.satisfied is None:
        return STATES[task.state]
    return f"{SOLVED[task.solved]} · {SATISFIED[task.satisfied]}"

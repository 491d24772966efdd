"""The callback desk's words as people read them."""

from webapp.callback.lifecycle import CALLBACK
from webapp.callback.records import AttemptOutcome, CallbackKind, CallbackTask, Satisfied, Solved
from webapp.ticket.words import Gate

SOLVED = {Solved.YES: "已解决", Solved.PARTLY: "解决了一部分", Solved.NO: "没解决"}
SATISFIED = {Satisfied.YES: "满意", Satisfied.BASICALLY: "基本满意", Satisfied.NO: "不满意"}
OUTCOMES = {
    AttemptOutcome.REACHED: "通了",
    AttemptOutcome.NO_ANSWER: "没人接",
    AttemptOutcome.NOT_THE_PERSON: "不是本人",
    AttemptOutcome.DEAD_NUMBER: "空号",
    AttemptOutcome.REFUSED: "不愿说",
}
CONTACTED = {True: "联系过", False: "没联系过"}
GATES = {
    Gate.NONE: "不用见", Gate.WAITING: "还没见", Gate.MET: "见了", Gate.DECLINED: "明确不用见",
    Gate.UNANSWERED: "未回应",
}  # fmt: skip
MEETINGS = {
    "meeting.hold": "见面", "meeting.decline": "居民说不用见", "meeting.decline_by_phone": "电话里说不用见",
    "meeting.unanswered": "邀约没人应", "meeting.call": "打了电话",
}  # fmt: skip
"""Lines of the ticket's history that tell a caller how the meeting went; a sibling desk writes them."""
KINDS = {CallbackKind.CALLBACK: "回访", CallbackKind.FOLLOW_UP: "追访"}


def answer_words(task: CallbackTask) -> str:
    """An answer as history and lists show it: «已解决 · 满意»; else how the task stands."""
    if task.solved is None or task.satisfied is None:
        return CALLBACK.words[task.state]
    return said_words(task.solved, task.satisfied)


def said_words(solved: Solved | None, satisfied: Satisfied | None) -> str:
    """What was said, as far as anything was."""
    said = (SOLVED[solved] if solved else "", SATISFIED[satisfied] if satisfied else "")
    return " · ".join(filter(None, said))

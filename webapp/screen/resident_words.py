"""What residents read about their ticket, in plain words, in both languages (lifecycle.md, Words for residents)."""

from collections.abc import Mapping
from datetime import datetime

from webapp.base.clock import CHINA
from webapp.layout.presenting import NEAR_DAYS, day_words, due_words, limit_day, moment_words
from webapp.meeting.rules import words_of_time
from webapp.ticket.words import Action, State

STATE: Mapping[str, Mapping[State, str]] = {
    "zh": {
        State.NEW: "收到了，正在核实",
        State.FILED: "核实过了，正在派人",
        State.DISPATCHED: "已转给{unit}",
        State.ACCEPTED: "{unit}接单了",
        State.HANDLING: "正在办",
        State.HUNG_UP: "一时办不了，{reason}，{until}前再办",
        State.FED_BACK: "办好了，等人复查",
        State.PASSED: "复查过了",
        State.CLOSED: "修好了，请您看看",
        State.ENDED: "这件事已归档",
        State.REFUSED: "这件我们办不了：{reason}，可以找{referral}",
        State.CANCELLED: "这件事已撤回",
        State.MERGED: "和邻居反映的是同一件事，一起办",
    },
    "en": {
        State.NEW: "Received, being checked",
        State.FILED: "Checked, being assigned",
        State.DISPATCHED: "Passed to {unit}",
        State.ACCEPTED: "{unit} has taken it",
        State.HANDLING: "Being worked on",
        State.HUNG_UP: "Cannot be done now: {reason}. To be resumed before {until}",
        State.FED_BACK: "Done, waiting for somebody else to look",
        State.PASSED: "Checked and found good",
        State.CLOSED: "Fixed. Please have a look",
        State.ENDED: "This matter is archived",
        State.REFUSED: "We cannot handle this: {reason}. You may turn to {referral}",
        State.CANCELLED: "This report was withdrawn",
        State.MERGED: "The same matter as a neighbour's, handled together",
    },
}
ANSWERED: Mapping[str, str] = {"zh": "答复您了，请您看看", "en": "Answered. Please have a look"}

STEP: Mapping[str, Mapping[str, str]] = {
    "zh": {
        Action.FILE: "核实过了，是该办的事", Action.DISPATCH: "转给了{unit}", Action.ACCEPT: "{unit}接单了",
        Action.START: "到现场了", Action.RETURN: "{unit}说办不了，重新安排", Action.REDISPATCH: "改由{unit}来办",
        Action.PASS_UP: "没按时，上一级也来盯着", Action.WORD: "给您的话", Action.EXTEND: "要多用些时间",
        Action.HASTEN: "催了一次，要快办", Action.HANG_UP: "一时办不了，先记着", Action.WAKE: "接着办了",
        Action.FEED_BACK: "说办好了", Action.ANSWER: "答复您", Action.PASS: "有人去看过，办好了",
        Action.FAIL: "有人去看过，还没办好，接着办", Action.CLOSE: "办完了", Action.END: "归档了",
        Action.REOPEN: "重新办", Action.REFUSE: "这件我们办不了", Action.OBJECT: "您不同意，再看一次",
        Action.MERGE: "和邻居的并在一起办", Action.JOIN: "又有一位邻居也遇到", Action.CANCEL: "撤回了",
        "said_more": "您补充说", "left": "您不跟了",
    },
    "en": {
        Action.FILE: "Checked: it will be handled", Action.DISPATCH: "Passed to {unit}", Action.ACCEPT: "{unit} has taken it",
        Action.START: "On the spot", Action.RETURN: "{unit} cannot do it; being reassigned",
        Action.REDISPATCH: "Now with {unit}", Action.PASS_UP: "Late: the next level takes part",
        Action.WORD: "A word to you", Action.EXTEND: "More time is needed", Action.HASTEN: "Hurried on",
        Action.HANG_UP: "Cannot be done now, kept on the list", Action.WAKE: "Resumed", Action.FEED_BACK: "Reported as done",
        Action.ANSWER: "Answer to you", Action.PASS: "Somebody looked: done", Action.FAIL: "Somebody looked: not done yet",
        Action.CLOSE: "Finished", Action.END: "Archived", Action.REOPEN: "Taken up again",
        Action.REFUSE: "We cannot handle this", Action.OBJECT: "You disagreed: looked at again",
        Action.MERGE: "Handled together with a neighbour's", Action.JOIN: "Another neighbour has the same problem",
        "meeting.invite": "You are invited to meet; the times stand above", "meeting.accept": "A meeting is agreed",
        "meeting.agree": "A meeting is agreed", "meeting.arrange": "A meeting is agreed by phone",
        "meeting.propose": "Another time was proposed", "meeting.decline": "No meeting is needed",
        "meeting.decline_by_phone": "No meeting is needed, said by phone", "meeting.hold": "You have met",
        "meeting.run_out": "The invitation had no answer", "meeting.unanswered": "The invitations had no answer",
        "meeting.there": "Both sides were there", "meeting.stand_in": "Somebody comes in your place", "meeting.call_off": "The meeting is moved",
        "meeting.miss": "Nobody came to the meeting", "meeting.wait_in_vain": "You waited in vain; we are sorry",
        "meeting.confirm": "The minutes are right", "meeting.dispute": "The minutes are disputed",
        "meeting.amend": "The minutes were put right",
        "meeting.withdraw": "The invitation was withdrawn",
        "whistle.blow": "Several units are called to the spot together", "whistle.fulfil": "A unit has done what it promised",
        Action.CANCEL: "Withdrawn", "said_more": "You added", "left": "You no longer follow it",
    },
}  # fmt: skip

PHRASE: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "due": "最晚{when}办完", "next_word": "{when}给您回话",
        "next_word_late": "说好{when}给您回话，还没回。值班的人看得到这件晚了。",
        "answered": "您的话记下了", "answered_partly": "只解决了一部分，街道会再看", "photo": "现场照片", "your_photo": "您拍的照片",
        "stretch_done": "{when}办到了", "stretch_planned": "计划{when}",
        "verdict": "您说：{solved}，{satisfied}。谢谢您。", "no_reason": "见下面的说明", "wrong_link": "这个链接不完整",
        "word_done": "补上了，办事的人看得到。", "cancel_done": "撤回了。以后有事还可以再扫码说。",
        "object_done": "收到您的意见，我们再看一次。", "erase_done": "您的电话已经删掉了，没人能再打给您。",
        "verdict_done": "记下了，谢谢您。", "partly_done": "记下了，街道会再看一次，定怎么办。", "reopen_done": "记下了，这件事重新办，还是这个单号。",
        "street_done": "记下了。这件已经重办过三次，街道会出面来定。",
        "meeting": "见面", "meeting_done": "记下了。", "in_vain_done": "记下了，让您白等了，对不起。新的时间在下面。",
        "minutes_done": "记下了，谢谢您。", "disputed_done": "记下了，办事的人会改记录，改好您再看。", "leave_done": "好的，您不再跟这件事，电话也删掉了。",
    },
    "en": {
        "due": "To be done by {when}", "next_word": "We get back to you by {when}",
        "next_word_late": "We promised a word by {when} and it has not come. The shift lead sees that it is late.",
        "answered": "Your answer is noted", "answered_partly": "Partly solved: the street office looks again", "photo": "Photo on the spot",
        "stretch_done": "Done {when}", "stretch_planned": "Planned for {when}",
        "your_photo": "Your photo", "verdict": "You said: {solved}, {satisfied}. Thank you.",
        "no_reason": "see below", "wrong_link": "This link is not complete",
        "word_done": "Added; those who handle it can read it.", "cancel_done": "Withdrawn. You can report again at any time.",
        "object_done": "We will look at it once more.", "erase_done": "Your phone number is deleted; nobody can call you.",
        "verdict_done": "Noted, thank you.", "partly_done": "Noted. The street office will look at it again.",
        "reopen_done": "Noted. It is taken up again under the same number.",
        "street_done": "Noted. It was taken up three times already; the street office will decide.",
        "meeting": "Meeting", "meeting_done": "Noted.", "in_vain_done": "Noted. We are sorry; new times stand below.",
        "minutes_done": "Noted, thank you.", "disputed_done": "Noted. The minutes will be put right.", "leave_done": "You no longer follow this; your number is deleted.",
    },
}  # fmt: skip

MEETING: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "accepted": "约好了：{at}，在{place}。", "proposed": "您提的时间：{what}。等对方回话。",
        "declined": "您说不用见面，有事电话说。", "held": "见过面了。", "said_no": "您说不用见面，还在等其他反映人。",
        "missed": "上次约的时间没等到您。您说个方便的时间，或者电话说。",
        "in_vain": "上次让您白等了，对不起。您说个方便的时间，或者电话说。",
        "confirmed": "您看过了，说没问题。", "disputed": "您说记录不对，办事的人看得到，会改。",
    },
    "en": {
        "accepted": "Agreed: {at}, {place}.", "proposed": "You proposed: {what}. Waiting for an answer.",
        "declined": "You said that no meeting is needed.", "held": "You have met.",
        "missed": "We did not meet you at the agreed time. Name a time that suits you, or talk by phone.",
        "in_vain": "You waited in vain; we are sorry. Name a time that suits you, or talk by phone.",
        "confirmed": "You read the minutes and found them right.",
        "disputed": "You said that the minutes are wrong; the handler sees it and puts them right.",
        "said_no": "You said that no meeting is needed; others are still asked.",
    },
}  # fmt: skip
VERDICT: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "zh": {
        "solved": {"yes": "已解决", "partly": "解决了一部分", "no": "没解决"},
        "satisfied": {"yes": "满意", "basically": "基本满意", "no": "不满意"},
        "contacted": {"yes": "联系过", "no": "没联系过"},
    },
    "en": {
        "solved": {"yes": "solved", "partly": "partly solved", "no": "not solved"},
        "satisfied": {"yes": "satisfied", "basically": "mostly satisfied", "no": "not satisfied"},
        "contacted": {"yes": "was contacted", "no": "was not contacted"},
    },
}


def by_when(at: datetime, now: datetime, lang: str) -> str:
    """A limit in the reader's words: 明天 18:00前; 22 Nov 18:00."""
    if lang == "zh":
        return due_words(at, now)
    day, clock = limit_day(at)
    return f"{day:%d %b} {clock}"


def when(at: datetime, now: datetime, lang: str) -> str:
    """A moment in the reader's words."""
    return moment_words(at, now) if lang == "zh" else f"{at.astimezone(CHINA):%d %b %H:%M}"


def choice(at: datetime, now: datetime, lang: str) -> str:
    """A time to choose, with day and date, for the page may lie open over night: 明天 11月23日 周一 10:30."""
    if lang == "en":
        return f"{at.astimezone(CHINA):%a %d %b %H:%M}"
    near = day_words(at, now)
    return f"{near} {words_of_time(at)}" if near in NEAR_DAYS.values() else words_of_time(at)


def day(at: datetime, now: datetime, lang: str) -> str:
    """A day in the reader's words."""
    return day_words(at, now) if lang == "zh" else f"{at.astimezone(CHINA):%d %b}"

"""What is said of each kind of news, as data; how a text is checked and filled. Pure.

A text for a group names nobody and quotes nobody: number, class, compound, time and link (safety.md 4 and 5).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from webapp.message.words import Form, Kind, Thing

NUMBER, KLASS, PLACE, TIME, LINK = "单号", "类别", "地点", "时间", "链接"
WEEK, DAY = "周次", "日子"
LONGEST = 300
_HOLE = re.compile(r"\{([^{}]*)\}")
EXAMPLE: Mapping[Thing, Mapping[str, str]] = {
    Thing.TICKET: {NUMBER: "1121-0007", KLASS: "楼道灯", PLACE: "示范坊30号院", TIME: "11月21日 18:00"},
    Thing.WHISTLE: {NUMBER: "哨1121-03", PLACE: "示范坊北门", TIME: "11月21日 18:00"},
    Thing.MEASURE: {WEEK: "2026年第47周", DAY: "11月23日"},
    Thing.NOTICE: {NUMBER: "示范督〔2026〕12号", TIME: "11月24日 17:00"},
}
"""Invented, for the preview."""
SHOWN: Mapping[Thing, tuple[str, ...]] = {
    Thing.TICKET: (NUMBER, KLASS, PLACE), Thing.WHISTLE: (NUMBER, PLACE), Thing.MEASURE: (WEEK, DAY),
    Thing.NOTICE: (NUMBER,),
}  # fmt: skip
"""The places that a thing fills; by the first of them people know which one it is."""


@dataclass(frozen=True)
class Wording:
    """A row of the table: what the kind is called, what it is about, and what is said unless decided otherwise."""

    label: str
    thing: Thing
    line: str
    timed: bool = False
    """Whether there is a moment to name."""
    forms: tuple[Form, ...] = (Form.APP, Form.MAIL, Form.GROUP)

    def text(self, form: Form) -> str:
        """What is said in a form by default."""
        if form is Form.MAIL:
            return f"{self.line}\n\n打开看：{{{LINK}}}"
        return f"{self.line} {{{LINK}}}" if form is Form.GROUP else self.line

    def holes(self, form: Form) -> tuple[str, ...]:
        """The named places a text of this form may have. A short message is read on a locked screen: the number alone."""
        if form is Form.SMS:
            return (NUMBER, LINK)
        more = (TIME,) if self.timed else ()
        return SHOWN[self.thing] + more + (() if form is Form.APP else (LINK,))

    def needed(self, form: Form) -> tuple[str, ...]:
        """Those without which nobody knows what it is about."""
        known_by = SHOWN[self.thing][0]
        return (known_by,) if form is Form.APP else (known_by, LINK)


_T, _W, _M, _N = Thing.TICKET, Thing.WHISTLE, Thing.MEASURE, Thing.NOTICE
WORDINGS: Mapping[Kind, Wording] = {
    Kind.DISPATCHED: Wording("派来新工单", _T, "新工单 {单号}：{类别}，{地点}，{时间}前办好。", True),
    Kind.REOPENED: Wording("工单重办", _T, "{单号} 居民说没解决，要重办：{类别}，{地点}。"),
    Kind.REWORK: Wording("复查没通过", _T, "{单号} 复查没通过，请再去看看：{类别}，{地点}。"),
    Kind.WORD_LATE: Wording(
        "该给居民回话", _T, "{单号} 答应{时间}前给居民回话，已经过了，请先回一句。", True
    ),
    Kind.RECHECK: Wording("请您复查", _T, "{单号} 办完了，请您去复查：{类别}，{地点}。"),
    Kind.MEETING_AGREED: Wording("居民应约", _T, "{单号} 约好见面：{时间}，{地点}。", True),
    Kind.MEETING_PROPOSED: Wording("居民提了别的时间", _T, "{单号} 居民提了别的见面时间，请看看行不行。"),
    Kind.MEETING_MISSED: Wording("居民没等到人", _T, "{单号} 居民说没等到人，请马上联系，另约时间。"),
    Kind.MEETING_SOON: Wording("快到见面时间", _T, "{单号} {时间}见面，{地点}，别忘了。", True),
    Kind.MEETING_UNWRITTEN: Wording("见面结果没写", _T, "{单号} {时间}约了见面，结果还没写，请补上。", True),
    Kind.MINUTES_DISPUTED: Wording("见面记录有异议", _T, "{单号} 居民说见面记录不对，请看看改不改。"),
    Kind.LOW_MARK: Wording("回访不满意", _T, "{单号} 回访没解决或不满意，请再看一看：{类别}，{地点}。"),
    Kind.WHISTLE_BLOWN: Wording("吹哨叫到您单位", _W, "{单号} 吹哨：{时间}前到{地点}，请先回应。", True),
    Kind.WHISTLE_OFF: Wording("吹哨取消", _W, "{单号} 吹哨取消了，不用去{地点}。"),
    Kind.WHISTLE_SILENT: Wording("吹哨没人回应", _W, "{单号} 有单位还没回应，{时间}前要到{地点}。", True),
    Kind.WHISTLE_TASK_LATE: Wording("吹哨分工到期", _W, "{单号} 有一条分工到期没办到，{地点}。"),
    Kind.MEASURE_LATE: Wording(
        "复盘措施超期", _M, "{周次}复盘有一条措施，说好{日子}办到，已经过了。", forms=(Form.APP, Form.MAIL)
    ),
    Kind.NOTICE_ISSUED: Wording(
        "发来督查通知单", _N, "督查通知单 {单号}：{时间}前办好并反馈，请先签收。", True
    ),
    Kind.NOTICE_COPIED: Wording("抄送督查通知单", _N, "督查通知单 {单号} 抄送给您单位。"),
    Kind.NOTICE_BACK: Wording(
        "通知单反馈退回", _N, "督查通知单 {单号} 的反馈退回了，{时间}前再办好反馈。", True
    ),
    Kind.NOTICE_URGED: Wording("通知单催办", _N, "督查通知单 {单号} 催办：{时间}前要反馈。", True),
    Kind.NOTICE_CARDED: Wording("通知单发牌", _N, "督查通知单 {单号} 发牌扣分了，请马上办、马上反馈。"),
    Kind.NOTICE_OFF: Wording("通知单撤销", _N, "督查通知单 {单号} 撤销了，不用再办。"),
    Kind.NOTICE_REPLIED: Wording("通知单有反馈", _N, "督查通知单 {单号} 反馈了，请验收。"),
    Kind.NOTICE_PROPOSED: Wording("建议催办发牌", _N, "督查通知单 {单号} 到时没办，建议催办或发牌，请您定。"),
    Kind.INVITED: Wording(
        "见面邀约",
        _T,
        "您反映的事（单号 {单号}）有人接手了，想听您当面说说。选时间、不用见面，都在 {链接} 凭单号和查询码。没反映过请别理会。",
        forms=(Form.SMS,),
    ),
    Kind.MEETING_NEAR: Wording(
        "快到见面时间（居民）",
        _T,
        "您反映的事（单号 {单号}）约好的见面快到了。几点、在哪儿，在 {链接} 凭单号和查询码看，去不了也在那里说。没反映过请别理会。",
        forms=(Form.SMS,),
    ),
    Kind.MEETING_MOVED: Wording(
        "见面改时间",
        _T,
        "您反映的事（单号 {单号}）见面改时间了，原来说好的不算了。新的时间在 {链接} 凭单号和查询码看。没反映过请别理会。",
        forms=(Form.SMS,),
    ),
    Kind.MEETING_OFF: Wording(
        "见面取消",
        _T,
        "您反映的事（单号 {单号}）见面取消了，约好的也不用去了。为什么，在 {链接} 凭单号和查询码看。没反映过请别理会。",
        forms=(Form.SMS,),
    ),
}


def read_text(kind: Kind, form: Form, typed: str) -> str:
    """A text as typed by an administrator; ValueError with the sentence that names what is wrong and what is possible."""
    wording = WORDINGS[kind]
    may = "、".join(f"{{{one}}}" for one in wording.holes(form))
    if not 1 <= len(typed) <= LONGEST:
        raise ValueError(f"请写 1 到 {LONGEST} 个字，可以留空：{may}。")
    rest = _HOLE.sub("", typed)
    if "{" in rest or "}" in rest:
        raise ValueError(f"花括号没有成对，空要写成这样：{may}。")
    found = _HOLE.findall(typed)
    unknown = next((hole for hole in found if hole not in wording.holes(form)), None)
    if unknown is not None:
        raise ValueError(f"没有「{{{unknown[:12]}}}」这个空，可以用：{may}。")
    missing = next((hole for hole in wording.needed(form) if hole not in found), None)
    if missing is not None:
        raise ValueError(f"要有「{{{missing}}}」，不然看的人不知道是哪一件。")
    return typed


def filled(text: str, facts: Mapping[str, str]) -> str:
    """The text with its places filled; what is not known is left out."""
    return _HOLE.sub(lambda hole: facts.get(hole[1], ""), text)

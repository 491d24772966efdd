"""Words of the message desk that rules, records and pages share."""

from enum import StrEnum


class Kind(StrEnum):
    """What somebody is told of."""

    DISPATCHED = "dispatched"
    REOPENED = "reopened"
    REWORK = "rework"
    WORD_LATE = "word_late"
    RECHECK = "recheck"
    MEETING_AGREED = "meeting_agreed"
    MEETING_PROPOSED = "meeting_proposed"
    MEETING_MISSED = "meeting_missed"
    MEETING_SOON = "meeting_soon"
    MEETING_UNWRITTEN = "meeting_unwritten"
    MINUTES_DISPUTED = "minutes_disputed"
    LOW_MARK = "low_mark"
    WHISTLE_BLOWN = "whistle_blown"
    WHISTLE_OFF = "whistle_off"
    WHISTLE_SILENT = "whistle_silent"
    WHISTLE_TASK_LATE = "whistle_task_late"
    MEASURE_LATE = "measure_late"
    NOTICE_ISSUED = "notice_issued"
    NOTICE_COPIED = "notice_copied"
    NOTICE_BACK = "notice_back"
    NOTICE_URGED = "notice_urged"
    NOTICE_CARDED = "notice_carded"
    NOTICE_OFF = "notice_off"
    NOTICE_REPLIED = "notice_replied"
    NOTICE_PROPOSED = "notice_proposed"
    INVITED = "invited"
    """This and the next three go to residents."""
    MEETING_NEAR = "meeting_near"
    MEETING_MOVED = "meeting_moved"
    MEETING_OFF = "meeting_off"


class Thing(StrEnum):
    """What a message is about."""

    TICKET = "ticket"
    WHISTLE = "whistle"
    MEASURE = "measure"
    """Of a weekly review."""
    NOTICE = "notice"


class Form(StrEnum):
    """How it is said: a line on the page, a mail to one person, a line in a group, a short message to a resident."""

    APP = "app"
    MAIL = "mail"
    GROUP = "group"
    SMS = "sms"


class Means(StrEnum):
    """By what a channel delivers."""

    FILE = "file"
    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    SMS = "sms"


class Fate(StrEnum):
    """What became of a delivery. Failed: the other side does not want this one. Parked: given up for now.

    Dropped: when its turn came it was read already, or it was no longer for this reader.
    """

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    PARKED = "parked"
    DROPPED = "dropped"


FORM_WORDS = {Form.APP: "页面上", Form.MAIL: "邮件", Form.GROUP: "群里", Form.SMS: "短信"}
MEANS_WORDS = {
    Means.FILE: "写进文件（试用）",
    Means.MAIL: "邮件",
    Means.WECOM: "企业微信群机器人",
    Means.DINGTALK: "钉钉群机器人",
    Means.SMS: "给居民的短信（试用：写进文件）",
}
ROBOTS = frozenset({Means.WECOM, Means.DINGTALK})

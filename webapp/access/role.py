"""The permission table: which role may take which step and open which page (lifecycle.md, Who may do what)."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """Who somebody is to the program. The last five are not people with a sign-in."""

    GRID_WORKER = "grid_worker"
    INSPECTOR = "inspector"
    PROPERTY = "property"
    DEPARTMENT = "department"
    COMMUNITY = "community"
    OPERATOR = "operator"
    SHIFT_LEAD = "shift_lead"
    CLERK = "clerk"
    STREET = "street"
    DISTRICT = "district"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    RESIDENT = "resident"
    GUEST = "guest"
    RULE = "rule"
    TIMER = "timer"
    NOBODY = "nobody"


ROLE_NAMES: Mapping[Role, str] = {
    Role.GRID_WORKER: "网格员",
    Role.INSPECTOR: "考察员",
    Role.PROPERTY: "物业",
    Role.DEPARTMENT: "责任单位",
    Role.COMMUNITY: "社区",
    Role.OPERATOR: "坐席",
    Role.SHIFT_LEAD: "值班长",
    Role.CLERK: "回访员",
    Role.STREET: "街道",
    Role.DISTRICT: "区级",
    Role.ADMINISTRATOR: "管理员",
    Role.AUDITOR: "审计员",
    Role.RESIDENT: "居民",
    Role.GUEST: "外单位",
    Role.RULE: "规则",
    Role.TIMER: "到时自动",
    Role.NOBODY: "未登录",
}


class Permission(StrEnum):
    """Everything that can be allowed; first the actions of the ticket's table, the two ends of a recheck as one."""

    REPORT = "report"
    REPORT_FOR = "report_for"
    SELF_HANDLE = "self_handle"
    JOIN = "join"
    CORRECT = "correct"
    FILE = "file"
    REFUSE = "refuse"
    OBJECT = "object"
    MERGE = "merge"
    CANCEL = "cancel"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    START = "start"
    RETURN = "return"
    REDISPATCH = "redispatch"
    PASS_UP = "pass_up"  # noqa: S105  an action, not a password
    WORD = "word"
    EXTEND = "extend"
    HASTEN = "hasten"
    HANG_UP = "hang_up"
    WAKE = "wake"
    FEED_BACK = "feed_back"
    ANSWER = "answer"
    RECHECK = "recheck"
    CLOSE = "close"
    END = "end"
    REOPEN = "reopen"

    READ_TICKETS = "read_tickets"
    READ_MESSAGES = "read_messages"
    ASSIGN = "assign"
    ASK_STREET = "ask_street"
    INVITE = "invite"
    MEET = "meet"
    ANSWER_INVITATION = "answer_invitation"
    CALL_BACK = "call_back"
    REVIEW_CALLBACKS = "review_callbacks"
    ANSWER_CALLBACK = "answer_callback"
    READ_RATES = "read_rates"
    PUBLISH_RATES = "publish_rates"
    RECORD_FEES = "record_fees"
    UNMASK = "unmask"
    BLUR_PHOTO = "blur_photo"
    LINK_UNIT = "link_unit"
    PRINT_PLATES = "print_plates"
    MANAGE_PLACES = "manage_places"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_SETTINGS = "manage_settings"
    PATROL = "patrol"
    READ_POINTS = "read_points"
    SUPERVISE_PATROL = "supervise_patrol"
    MANAGE_POINTS = "manage_points"
    READ_COMPONENTS = "read_components"
    TEND_COMPONENTS = "tend_components"
    READ_CATALOGUE = "read_catalogue"
    READ_AUDIT = "read_audit"
    BLOW_WHISTLE = "blow_whistle"
    ANSWER_WHISTLE = "answer_whistle"
    READ_WHISTLES = "read_whistles"
    CLIMB_WHISTLE = "climb_whistle"
    ISSUE_NOTICE = "issue_notice"
    ANSWER_NOTICE = "answer_notice"
    READ_NOTICES = "read_notices"
    PROPOSE_CARD = "propose_card"
    REVIEW = "review"
    READ_REVIEWS = "read_reviews"
    FULFIL_MEASURE = "fulfil_measure"
    TELL_LATE_MEASURE = "tell_late_measure"
    READ_ROTA = "read_rota"
    PLAN_ROTA = "plan_rota"
    HAND_OVER = "hand_over"
    READ_RULES = "read_rules"
    WRITE_RULES = "write_rules"
    BULK = "bulk"
    APPLY_BULK = "apply_bulk"


_P = Permission
_HANDLING = {
    _P.READ_TICKETS, _P.ACCEPT, _P.START, _P.RETURN, _P.WORD, _P.FEED_BACK, _P.ANSWER, _P.INVITE, _P.MEET, _P.ASK_STREET,
    _P.BULK,
}  # fmt: skip
_DESK = {
    _P.READ_TICKETS, _P.REPORT, _P.REPORT_FOR, _P.JOIN, _P.CORRECT, _P.FILE, _P.REFUSE, _P.MERGE, _P.DISPATCH, _P.WORD,
    _P.ANSWER, _P.CLOSE, _P.BLUR_PHOTO, _P.BULK, _P.READ_CATALOGUE,
}  # fmt: skip
_PATROL = {_P.PATROL, _P.READ_POINTS}
_SEES_COMPONENTS = {_P.READ_COMPONENTS}
_TENDS_COMPONENTS = {_P.READ_COMPONENTS, _P.TEND_COMPONENTS}
_TOLD = {_P.READ_MESSAGES}
_OVER_PATROL = {_P.SUPERVISE_PATROL, _P.READ_POINTS}
_CALLED = {_P.READ_WHISTLES, _P.ANSWER_WHISTLE}
_NOTICED = {_P.READ_NOTICES, _P.ANSWER_NOTICE}
_NOTICING = {_P.READ_NOTICES, _P.ISSUE_NOTICE}
_CALLING = {_P.READ_TICKETS, _P.CALL_BACK, _P.REOPEN, _P.END, _P.UNMASK, _P.WORD, _P.READ_RATES} | {
    _P.READ_CATALOGUE
}

MAY: Mapping[Role, frozenset[Permission]] = {
    Role.GRID_WORKER: frozenset(
        {_P.READ_TICKETS, _P.REPORT, _P.REPORT_FOR, _P.SELF_HANDLE, _P.JOIN, _P.RECHECK}
        | _PATROL
        | _TOLD
        | _TENDS_COMPONENTS
    ),
    Role.INSPECTOR: frozenset(
        {_P.READ_TICKETS, _P.REPORT, _P.REPORT_FOR, _P.SELF_HANDLE, _P.JOIN, _P.RECHECK}
        | _PATROL
        | _TOLD
        | _TENDS_COMPONENTS
    ),
    Role.PROPERTY: frozenset(
        _HANDLING
        | _CALLED
        | _NOTICED
        | _TOLD
        | _TENDS_COMPONENTS
        | {_P.ASSIGN, _P.LINK_UNIT, _P.READ_RATES, _P.FULFIL_MEASURE}
    ),
    Role.DEPARTMENT: frozenset(
        _HANDLING
        | _CALLED
        | _NOTICED
        | _TOLD
        | _TENDS_COMPONENTS
        | {_P.ASSIGN, _P.READ_RATES, _P.FULFIL_MEASURE}
    ),
    Role.COMMUNITY: frozenset(
        _CALLED
        | _NOTICED
        | _TOLD
        | _SEES_COMPONENTS
        | {_P.READ_TICKETS, _P.HASTEN, _P.BULK, _P.READ_RATES, _P.FULFIL_MEASURE}
    ),
    Role.OPERATOR: frozenset(_DESK | _TOLD | _SEES_COMPONENTS | {_P.READ_RULES, _P.READ_ROTA}),
    Role.SHIFT_LEAD: frozenset(
        _DESK
        | _OVER_PATROL
        | _TOLD
        | _TENDS_COMPONENTS
        | {_P.REDISPATCH, _P.EXTEND, _P.HASTEN, _P.READ_RATES, _P.READ_NOTICES}
        | {_P.READ_RULES, _P.WRITE_RULES, _P.READ_ROTA, _P.PLAN_ROTA, _P.HAND_OVER}
    ),
    Role.CLERK: frozenset(
        _CALLING
        | _CALLED
        | _NOTICING
        | _TOLD
        | _SEES_COMPONENTS
        | {_P.BLOW_WHISTLE, _P.READ_REVIEWS, _P.FULFIL_MEASURE}
    ),
    # The street handles what no property firm may know of (safety.md 4); the table asks whether a ticket is its own.
    Role.STREET: frozenset(
        _CALLING
        | _HANDLING
        | _OVER_PATROL
        | _CALLED
        | _NOTICED
        | _NOTICING
        | _TOLD
        | _TENDS_COMPONENTS
        | {_P.REVIEW, _P.READ_REVIEWS, _P.FULFIL_MEASURE, _P.READ_RULES}
        | {_P.BLOW_WHISTLE, _P.ASSIGN, _P.PASS_UP, _P.REVIEW_CALLBACKS, _P.PUBLISH_RATES, _P.RECORD_FEES}
        | {_P.REDISPATCH, _P.EXTEND, _P.HASTEN, _P.HANG_UP, _P.WAKE, _P.INVITE, _P.MEET, _P.PRINT_PLATES}
    ),
    Role.DISTRICT: frozenset(
        {_P.READ_TICKETS, _P.READ_RATES, _P.PUBLISH_RATES, _P.READ_WHISTLES, _P.READ_REVIEWS, _P.READ_RULES}
        | {_P.READ_CATALOGUE}
        | _OVER_PATROL
        | _NOTICING
        | _TOLD
        | _SEES_COMPONENTS
    ),
    Role.ADMINISTRATOR: frozenset(
        {_P.PRINT_PLATES, _P.MANAGE_PLACES, _P.MANAGE_PEOPLE, _P.MANAGE_SETTINGS, _P.READ_AUDIT}
        | {_P.MANAGE_POINTS, _P.RECORD_FEES, _P.READ_POINTS, _P.READ_CATALOGUE}
        | _TENDS_COMPONENTS
    ),
    Role.AUDITOR: frozenset({_P.READ_AUDIT}),
    Role.RESIDENT: frozenset(
        {
            _P.REPORT,
            _P.JOIN,
            _P.OBJECT,
            _P.CANCEL,
            _P.END,
            _P.REOPEN,
            _P.ANSWER_INVITATION,
            _P.ANSWER_CALLBACK,
        }
    ),
    Role.GUEST: frozenset({_P.ANSWER_WHISTLE}),
    Role.RULE: frozenset({_P.FILE, _P.DISPATCH, _P.CLOSE, _P.REOPEN, _P.INVITE, _P.SUPERVISE_PATROL}),
    Role.TIMER: frozenset(
        {_P.PASS_UP, _P.WAKE, _P.END, _P.INVITE, _P.SUPERVISE_PATROL, _P.CLIMB_WHISTLE, _P.TELL_LATE_MEASURE}
        | {_P.PROPOSE_CARD, _P.APPLY_BULK}
    ),
    Role.NOBODY: frozenset(),
}

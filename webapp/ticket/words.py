"""The closed vocabularies of the ticket: states, actions, kinds, needs, effects, clocks."""

from enum import StrEnum


class State(StrEnum):
    """Where a ticket stands; open states first, in order (lifecycle.md)."""

    NEW = "new"
    FILED = "filed"
    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    HANDLING = "handling"
    HUNG_UP = "hung_up"
    FED_BACK = "fed_back"
    PASSED = "passed"
    CLOSED = "closed"
    ENDED = "ended"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Action(StrEnum):
    """What can be done to a ticket; one row of the table each."""

    REPORT = "report"
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
    PASS = "pass"  # noqa: S105  the action of a recheck, not a password
    FAIL = "fail"
    CLOSE = "close"
    END = "end"
    REOPEN = "reopen"


class Kind(StrEnum):
    """What the resident brings; nobody has to know which."""

    FAULT = "fault"
    REQUEST = "request"
    QUESTION = "question"
    PRAISE = "praise"


class Level(StrEnum):
    """How high a ticket has been passed up."""

    UNIT = "unit"
    COMMUNITY = "community"
    STREET = "street"
    DISTRICT = "district"


class Gate(StrEnum):
    """The meeting gate: how it stands. `none` and the three last are open; the three are counted apart."""

    NONE = "none"
    WAITING = "waiting"
    MET = "met"
    DECLINED = "declined"
    UNANSWERED = "unanswered"


class PlaceDoubt(StrEnum):
    """Why a position may be wrong."""

    OUTSIDE = "outside"
    """Far from every place of the district: in the sea, in another town, or not yet found by the phone."""


class ClockKind(StrEnum):
    """The clocks of lifecycle.md. The promise has no row of its own: it is `next_word_by`."""

    VERIFY = "V"
    ACCEPTANCE = "A"
    HANDLING = "H"
    RECHECK = "R"
    PROMISE = "P"


class Need(StrEnum):
    """What a step needs: something given with it, or a fact on the ticket's row. Explained in rules.py."""

    SUBSTANCE = "substance"
    PLACE = "place"
    CLASS_AND_PLACE = "class_and_place"
    CORRECTION = "correction"
    REASON = "reason"
    REFERRAL = "referral"
    WORDS = "words"
    PHOTO = "photo"
    AFTER_PHOTO = "after_photo"
    BEFORE_AND_AFTER = "before_and_after"
    SELF_HANDLED_CLASS = "self_handled_class"
    ONCE_PER_DEVICE = "once_per_device"
    OBJECTED_ONCE = "objected_once"
    WITHIN_7_DAYS = "within_7_days"
    TARGET_OPEN = "target_open"
    ONLY_REPORTER = "only_reporter"
    LIVE_UNIT = "live_unit"
    NOT_ABOUT_UNIT = "not_about_unit"
    DEADLINE = "deadline"
    THE_UNIT = "the_unit"
    THE_UNIT_OR_DESK = "the_unit_or_desk"
    THE_UNIT_OR_OFFICE = "the_unit_or_office"
    MAY_START_AFRESH = "may_start_afresh"
    RETURNS_LEFT = "returns_left"
    NOT_AT_THE_TOP = "not_at_the_top"
    RED_OR_UNANSWERED = "red_or_unanswered"
    ASKED_BEFORE_DUE = "asked_before_due"
    EXTENSIONS_LEFT = "extensions_left"
    NOT_WHO_ASKED = "not_who_asked"
    EARLIER_DUE = "earlier_due"
    WAKE_DATE = "wake_date"
    NEVER_HUNG_UP = "never_hung_up"
    NO_FAULT = "no_fault"
    NOT_THE_HANDLER = "not_the_handler"
    MEETING_GATE = "meeting_gate"
    REPORTERS_SETTLED = "reporters_settled"
    NOT_SOLVED = "not_solved"
    WITHIN_30_DAYS = "within_30_days"
    STREET_DECIDES = "street_decides"


class Effect(StrEnum):
    """Which facts a step changes on the ticket's row. Explained in effects.py."""

    FILES = "files"
    CORRECTS = "corrects"
    SETS_UNIT = "sets_unit"
    CLEARS_UNIT = "clears_unit"
    COUNTS_RETURN = "counts_return"
    RAISES_LEVEL = "raises_level"
    COUNTS_EXTENSION = "counts_extension"
    SHORTENS_DUE = "shortens_due"
    SETS_WAKE = "sets_wake"
    FEEDS_BACK = "feeds_back"
    ANSWERS = "answers"
    PASSES = "passes"
    COUNTS_REWORK = "counts_rework"
    CLOSES = "closes"
    SELF_HANDLES = "self_handles"
    ENDS = "ends"
    REOPENS = "reopens"
    REFUSES = "refuses"
    OBJECTS = "objects"
    MERGES = "merges"
    COUNTS_JOIN = "counts_join"

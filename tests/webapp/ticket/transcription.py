"""The ticket's table once more, written down by hand from its design, to hold the program's table against.

`D` … `H` are the states from dispatched to handling; a role in `WHO` is one that may take the step at all.
"""

from typing import NamedTuple

N, F, D, A, H, U = "new", "filed", "dispatched", "accepted", "handling", "hung_up"
B, P, C, E = "fed_back", "passed", "closed", "ended"
OPEN = {N, F, D, A, H, U, B, P}


class Row(NamedTuple):
    """One line: from, to (None: same), who, what must be met, and the clocks."""

    sources: set[str]
    target: str | None
    who: set[str]
    needs: set[str]
    clocks: str = ""


DESK = {"operator", "shift_lead"}
UNIT = {"property", "department", "street"}
FINDERS = {"grid_worker", "inspector"}
CALLS = {"clerk", "street"}
STOPS = "V- A- H- R-"

TABLE = {
    "report": Row(set(), N, {"resident", *FINDERS, *DESK}, {"substance", "place"}, "V+"),
    "self_handle": Row(set(), C, FINDERS, {"place", "before_and_after", "self_handled_class"}),
    "join": Row(OPEN, None, {"resident", *FINDERS, *DESK}, {"once_per_device"}),
    "correct": Row({N, F}, None, DESK, {"correction", "reason"}),
    "file": Row({N}, F, {*DESK, "rule"}, {"class_and_place"}),
    "refuse": Row({N, F}, "refused", DESK, {"reason", "referral"}, STOPS),
    "object": Row({"refused"}, N, {"resident"}, {"objected_once", "within_7_days"}, "V+"),
    "merge": Row({N, F, D, A, H}, "merged", DESK, {"target_open"}, STOPS),
    "cancel": Row({N, F, D, A, H}, "cancelled", {"resident"}, {"only_reporter"}, STOPS),
    "dispatch": Row({F}, D, {*DESK, "rule"}, {"live_unit", "not_about_unit", "deadline"}, "V- H+ A+"),
    "accept": Row({D}, A, UNIT, {"the_unit"}, "A-"),
    "start": Row({A}, H, UNIT, {"the_unit"}),
    "return": Row({D, A, H}, F, UNIT, {"the_unit", "reason", "returns_left"}, "A- H= V+"),
    "redispatch": Row(
        {D, A, H, U}, D, {"shift_lead", "street"}, {"live_unit", "not_about_unit", "reason", "may_start_afresh"},
        "H> A+",
    ),
    "pass_up": Row({D, A, H}, None, {"timer", "street"}, {"red_or_unanswered", "not_at_the_top"}),
    "word": Row(OPEN, None, {*UNIT, *DESK, "clerk"}, {"the_unit_or_office", "words"}, "P~"),
    "extend": Row(
        {D, A, H}, None, {"shift_lead", "street"}, {"asked_before_due", "extensions_left", "not_who_asked"}
    ),
    "hasten": Row(OPEN, None, {"shift_lead", "street", "community"}, {"reason", "earlier_due"}),
    "hang_up": Row({H}, U, {"street"}, {"reason", "wake_date", "never_hung_up", "not_who_asked"}, "H="),
    "wake": Row({U}, H, {"timer", "street"}, set(), "H>"),
    "feed_back": Row({A, H}, B, UNIT, {"the_unit", "words", "after_photo"}, "H- R+"),
    "answer": Row({F, D, A, H}, P, {*UNIT, *DESK}, {"the_unit_or_desk", "words", "no_fault"}, "V- A- H-"),
    "pass": Row({B}, P, FINDERS, {"photo", "not_the_handler"}, "R-"),
    "fail": Row({B}, H, FINDERS, {"photo", "reason", "not_the_handler"}, "R- H>"),
    "close": Row({P}, C, {*DESK, "rule"}, {"meeting_gate"}),
    "end": Row({C}, E, {*CALLS, "resident", "timer"}, {"not_the_handler", "reporters_settled"}),
    "reopen": Row(
        {C, E}, D, {*CALLS, "resident", "rule"},
        {"reason", "not_solved", "within_30_days", "street_decides", "live_unit", "not_about_unit"}, "H+ A+",
    ),
}  # fmt: skip

MARKS = {"starts": "+", "stops": "-", "pauses": "=", "goes on": ">", "renewed": "~"}

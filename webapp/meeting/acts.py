"""What a handler does about a meeting: the forms of the desk and of a firm's link, one row each."""

from collections.abc import Mapping

from webapp.layout.acts import Act
from webapp.meeting import commands, forms, minutes, missing
from webapp.meeting.records import Invitation

ACTS: Mapping[str, Act[Invitation]] = {
    "agree": Act(forms.agree_order, commands.agree_to_time, "约好了，居民马上看得到。"),
    "hold": Act(forms.hold_order, minutes.hold_meeting, "见面结果记下了。"),
    "call": Act(forms.call_order, commands.record_call, "电话记下了。"),
    "again": Act(forms.invite_again_order, commands.invite_again, "又发了一次邀约。"),
    "miss": Act(forms.miss_order, missing.miss_meeting, "记下了，居民没来。"),
    "amend": Act(forms.hold_order, minutes.amend_minutes, "记录改好了，请居民再看。"),
}
BOX: Mapping[str, str] = {
    "times": "time_1",
    **{
        f"more.{place}.{part}": f"{part}_{place + 2}"
        for place in range(2)
        for part in ("what", "who", "until")
    },
}
"""Where a sentence about a field that is no box of its own is shown."""

"""What can be done on a review's page: one row for each form, how it is read, what it does, what is said then."""

from collections.abc import Mapping

from webapp.layout.acts import Act
from webapp.review import commands, forms, measures, minutes

ACTS: Mapping[str, Act[object]] = {
    "pick": Act(forms.pick_order, commands.pick_ticket, "挑进来了。"),
    "drop": Act(forms.drop_order, commands.drop_case, "拿掉了。"),
    "note": Act(forms.note_order, commands.note_case, "记下了，以后在案例库里找得到。"),
    "hold": Act(forms.hold_order, commands.hold_review, "记下了。下面把措施分下去。"),
    "measure": Act(forms.measure_order, measures.add_measure, "分下去了，本人在「复盘措施」里看得到。"),
    "write_up": Act(forms.write_up_order, minutes.write_up, "正在做纪要，几秒钟后刷新就能下载。"),
    "close": Act(forms.close_order, commands.close_review, "这次复盘收尾了。"),
}

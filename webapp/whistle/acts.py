"""What can be done on a whistle's page: one row for each form, how it is read, what it does, what is said then."""

from collections.abc import Mapping

from webapp.layout.acts import Act
from webapp.whistle import answering, commands, forms, settling

ACTS: Mapping[str, Act[object]] = {
    "answer": Act(forms.answer_order, answering.answer, "收到了，街道看得到。"),
    "sign_in": Act(forms.sign_in_order, answering.sign_in, "报到了，辛苦。"),
    "fulfil": Act(forms.fulfil_order, answering.fulfil, "记下了，工单上也写了。"),
    "settle": Act(forms.settle_order, settling.settle, "纪要记下了，下面分工。"),
    "amend": Act(forms.settle_order, settling.amend, "纪要改好了。"),
    "commit": Act(forms.task_order, settling.add_task, "分好了，工单上写了，居民也看得到谁来办。"),
    "rate": Act(forms.rate_order, settling.rate, "评好了。"),
    "end": Act(forms.end_order, settling.end, "这次吹哨结束了，辛苦。"),
    "revoke": Act(forms.revoke_order, commands.revoke_guest, "链接撤销了，打开只会看到说明。"),
    "call_off": Act(forms.call_off_order, settling.call_off, "取消了，叫到的单位看得到原因。"),
}
GUEST_ACTS: Mapping[str, Act[object]] = {
    "answer": Act(forms.answer_order, answering.answer, "收到了，谢谢。"),
    "sign_in": Act(forms.sign_in_order, answering.sign_in, "报到了，辛苦。"),
    "fulfil": Act(forms.fulfil_order, answering.fulfil, "记下了，谢谢。"),
}

"""What a line of history that is no step of the table is called on pages."""

NOTE_WORDS = {
    "said_more": "居民补充", "blurred": "照片打了码", "assign": "指定经办人", "ask_return": "请街道定", "ask_extend": "申请延期", "ask_hang_up": "申请挂账",
    "asked_declined": "没同意申请", "asking_over": "等街道定，到时候了", "clocks_reckoned": "时限重新算了",
    "left": "有一位反映人不跟了", "recheck_named": "指定复查人", "recheck_handed_back": "复查转给别人", "recheck_kept": "手机发来的复查没算上",
    "sample_passed": "抽查通过", "sample_failed": "抽查没通过", "field_doubt": "外勤上报，要留意", "said_again": "外勤又看见了", "component_tied": "关联了部件",
    "imported": "从导出文件导入", "point_known": "对上了点位", "callbacks_planned": "安排回访", "called_back": "回访了",
    "followed_up": "追访了", "looked_again": "街道再看一次", "rule_stopped": "规则没派出去", "callback_stopped": "不再回访", "leave_out_asked": "提出不计入考核",
    "left_out": "不计入考核", "counted_after_all": "照样计入考核", "callback_differs": "质检和回访记的不一样", "callbacks_over": "回访完了", "promise_late": "回话晚了", "milestone_set": "定了一个节点", "milestone_done": "节点办到了", "milestone_dropped": "去掉一个节点",
    "meeting.invite": "邀约见面", "meeting.accept": "居民选了时间", "meeting.propose": "居民提了别的时间", "meeting.agree": "约好了",
    "meeting.arrange": "电话里约好了", "meeting.decline": "居民说不用见", "meeting.decline_by_phone": "电话里说不用见",
    "meeting.hold": "见面了", "meeting.run_out": "邀约没人应", "meeting.unanswered": "邀约未回应", "meeting.call": "打了电话",
    "meeting.there": "见面签到", "meeting.stand_in": "居民请人代来", "meeting.call_off": "改了见面时间", "meeting.miss": "居民没来", "meeting.wait_in_vain": "居民没等到人",
    "meeting.confirm": "居民看过记录", "meeting.dispute": "居民说记录不对", "meeting.amend": "改了见面记录",
    "whistle.blow": "街道吹哨", "whistle.settle": "吹哨商量的结果", "whistle.amend": "改了吹哨纪要", "whistle.commit": "吹哨分工",
    "whistle.fulfil": "分工办到了", "whistle.end": "吹哨结束", "whistle.call_off": "吹哨取消",
    "meeting.withdraw": "邀约取消", "meeting.said_no": "一位反映人说不用见", "meeting.unwritten": "见面结果没写", "review.pick": "挑进复盘",
    "notice.issue": "下发督查通知单", "notice.sign": "通知单签收", "notice.reply": "通知单反馈", "notice.accept": "通知单验收通过",
    "notice.send_back": "通知单反馈退回", "notice.urge": "通知单催办", "notice.yellow": "通知单发黄牌", "notice.red": "通知单发红牌", "notice.withdraw": "通知单撤销",
}  # fmt: skip

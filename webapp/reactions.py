"""The visible list of reactions: which desk does what when something has happened elsewhere."""

from webapp.base.outbox import Reaction
from webapp.callback import reactions as callback
from webapp.callback.events import CallbackSettled, ReporterAnswered
from webapp.dispatch.reactions import route_directly
from webapp.insight.counting import count_callback
from webapp.insight.documents import make_rates_file, rates_file_made
from webapp.insight.events import RatesFileOrdered
from webapp.meeting.events import InvitationMoved, MeetingReminder, MeetingUnwritten
from webapp.meeting.reactions import (
    INVITES_ON,
    TAKES_BACK_ON,
    invite_after_no_show,
    invite_residents,
    take_back_invitation,
)
from webapp.message import notices as notice_news
from webapp.message import reactions as message
from webapp.patrol.events import LabelsOrdered, VisitPhotoKept
from webapp.patrol.labels import draw_labels, labels_drawn
from webapp.patrol.reactions import make_visit_copies, tie_report_to_point, visit_copies_made
from webapp.plate.events import SheetOrdered
from webapp.plate.reactions import draw_sheet, make_sheet
from webapp.recheck.events import RecheckPlanned, SampleFailed
from webapp.recheck.reactions import (
    LEAVES,
    ask_for_recheck,
    reopen_failed_sample,
    sample_self_handled,
    withdraw_recheck,
)
from webapp.report.reactions import CHANGES_WORDS, index_ticket
from webapp.review.events import MeasureLate, MinutesOrdered
from webapp.review.minutes import draw_minutes, minutes_drawn
from webapp.screen.events import ListFileOrdered
from webapp.screen.list_file import list_file_made, make_list_file
from webapp.supervise.documents import make_notice_file, notice_file_made
from webapp.supervise.events import NoticeFileOrdered, NoticeMoved, NoticePictureKept
from webapp.supervise.pictures import make_picture_copies, picture_copies_made
from webapp.supervise.reactions import follow_merge as notices_follow_merge
from webapp.ticket.copies import make_served_copies, served_copies_made
from webapp.ticket.events import ContactErased, PhotoKept, PromiseLate, TicketStepped
from webapp.verify.blurring import copies_smeared, forget_copies, smear_copies
from webapp.verify.events import CopiesReplaced, PhotoSmeared
from webapp.whistle.events import WhistleMoved, WhistleTaskLate, WhistleUnanswered
from webapp.whistle.reactions import follow_merge

REACTIONS = (
    Reaction("dispatch.route_directly", ("ticket.report",), TicketStepped, route_directly),
    Reaction("meeting.invite_residents", INVITES_ON, TicketStepped, invite_residents),
    Reaction("meeting.take_back_invitation", TAKES_BACK_ON, TicketStepped, take_back_invitation),
    Reaction(
        "meeting.invite_after_no_show", ("invitation.wait_in_vain",), InvitationMoved, invite_after_no_show
    ),
    Reaction("whistle.follow_merge", ("ticket.merge",), TicketStepped, follow_merge),
    Reaction("supervise.follow_merge", ("ticket.merge",), TicketStepped, notices_follow_merge),
    Reaction(
        "supervise.make_picture_copies",
        ("notice.picture_kept",),
        NoticePictureKept,
        picture_copies_made,
        make_picture_copies,
    ),
    Reaction(
        "supervise.make_notice_file",
        ("notice.file_ordered",),
        NoticeFileOrdered,
        notice_file_made,
        make_notice_file,
    ),
    Reaction("callback.plan_at_close", ("ticket.close",), TicketStepped, callback.plan_at_close),
    Reaction("callback.withdraw", callback.LEAVES, TicketStepped, callback.withdraw_at_reopening),
    Reaction("callback.stop_at_erasing", ("contact.erased",), ContactErased, callback.stop_at_erasing),
    Reaction("insight.count_callback", ("callback.settled",), CallbackSettled, count_callback),
    Reaction(
        "insight.make_rates_file", ("rates.file_ordered",), RatesFileOrdered, rates_file_made, make_rates_file
    ),
    Reaction(
        "screen.make_list_file", ("list.file_ordered",), ListFileOrdered, list_file_made, make_list_file
    ),
    Reaction("recheck.ask_for_recheck", ("ticket.feed_back",), TicketStepped, ask_for_recheck),
    Reaction("recheck.withdraw_recheck", LEAVES, TicketStepped, withdraw_recheck),
    Reaction("recheck.sample_self_handled", ("ticket.self_handle",), TicketStepped, sample_self_handled),
    Reaction("recheck.reopen_failed_sample", ("recheck.sample_failed",), SampleFailed, reopen_failed_sample),
    Reaction("report.index_ticket", CHANGES_WORDS, TicketStepped, index_ticket),
    Reaction(
        "patrol.tie_report_to_point",
        ("ticket.report", "ticket.self_handle"),
        TicketStepped,
        tie_report_to_point,
    ),
    Reaction(
        "patrol.make_visit_copies",
        ("patrol.photo_kept",),
        VisitPhotoKept,
        visit_copies_made,
        make_visit_copies,
    ),
    Reaction("patrol.draw_labels", ("patrol.labels_ordered",), LabelsOrdered, labels_drawn, draw_labels),
    Reaction("plate.make_sheet", ("plate.sheet_ordered",), SheetOrdered, make_sheet, draw_sheet),
    Reaction("review.draw_minutes", ("review.minutes_ordered",), MinutesOrdered, minutes_drawn, draw_minutes),
    Reaction("ticket.make_served_copies", ("photo.kept",), PhotoKept, served_copies_made, make_served_copies),
    Reaction("verify.smear_copies", ("photo.smeared",), PhotoSmeared, copies_smeared, smear_copies),
    Reaction("verify.forget_copies", ("photo.copies_replaced",), CopiesReplaced, forget_copies),
    Reaction("message.tell_unit", message.STEPS, TicketStepped, message.tell_unit),
    Reaction("message.tell_of_late_word", ("promise.late",), PromiseLate, message.tell_of_late_word),
    Reaction("message.tell_rechecker", ("recheck.planned",), RecheckPlanned, message.tell_rechecker),
    Reaction("message.tell_host", message.ANSWERS, InvitationMoved, message.tell_host),
    Reaction("message.text_residents", ("invitation.invite",), InvitationMoved, message.text_residents),
    Reaction("message.text_of_move", message.MAY_MOVE, InvitationMoved, message.text_of_move),
    Reaction("message.text_of_end", ("invitation.withdraw",), InvitationMoved, message.text_of_end),
    Reaction("message.remind_host", ("meeting.reminder",), MeetingReminder, message.remind_host),
    Reaction("message.text_of_reminder", ("meeting.reminder",), MeetingReminder, message.text_of_reminder),
    Reaction(
        "message.tell_of_unwritten", ("meeting.unwritten",), MeetingUnwritten, message.tell_of_unwritten
    ),
    Reaction("message.tell_of_low_mark", ("callback.answered",), ReporterAnswered, message.tell_of_low_mark),
    Reaction("message.tell_called", message.CALLS, WhistleMoved, message.tell_called),
    Reaction("message.tell_of_silence", ("whistle.unanswered",), WhistleUnanswered, message.tell_of_silence),
    Reaction("message.tell_of_late_task", ("whistle.task_late",), WhistleTaskLate, message.tell_of_late_task),
    Reaction(
        "message.tell_of_late_measure", ("review.measure_late",), MeasureLate, message.tell_of_late_measure
    ),
    Reaction("message.tell_addressee", notice_news.ASKS, NoticeMoved, notice_news.tell_addressee),
    Reaction("message.tell_office", notice_news.WAITS, NoticeMoved, notice_news.tell_office),
)

"""How a case of the demonstration goes: each road is told step by step, with the time that passes between."""

from collections.abc import Callable, Generator, Mapping
from datetime import timedelta

from webapp.admin.demo.teller import Teller, Told
from webapp.base.clock import next_within_hours
from webapp.callback.calling import RecordCall as CallBack
from webapp.callback.calling import record_call as call_back
from webapp.callback.commands import AnswerCallback, answer_by_resident
from webapp.callback.records import AttemptOutcome, Satisfied, Solved
from webapp.catalogue.settings import in_force
from webapp.dispatch.closing import CloseTicket, close_ticket
from webapp.dispatch.commands import DispatchTicket, FileAndDispatch, dispatch_ticket, file_and_dispatch
from webapp.dispatch.deadlines import HangUpTicket, hang_up_ticket
from webapp.handle.asking import AskExtension, AskHangUp, ask_extension, ask_hang_up
from webapp.handle.commands import (
    AcceptTicket,
    AnswerTicket,
    AssignTicket,
    FeedBack,
    ReturnTicket,
    SendWord,
    StartHandling,
    accept_ticket,
    answer_ticket,
    assign_ticket,
    feed_back,
    return_ticket,
    send_word,
    start_handling,
)
from webapp.meeting.commands import (
    AcceptTime,
    DeclineMeeting,
    ProposeTime,
    accept_time,
    decline_meeting,
    propose_time,
)
from webapp.meeting.minutes import HoldMeeting, hold_meeting
from webapp.recheck.commands import FailRecheck, PassRecheck, fail_recheck, pass_recheck
from webapp.ticket.leaving import cancel_or_leave
from webapp.ticket.words import State
from webapp.verify.commands import (
    MergeTicket,
    RefuseTicket,
    VerifyTicket,
    merge_ticket,
    refuse_ticket,
    verify_and_file,
)

Story = Generator[timedelta, None, None]


def _minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def _new(_teller: Teller, _told: Told) -> Story:
    """Nobody has looked yet."""
    yield from ()


def _refused(teller: Teller, told: Told) -> Story:
    yield _minutes(9)
    order = RefuseTicket(ticket_id=told.ticket_id, reason=told.case.words, turn_to=told.case.note)
    teller.act(teller.people["zuoxi"], lambda work: refuse_ticket(work, order))


def _cancelled(teller: Teller, told: Told) -> Story:
    yield _minutes(50)
    teller.act(told.reporter, lambda work: cancel_or_leave(work, told.ticket_id))


def _merged(teller: Teller, told: Told) -> Story:
    yield _minutes(6)
    target = teller.told[told.case.note].ticket_id
    order = MergeTicket(ticket_id=told.ticket_id, target=str(target), reason="同一处，同一天")
    teller.act(teller.people["zhiban"], lambda work: merge_ticket(work, order))


def _filed(teller: Teller, told: Told) -> Story:
    yield _minutes(2)
    klass = teller.classes[told.case.klass]
    order = VerifyTicket(ticket_id=told.ticket_id, klass=klass)
    teller.act(teller.people["zuoxi"], lambda work: verify_and_file(work, order))


def _dispatched(teller: Teller, told: Told) -> Story:
    """By rule when the class goes directly, else by the desk; then the resident answers the invitation."""
    yield _minutes(2)
    state, unit = teller.ticket(told).state, teller.units.get(told.case.unit)
    desk = teller.people["zuoxi"]
    if state is State.NEW and unit:
        order = FileAndDispatch(ticket_id=told.ticket_id, unit=unit, klass=teller.classes[told.case.klass])
        teller.act(desk, lambda work: file_and_dispatch(work, order))
    elif state is State.FILED and unit:
        again = DispatchTicket(ticket_id=told.ticket_id, unit=unit)
        teller.act(desk, lambda work: dispatch_ticket(work, again))
    yield from _invited(teller, told)


def _invited(teller: Teller, told: Told) -> Story:
    """What the resident answered: accepted or met (a time), proposed (another), declined, or nothing."""
    if not told.case.meeting:
        return
    yield _minutes(40)
    ids = {"ticket_id": told.ticket_id, "invitation": teller.invitation(told)}
    if told.case.meeting == "declined":
        no = DeclineMeeting(**ids, reason="修好就行")
        teller.act(told.reporter, lambda work: decline_meeting(work, no))
    elif told.case.meeting == "proposed":
        other = ProposeTime(**ids, proposal="周末上午都在家，平时要上班")
        teller.act(told.reporter, lambda work: propose_time(work, other))
    else:
        time = AcceptTime(**ids, slot=0)
        teller.act(told.reporter, lambda work: accept_time(work, time))


def _accepted(teller: Teller, told: Told) -> Story:
    yield from _dispatched(teller, told)
    yield _minutes(15)
    order = AcceptTicket(ticket_id=told.ticket_id)
    teller.act(teller.handler(told), lambda work: accept_ticket(work, order))
    if told.case.assigned:
        named = AssignTicket(ticket_id=told.ticket_id, assigned_to=told.case.assigned)
        teller.act(teller.handler(told), lambda work: assign_ticket(work, named))


def _handling(teller: Teller, told: Told) -> Story:
    yield from _accepted(teller, told)
    yield _minutes(70)
    order = StartHandling(ticket_id=told.ticket_id)
    teller.act(teller.handler(told), lambda work: start_handling(work, order))
    if told.case.note and told.case.road != "hotline":
        word = SendWord(ticket_id=told.ticket_id, words=told.case.note)
        yield _minutes(20)
        teller.act(teller.handler(told), lambda work: send_word(work, word))


def _asked(teller: Teller, told: Told) -> Story:
    yield from _handling(teller, told)
    yield _minutes(45)
    order = AskExtension(ticket_id=told.ticket_id, reason=told.case.words)
    teller.act(teller.handler(told), lambda work: ask_extension(work, order))


def _hung_up(teller: Teller, told: Told) -> Story:
    yield from _handling(teller, told)
    yield _minutes(180)
    until = teller.kernel.clock.now() + timedelta(days=60)
    wish = AskHangUp(ticket_id=told.ticket_id, reason=told.case.words, until=until)
    teller.act(teller.handler(told), lambda work: ask_hang_up(work, wish))
    yield _minutes(240)
    order = HangUpTicket(ticket_id=told.ticket_id, reason=told.case.words, until=until)
    teller.act(teller.people["jiedao"], lambda work: hang_up_ticket(work, order))


def _returned(teller: Teller, told: Told) -> Story:
    yield from _dispatched(teller, told)
    yield _minutes(30)
    order = ReturnTicket(ticket_id=told.ticket_id, reason=told.case.words)
    teller.act(teller.handler(told), lambda work: return_ticket(work, order))


def _fed_back(teller: Teller, told: Told) -> Story:
    yield from _handling(teller, told)
    yield _minutes(110)
    order = FeedBack(ticket_id=told.ticket_id, words=told.case.words)
    photos = teller.after(told)
    teller.act(teller.handler(told), lambda work: feed_back(work, order, photos))


def _failed(teller: Teller, told: Told) -> Story:
    yield from _fed_back(teller, told)
    yield _minutes(150)
    order = FailRecheck(ticket_id=told.ticket_id, reason="没修好：晚上去看还是老样子")
    photos = teller.still_broken(told)
    teller.act(teller.rechecker(told), lambda work: fail_recheck(work, order, photos))


def _passed(teller: Teller, told: Told) -> Story:
    yield from _fed_back(teller, told)
    yield _minutes(200)
    order = PassRecheck(ticket_id=told.ticket_id, words="现场看过了，是好的")
    photos = teller.after(told)
    teller.act(teller.rechecker(told), lambda work: pass_recheck(work, order, photos))
    if told.case.meeting == "met":
        yield _minutes(900)
        held = HoldMeeting(
            ticket_id=told.ticket_id,
            minutes="当面看了现场，居民说清了来龙去脉。",
            agreed="再坏先打服务板上的电话。",
            earlier=True,  # the story's days are short: some meet before the time they took
        )
        teller.act(teller.handler(told), lambda work: hold_meeting(work, held))


def _closed(teller: Teller, told: Told) -> Story:
    yield from _passed(teller, told)
    yield from _close(teller, told)


def _close(teller: Teller, told: Told) -> Story:
    yield _minutes(60)
    order = CloseTicket(ticket_id=told.ticket_id)
    teller.act(teller.people["zuoxi"], lambda work: close_ticket(work, order))


def _answered(teller: Teller, told: Told) -> Story:
    """A question, a wish or praise: the unit answers, nobody has to look again."""
    yield from _accepted(teller, told)
    yield _minutes(90)
    order = AnswerTicket(ticket_id=told.ticket_id, words=told.case.words)
    teller.act(teller.handler(told), lambda work: answer_ticket(work, order))


def _answered_and_closed(teller: Teller, told: Told) -> Story:
    yield from _answered(teller, told)
    yield from _close(teller, told)


def _ended(teller: Teller, told: Told) -> Story:
    """The resident has the last word, on the page."""
    yield from _closed(teller, told)
    yield _minutes(300)
    yield from _says(teller, told, Solved.YES, Satisfied.YES, "挺快的，谢谢")


def _reopened(teller: Teller, told: Told) -> Story:
    yield from _closed(teller, told)
    yield _minutes(300)
    yield from _says(teller, told, Solved.NO, Satisfied.NO, "用了一天又坏了")


def _partly(teller: Teller, told: Told) -> Story:
    yield from _closed(teller, told)
    yield _minutes(200)
    yield from _says(teller, told, Solved.PARTLY, Satisfied.BASICALLY, "大灯亮了，门口的小灯还不亮")


def _says(teller: Teller, told: Told, solved: Solved, satisfied: Satisfied, words: str) -> Story:
    order = AnswerCallback(
        ticket_id=told.ticket_id, report_id=told.receipt.report, solved=solved, satisfied=satisfied, verbatim=words
    )  # fmt: skip
    teller.act(told.reporter, lambda work: answer_by_resident(work, order))
    yield from ()


def _until_calls(teller: Teller) -> timedelta:
    """How long until residents may be called."""
    now = teller.kernel.clock.now()
    with teller.kernel.read() as session:
        hours = in_force(session, teller.kernel.clock)
    return next_within_hours(now, hours["callback_opens"], hours["callback_closes"]) - now


def _called(teller: Teller, told: Told) -> Story:
    """The street calls and hears that all is well."""
    yield from _closed(teller, told)
    yield _minutes(400)
    yield _until_calls(teller)
    order = CallBack(
        task_id=teller.callback(told), outcome=AttemptOutcome.REACHED, contacted=True, solved=Solved.YES,
        satisfied=Satisfied.BASICALLY, verbatim="修是修好了，就是等了两天",
    )  # fmt: skip
    teller.act(teller.people["jiedao"], lambda work: call_back(work, order))


def _not_answered(teller: Teller, told: Told) -> Story:
    """The street has called once, nobody picked up."""
    yield from _closed(teller, told)
    yield _minutes(180)
    yield _until_calls(teller)
    order = CallBack(task_id=teller.callback(told), outcome=AttemptOutcome.NO_ANSWER)
    teller.act(teller.people["jiedao"], lambda work: call_back(work, order))


ROADS: Mapping[str, Callable[[Teller, Told], Story]] = {
    "new": _new, "refused": _refused, "cancelled": _cancelled, "merged": _merged, "filed": _filed,
    "dispatched": _dispatched, "accepted": _accepted, "handling": _handling, "asked": _asked, "hung_up": _hung_up,
    "returned": _returned, "fed_back": _fed_back, "failed": _failed, "passed": _passed, "closed": _closed,
    "answered": _answered, "answered_and_closed": _answered_and_closed, "ended": _ended, "reopened": _reopened,
    "partly": _partly, "called": _called, "not_answered": _not_answered,
}  # fmt: skip


def tell(teller: Teller, told: Told) -> Story:
    """The road that a case takes after its report."""
    return ROADS[told.case.road_to](teller, told)

"""Who reads the tickets of a whistle and the whistle itself, as its tickets merge, turn secret, or were called in error."""

import pytest

from tests.builders.report import deliver_all, send_report
from tests.builders.walk import step, to_unit
from tests.builders.whistle import CALLED, blows, does, party_of, rates, settles
from webapp.access.role import Role
from webapp.base.errors import Invalid, NotFound
from webapp.people.records import UnitKind
from webapp.ticket.queries import get_ticket
from webapp.ticket.words import Action
from webapp.whistle import answering, settling
from webapp.whistle.board import board
from webapp.whistle.due import climb_unanswered
from webapp.whistle.history import histories
from webapp.whistle.scope import get_whistle

FIRM, BUREAU = Role.PROPERTY, Role.DEPARTMENT
EVERYBODY = {FIRM, BUREAU, Role.COMMUNITY}


def reported(kernel, district, **more):
    """A ticket that no called unit takes part in yet: nobody has it."""
    receipt = send_report(kernel, district, category="other", **more)
    deliver_all(kernel)
    return receipt.ticket


def readers(kernel, district, ticket) -> set[Role]:
    with kernel.read() as session:
        return {role for role in EVERYBODY if get_ticket(session, district[role], ticket.id) is not None}


def merge(kernel, district, source, target) -> None:
    given = {"target_id": target.id, "reason": "同一件"}
    step(kernel, district[Role.OPERATOR], source.id, Action.MERGE, **given)
    deliver_all(kernel)


def call_off(kernel, district, whistle) -> None:
    order = {"reason": "叫错了"}
    does(kernel, district[Role.STREET], settling.call_off, settling.CallOff, whistle, **order)


def test_who_is_called_takes_part_in_the_ticket_into_which_theirs_is_merged(kernel, district):
    source, target = (reported(kernel, district, text=text) for text in ("北门灯全灭了", "北门黑"))
    whistle = blows(kernel, district, source.number)
    assert readers(kernel, district, target) == {Role.COMMUNITY}
    merge(kernel, district, source, target)
    assert readers(kernel, district, target) == EVERYBODY
    task = settles(kernel, district, whistle)
    assert does(kernel, district[BUREAU], answering.fulfil, answering.Fulfil, whistle, task=task.id).done_at


def test_what_is_over_lets_nobody_into_the_target(kernel, district):
    source, target = (reported(kernel, district, text=text) for text in ("北门灯全灭了", "北门黑"))
    whistle = blows(kernel, district, source.number)
    call_off(kernel, district, whistle)
    merge(kernel, district, source, target)
    assert readers(kernel, district, target) == {Role.COMMUNITY}


def test_a_firm_that_was_called_reads_nothing_more_once_it_is_about_what_no_firm_may_know(
    kernel, district, clock
):
    source, target = (
        reported(kernel, district, text="北门灯全灭了"),
        reported(kernel, district, text="说说物业", confidential=True),
    )
    whistle, firm, bureau = blows(kernel, district, source.number), district[FIRM], district[BUREAU]
    merge(kernel, district, source, target)
    assert readers(kernel, district, target) == {BUREAU, Role.COMMUNITY}
    with kernel.read() as session:
        assert get_whistle(session, firm, whistle.id) is None
        assert get_whistle(session, bureau, whistle.id) is not None
        assert board(session, firm, clock.now()).to_do == ()
        assert histories(session, firm, clock.now()) == ()
    with pytest.raises(NotFound):
        does(kernel, firm, answering.answer, answering.AnswerWhistle, whistle)
    clock.move(hours=1)
    assert climb_unanswered(kernel) == len(CALLED) - 1, "nobody is told that the firm is silent"
    settles(kernel, district, whistle, keeper="街道")
    party = party_of(kernel, whistle, firm.unit_id)
    more = {"what": "清理", "party": party.id, "due": clock.now().date()}
    with pytest.raises(Invalid, match="不能分给物业") as refused:
        does(kernel, district[Role.STREET], settling.add_task, settling.AddTask, whistle, **more)
    assert set(refused.value.fields) == {"party"}
    rates(kernel, district, whistle)


def test_who_was_called_in_error_reads_the_ticket_no_more_once_it_is_called_off(kernel, district):
    mine, other = (reported(kernel, district, text=text) for text in ("北门灯全灭了", "井盖没了"))
    first, second = blows(kernel, district, mine.number, other.number), blows(kernel, district, mine.number)
    assert readers(kernel, district, mine) == readers(kernel, district, other) == EVERYBODY
    call_off(kernel, district, first)
    assert readers(kernel, district, mine) == EVERYBODY, "the second whistle still calls them"
    assert readers(kernel, district, other) == {Role.COMMUNITY}, "whose own area it is"
    call_off(kernel, district, second)
    assert readers(kernel, district, mine) == {Role.COMMUNITY}


def test_who_took_part_before_or_got_the_ticket_since_keeps_it(kernel, district):
    mine = reported(kernel, district, text="北门灯全灭了")
    to_unit(kernel, district, mine.id, UnitKind.DEPARTMENT)
    whistle = blows(kernel, district, mine.number)
    call_off(kernel, district, whistle)
    assert readers(kernel, district, mine) == {BUREAU, Role.COMMUNITY}
    again = blows(kernel, district, mine.number)
    given = {"unit_id": district.units[UnitKind.PROPERTY], "reason": "归物业"}
    step(kernel, district[Role.SHIFT_LEAD], mine.id, Action.REDISPATCH, **given)
    call_off(kernel, district, again)
    assert readers(kernel, district, mine) == EVERYBODY


def test_who_followed_a_merge_goes_with_the_whistle_too(kernel, district):
    source, target = (reported(kernel, district, text=text) for text in ("北门灯全灭了", "北门黑"))
    whistle = blows(kernel, district, source.number)
    merge(kernel, district, source, target)
    call_off(kernel, district, whistle)
    assert readers(kernel, district, target) == {Role.COMMUNITY}


def test_who_was_called_in_error_reads_no_ticket_that_was_merged_meanwhile(kernel, district):
    first, source, target, last = (
        reported(kernel, district, text=text) for text in ("北门黑", "北门灯全灭了", "北门没灯", "北门灯坏")
    )
    gone, stands = blows(kernel, district, first.number, source.number), blows(kernel, district, first.number)
    for one, into in ((source, target), (target, last)):
        merge(kernel, district, one, into)
    call_off(kernel, district, gone)
    for one in (source, target, last):
        assert readers(kernel, district, one) == {Role.COMMUNITY}, "whose own area it is"
    assert readers(kernel, district, first) == EVERYBODY, "the other whistle still calls them"
    merge(kernel, district, first, last)
    call_off(kernel, district, stands)
    assert readers(kernel, district, first) == {Role.COMMUNITY}

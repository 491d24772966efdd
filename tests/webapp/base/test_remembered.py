"""What processes remember is asked of the database once, and never told after it has changed."""

import pytest
from sqlalchemy import event

from tests.builders.district import build_district
from tests.builders.report import send_report
from tests.builders.walk import ticket_of
from webapp.access.actor import RULE
from webapp.base import remembered
from webapp.catalogue.queries import class_of_code
from webapp.catalogue.records import MatterClass
from webapp.place.chain import chain_of_door
from webapp.place.records import Compound, Door


@pytest.fixture
def d(kernel):
    return build_district(kernel)


def rename(kernel, d, words: str) -> None:
    with kernel.work(RULE) as work:
        work.session.get_one(Door, d.doors[0]).words = words


def rename_and_fail(kernel, d, words: str) -> None:
    with kernel.work(RULE) as work:
        work.session.get_one(Door, d.doors[0]).words = words
        work.session.flush()
        assert chain_of_door(work.session, d.doors[0]).words == words
        raise ZeroDivisionError


def words_of(kernel, d) -> str:
    with kernel.read() as session:
        return chain_of_door(session, d.doors[0]).words


def test_the_second_report_at_a_door_asks_neither_for_its_place_nor_for_the_class(kernel, d):
    send_report(kernel, d)
    asked: list[str] = []
    event.listen(kernel.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    send_report(kernel, d)
    assert not [one for one in asked if "FROM door" in one or "FROM matter_class" in one]
    assert sum("FROM calendar_stamp" in one for one in asked) == 1


def test_a_change_of_any_link_of_the_chain_is_seen_by_the_next_report(kernel, d):
    send_report(kernel, d)
    rename(kernel, d, "换了名字的楼门")
    with kernel.work(RULE) as work:
        work.session.get_one(
            Compound, chain_of_door(work.session, d.doors[0]).compound_id
        ).name = "换了名字的小区"
    ticket = ticket_of(kernel, send_report(kernel, d).ticket.id)
    assert (ticket.place_words, ticket.coarse_words) == ("换了名字的楼门", "换了名字的小区")


def test_a_class_that_was_withdrawn_is_no_longer_told(kernel, d):
    with kernel.read() as session:
        terms = class_of_code(session, "lamp")
    with kernel.work(RULE) as work:
        work.session.get_one(MatterClass, terms.id).live = False
    with kernel.read() as session:
        assert class_of_code(session, "lamp") is None


def test_a_work_that_changes_a_place_reads_it_as_it_is_about_to_be_and_tells_nobody(kernel, d):
    before = words_of(kernel, d)
    with pytest.raises(ZeroDivisionError):
        rename_and_fail(kernel, d, "没有成的名字")
    assert words_of(kernel, d) == before


def test_no_more_is_remembered_than_there_is_room_for(kernel, d, monkeypatch):
    monkeypatch.setattr(remembered, "VALUES_MOST", 1)
    with kernel.read() as session:
        first, second = (chain_of_door(session, door) for door in d.doors[:2])
        assert (first.id, second.id) == tuple(d.doors[:2])
        assert len(session.info[remembered.Stamp].values) == 1
    for number in range(remembered.STAMPS_MOST + 1):
        rename(kernel, d, f"第 {number} 个名字")
        assert words_of(kernel, d) == f"第 {number} 个名字"
    assert len(remembered._all) <= remembered.STAMPS_MOST

"""Finding tickets by Chinese words on both databases, and not finding what is to stay hidden."""

import pytest

from tests.builders.report import deliver_all
from tests.builders.walk import step
from webapp.access.role import Role
from webapp.ticket.queries import list_tickets
from webapp.ticket.search import asked_grams, contains, grams
from webapp.ticket.words import Action


def found(world, words, role=Role.OPERATOR):
    deliver_all(world.kernel)
    with world.kernel.read() as session:
        where = contains(session, words)
        page = list_tickets(session, world.person(role), world.kernel.clock.now(), where)
        return {row.id for row in page.rows}


def test_words_become_single_characters_and_pairs():
    assert grams("电梯A1坏") == ["电", "梯", "a", "1", "坏", "电梯", "梯a", "a1", "1坏"]
    assert asked_grams("电梯 坏") == ["电梯", "坏"]


def test_nothing_typed_is_no_predicate(world):
    with world.kernel.read() as session:
        assert contains(session, " ，。 ") is None


@pytest.mark.parametrize("words", ["电梯", "梯", "困人 电梯", "30号院", "楼道灯", "a1"])
def test_a_ticket_is_found_by_words_of_any_length(world, words):
    wanted, _ = world.report("电梯困人，编号A1")
    world.report("垃圾没人收", category="rubbish", door=world.district.other_code)
    assert found(world, words) == {wanted}


@pytest.mark.parametrize("words", ['"', "' OR 1=1 --", "NEAR(电梯)", "*", "电梯 AND", "-电梯"])
def test_what_looks_like_a_query_is_only_words(world, words):
    world.report("门禁坏了")
    with world.kernel.read() as session:
        where = contains(session, words)
        if where is not None:
            assert not list_tickets(
                session, world.person(Role.OPERATOR), world.kernel.clock.now(), where
            ).rows


def test_the_case_number_finds_its_ticket(world):
    wanted, _ = world.report("门禁坏了")
    world.report("灯坏了")
    assert found(world, world.ticket(wanted).number) == {wanted}


def test_a_confidential_ticket_is_found_by_its_compound_only(world):
    wanted, _ = world.report("邻居群租，很吵", confidential=True)
    assert found(world, "新街坊30号院") == {wanted}
    for hidden in ("群租", "5号楼", "1单元"):
        assert found(world, hidden) == set()


def test_the_words_of_a_confidential_neighbour_are_not_indexed_either(world):
    wanted, _ = world.report("门禁坏了")
    world.report("我家小孩进不去", joins=wanted, confidential=True)
    assert found(world, "小孩") == set()
    assert found(world, "门禁") == {wanted}


def test_words_follow_a_correction_and_a_merge(world):
    k, operator = world.kernel, world.person(Role.OPERATOR)
    target, _ = world.report("门禁坏了")
    source, _ = world.report("刷卡没反应")
    step(k, operator, target, Action.CORRECT, class_id=world.district.classes["noise"], reason="其实是噪音")
    assert found(world, "噪音") == {target}
    step(k, operator, source, Action.MERGE, target_id=target)
    assert found(world, "刷卡") == {target}

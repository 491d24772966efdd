"""The rule table without a database: which line decides, what a thousand of them cost, what is wrong with a table."""

import uuid
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.dispatch.routing.checks import UnitKnown, World, covers, findings
from webapp.dispatch.routing.queries import Line, differences
from webapp.dispatch.routing.table import RuleRow, Situation, compile_book
from webapp.dispatch.routing.words import Hours, OwnerMatch, PlaceMatch, Target, Way
from webapp.place.grids import is_inside

LAMP, DRAIN, GONE = (uuid.UUID(int=n) for n in (1, 2, 3))
STREET, COMMUNITY, OTHER, COMPOUND, GRID = (uuid.UUID(int=n) for n in range(10, 15))
BUREAU, FIRM, OFFICE, DEAD, EMPTY, DESK = (uuid.UUID(int=n) for n in range(20, 26))
WORLD = World(
    classes=frozenset({LAMP, DRAIN}),
    units={
        BUREAU: UnitKnown("城管委"), FIRM: UnitKnown("新街物业"), OFFICE: UnitKnown("街道"), DEAD: UnitKnown("老物业", live=False),
        EMPTY: UnitKnown("园林局", staffed=False), DESK: UnitKnown("坐席班", handles=False),
    },
    within={
        STREET: frozenset({STREET}), COMMUNITY: frozenset({COMMUNITY, STREET}), OTHER: frozenset({OTHER, STREET}),
        COMPOUND: frozenset({COMPOUND, COMMUNITY, STREET}), GRID: frozenset({GRID, COMMUNITY, STREET}),
    },
    firms={COMPOUND: DEAD},
)  # fmt: skip


def row(number, classes=(LAMP,), **more):
    sends = {"target": Target.UNIT, "unit_id": BUREAU} if "target" not in more else {}
    return RuleRow(number, None if classes is None else frozenset(classes), **(sends | more))


def at(**more):
    usual = {"class_id": LAMP, "street_id": STREET, "community_id": COMMUNITY, "office_id": OFFICE}
    return Situation(**(usual | more))


def chosen(rules, **more):
    found = compile_book(3, rules).choose(at(**more))
    return (found.rule.number, found.unit_id) if found else None


def test_the_first_line_that_fits_and_names_somebody_decides():
    rules = [
        row(1, hours=Hours.OFF, unit_id=OFFICE, target=Target.UNIT),
        row(2, target=Target.FIRM, owner=OwnerMatch.FIRM),
        row(3, target=Target.KEEPER),
        row(4, place=PlaceMatch.COMMUNITY, place_id=OTHER),
        row(5, classes=None, target=Target.STREET),
    ]
    assert chosen(rules, in_hours=False) == (1, OFFICE)
    assert chosen(rules, firm_id=FIRM) == (2, FIRM)
    assert chosen(rules, keeper_id=BUREAU) == (3, BUREAU)
    assert chosen(rules, community_id=OTHER) == (4, BUREAU)
    assert chosen(rules) == chosen(rules, class_id=None) == chosen(rules, class_id=GONE) == (5, OFFICE)
    assert chosen(rules, office_id=None) is None, "nobody known: the desk decides"


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([row(1, unit_id=None, target=Target.UNIT)], "没有写派给谁"),
        ([row(1, unit_id=DEAD, target=Target.UNIT)], "老物业已经撤销"),
        ([row(1, unit_id=DESK, target=Target.UNIT)], "坐席班不办工单，派过去会一直转回来"),
        ([row(1, target=Target.FIRM, place=PlaceMatch.MANAGEMENT_UNIT, place_id=COMPOUND)], "管这里的老物业已经撤销"),
        ([row(1, place=PlaceMatch.GRID, place_id=GONE)], "地点已经撤销"),
        ([row(1), row(2, place=PlaceMatch.STREET, place_id=STREET, unit_id=FIRM, target=Target.UNIT)], "永远轮不到：第 1 条"),
        ([row(1), row(2)], "派法也一样，删掉这一条就行"),
        ([row(1, classes=None, target=Target.STREET), row(2, place=PlaceMatch.COMMUNITY, place_id=COMMUNITY)], "永远轮不到"),
    ],
    ids=["nobody", "dissolved", "loop", "its firm is dissolved", "place gone", "shadowed", "twice", "behind the rest"],
)  # fmt: skip
def test_a_table_with_a_fault_says_which_line_and_what_to_do(rules, said):
    faults = [one for one in findings(rules, WORLD) if one.fault]
    assert [one.number for one in faults] == [rules[-1].number]
    assert said in faults[0].sentence


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ([row(1, unit_id=EMPTY, target=Target.UNIT)], "园林局现在没有人能接"),
        ([row(1, classes=(GONE,))], "类别都停用了"),
        ([row(1, target=Target.STREET), row(2)], "只有第 1 条找不到单位的时候才轮到"),
        (
            [
                row(1, place=PlaceMatch.GRID, place_id=GRID),
                row(2, place=PlaceMatch.MANAGEMENT_UNIT, place_id=COMPOUND, unit_id=FIRM, target=Target.UNIT),
            ],
            "和第 1 条有重叠",
        ),
        ([row(1, hours=Hours.OFF), row(2, place=PlaceMatch.STREET, place_id=STREET, unit_id=FIRM, target=Target.UNIT)], "有重叠"),
    ],
)  # fmt: skip
def test_a_remark_is_read_and_published_over(rules, said):
    (one,) = findings(rules, WORLD)
    assert not one.fault
    assert said in one.sentence


def test_an_exception_before_its_rule_is_as_it_should_be():
    rules = [
        row(1, place=PlaceMatch.COMMUNITY, place_id=COMMUNITY, unit_id=FIRM, target=Target.UNIT),
        row(2, target=Target.FIRM, owner=OwnerMatch.FIRM),
        row(3),
        row(4, classes=(DRAIN,), target=Target.KEEPER),
        row(5, classes=(DRAIN,)),
        row(6, classes=None, target=Target.STREET),
    ]
    assert findings(rules, WORLD) == ()


KEYS = st.sampled_from([None, LAMP, DRAIN])
ROWS = st.builds(
    RuleRow,
    number=st.just(1), classes=st.sampled_from([None, frozenset({LAMP}), frozenset({LAMP, DRAIN})]),
    place=st.just(PlaceMatch.ANY), owner=st.sampled_from([OwnerMatch.ANY, OwnerMatch.FIRM, OwnerMatch.COMPONENT]),
    hours=st.sampled_from(Hours), target=st.sampled_from([Target.FIRM, Target.KEEPER, Target.UNIT]), unit_id=st.just(BUREAU),
    way=st.sampled_from(Way),
)  # fmt: skip
PLACED = st.sampled_from(
    [
        {},
        {"place": PlaceMatch.STREET, "place_id": STREET},
        {"place": PlaceMatch.COMMUNITY, "place_id": COMMUNITY},
        {"place": PlaceMatch.GRID, "place_id": GRID},
    ]
)
SITUATIONS = st.builds(
    at, class_id=KEYS, community_id=st.sampled_from([COMMUNITY, OTHER]), grid_id=st.sampled_from([None, GRID]),
    firm_id=st.sampled_from([None, FIRM]), keeper_id=st.sampled_from([None, BUREAU]), in_hours=st.booleans(),
)  # fmt: skip


@given(ROWS, ROWS, PLACED, PLACED, SITUATIONS)
def test_a_line_that_is_said_never_to_count_never_counts(one, other, here, there, seen):
    one, other = replace(one, **here), replace(other, number=2, **there)
    lies_so = seen.grid_id is None or seen.community_id == COMMUNITY
    if lies_so and covers(one, other, WORLD):
        found = compile_book(1, [one, other]).choose(seen)
        assert found is None or found.rule is one


def test_a_thousand_lines_cost_a_ticket_of_another_class_nothing():
    many = [row(n, classes=(uuid.UUID(int=100 + n % 400),)) for n in range(1, 1001)]
    few, all_of_them = compile_book(1, [row(1)]), compile_book(1, [*many, row(1001)])
    assert all_of_them.candidates(LAMP) == (row(1001),), "no other line is looked at"
    assert len(few.candidates(LAMP)) == 1
    assert findings(many, WORLD)


def test_what_a_draft_changes_is_told_line_by_line():
    def line(looks_at, does):
        return Line((looks_at, does), (looks_at,), f"{looks_at}→{does}")

    old = [line("灯", "甲"), line("井", "乙"), line("树", "丙"), line("狗", "丁")]
    new = [line("狗", "丁"), line("灯", "甲"), line("井", "戊"), line("牌", "己")]
    told = [(one.what, one.number, one.words, one.before) for one in differences(old, new)]
    assert told == [
        ("挪了", 1, "狗→丁", ""), ("改了", 3, "井→戊", "井→乙"), ("新增", 4, "牌→己", ""), ("删掉", 3, "树→丙", ""),
    ]  # fmt: skip


def test_a_position_lies_within_a_border_or_not():
    notched = ((0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 1.0), (0.0, 4.0))
    assert is_inside(notched, 1.0, 1.0)
    assert is_inside(notched, 3.5, 2.0)
    assert not is_inside(notched, 2.0, 3.0), "in the notch"
    assert not is_inside(notched, 5.0, 1.0)

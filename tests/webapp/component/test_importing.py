"""A library comes as lists: judged row by row, asked in batches, cut off and sent again, changed and remembered."""

import pytest
from sqlalchemy import event, func, select

from tests.webapp.component.conftest import HEAD, LIST
from webapp.access.role import Role
from webapp.admin.imports import running
from webapp.admin.imports.running import apply, preview
from webapp.admin.imports.table import MOST_ROWS, Column, read_table
from webapp.admin.imports.verdict import Outcome
from webapp.base.errors import Invalid
from webapp.component.records import ComponentChange
from webapp.place.records import Component, ComponentState

ROW = "1101010100{minor}{order:06},路灯,{order} 号杆,,,,,116.4,39.9\n"


def lamp(order: int, minor: str = "9") -> str:
    return ROW.format(minor=minor, order=order)


def outcomes(verdicts) -> list[str]:
    return [row.outcome.value for row in verdicts.rows]


def lines(kernel, code: str) -> list[ComponentChange]:
    with kernel.read() as session:
        query = select(ComponentChange).join(Component, Component.id == ComponentChange.component_id)
        return list(session.scalars(query.where(Component.code == code).order_by(ComponentChange.id)))


def test_a_list_says_state_owner_keeper_and_the_border_says_the_grid(kernel, bring, district, lamps):
    first, second, third = (lamps[f"新街 {n} 号杆"] for n in (1, 2, 3))
    department = district[Role.DEPARTMENT].unit_id
    assert (first.owner_id, first.keeper_id, first.state) == (
        department,
        district.other_firm.unit_id,
        ComponentState.SOUND,
    )
    assert (second.state, second.keeper_id, second.keeper_words) == (ComponentState.DAMAGED, None, "")
    assert (third.owner_id, third.owner_words, len(third.code)) == (None, "区园林绿化中心", 16)
    assert None not in {one.grid_id for one in lamps.values()}
    assert [(line.action, line.before, line.name) for line in lines(kernel, first.code)] == [
        ("take_in", None, district[Role.ADMINISTRATOR].name)
    ]
    assert outcomes(bring(LIST)) == ["same"] * 4


def test_what_a_list_changes_stays_in_the_history_and_an_empty_cell_changes_nothing(kernel, bring, lamps):
    told = "11010101009000001,路灯,新街 1 号杆,丢失,街道绿化队,,,116.40000,39.90010\n"
    assert outcomes(bring(HEAD + told)) == ["changed"]
    line = lines(kernel, "11010101009000001")[-1]
    assert (line.action, line.before, line.after) == ("correct", ComponentState.SOUND, ComponentState.LOST)
    assert line.facts == {
        "位置": ["116.400000, 39.900000", "116.400000, 39.900100"], "状态": ["完好", "丢失"],
        "权属单位": ["department单位", "街道绿化队"],
    }  # fmt: skip
    with kernel.read() as session:
        found = session.get_one(Component, lamps["新街 1 号杆"].id)
        assert (found.owner_id, found.owner_words, found.keeper.name) == (None, "街道绿化队", "另一家物业")


def test_each_fault_of_a_row_is_one_sentence_and_stops_no_other(bring):
    rows = (
        lamp(1), lamp(1), lamp(2).replace("110101", "110102", 1), lamp(3).replace(",,,,,", ",弯了,,,,"),
        lamp(4).replace(",,,,,", ",,,,110101001001009,"), lamp(5),
    )  # fmt: skip
    done = bring(HEAD + "".join(rows))
    assert outcomes(done) == ["added", *["refused"] * 4, "added"]
    says = ("和第 2 行重复", "110102 不是本区", "状态「弯了」没有", "没有编号为「110101001001009」的网格")
    for row, words in zip(done.rows[1:5], says, strict=True):
        assert words in row.why


def test_a_look_at_a_list_says_the_same_as_taking_it_and_writes_nothing(kernel, district, bring, lamps):
    text = LIST.replace("新街 2 号杆,破损", "新街 2 号杆,完好") + lamp(9) + lamp(9) + "x,路灯,,,,,,,\n"
    seen = preview(kernel, district[Role.ADMINISTRATOR], "components", text.encode())
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Component)) == len(lamps)
    assert (
        outcomes(seen)
        == outcomes(bring(text))
        == ["same", "changed", "same", "same", "added", "refused", "refused"]
    )


def test_an_import_that_was_cut_off_goes_on_where_it_stood(kernel, district, monkeypatch):
    monkeypatch.setattr(running, "LARGE_BATCH", 20)
    rows = [lamp(order) for order in range(1, 101)]
    rows[45:55] = ["###,,,,,,,,\n"] * 10
    text = (HEAD + "".join(rows)).encode()
    chief, asked = district[Role.ADMINISTRATOR], []

    def cut_off(_connection, _cursor, statement, *_more):
        if "FROM component" in statement:
            asked.append(statement)
            if len(asked) == 4:
                raise ConnectionAbortedError

    event.listen(kernel.engine, "before_cursor_execute", cut_off)
    with pytest.raises(ConnectionAbortedError):
        apply(kernel, chief, "components", text)
    event.remove(kernel.engine, "before_cursor_execute", cut_off)
    with kernel.read() as session:
        assert session.scalar(select(func.count()).select_from(Component)) == 50
    done = apply(kernel, chief, "components", text)
    assert [done.count(outcome) for outcome in Outcome] == [40, 0, 50, 10]
    assert [row.number for row in done.rows] == list(range(2, 102))


def test_a_list_may_hold_fifty_thousand_rows_below_its_headings():
    columns = (Column("code", "部件编码", required=True),)
    whole = "部件清单\n部件编码\n" + "1\n" * MOST_ROWS
    assert len(read_table(whole.encode(), columns)) == MOST_ROWS
    with pytest.raises(Invalid, match="50000"):
        read_table((whole + "1\n").encode(), columns)

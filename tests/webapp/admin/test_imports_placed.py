"""Lists with positions: doors, grids' borders, components; every datum comes in as WGS-84."""

import io

import pytest
import xlsxwriter
from sqlalchemy import select

from tests.builders.district import build_district
from webapp.access.role import Role
from webapp.admin.imports.running import apply
from webapp.place.cells import cell_of
from webapp.place.datum import from_wgs84
from webapp.place.records import Component, Compound, Door, Grid

HEAD = "街道编号,街道,社区编号,社区,管理单元编号,管理单元,小区编号,小区,楼号,单元,经度,纬度,坐标系\n"
DOOR = "street,新街街道,community,新街社区,M9,九管理单元,X9,九号院,1号楼,{door},{lng},{lat},{datum}\n"
COMPONENTS = """部件编码,类别,名称,权属单位编号,经度,纬度
11010101009000001,路灯,灯杆 1 号,department,116.40000,39.90000
1101010109000002,路灯,,,116.40100,39.90000
110101,路灯,,,116.4,39.9
11010101009000003,路灯,,BM99,116.4,39.9
11010101009000004,路灯,,,39.9,116.4
11010101009000005,,,,116.4,39.9
11010101009000006,路灯,,,116.4,
"""


@pytest.fixture
def admin(kernel):
    return build_district(kernel)[Role.ADMINISTRATOR]


@pytest.fixture
def bring(kernel, admin):
    return lambda kind, text: apply(kernel, admin, kind, text if isinstance(text, bytes) else text.encode())


def outcomes(verdicts) -> list[str]:
    return [row.outcome.value for row in verdicts.rows]


def test_doors_are_where_they_were_measured_whatever_the_datum(kernel, bring):
    here = (116.4, 39.9)
    rows = [
        DOOR.format(door=f"{order}单元", lng=at[0], lat=at[1], datum=word)
        for order, (at, word) in enumerate(
            [(here, ""), (from_wgs84(*here, "gcj02"), "高德"), (from_wgs84(*here, "bd09"), "BD-09"),
             (("", ""), ""), ((116.4, ""), ""), (here, "北京54")], start=1
        )
    ]  # fmt: skip
    first = bring("doors", HEAD + "".join(rows))
    assert outcomes(first) == ["added"] * 4 + ["refused"] * 2
    assert "都填" in first.rows[4].why
    assert "北京54" in first.rows[5].why
    with kernel.read() as session:
        doors = session.scalars(select(Door).where(Door.words.startswith("九号院")).order_by(Door.name)).all()
        for door in doors[:3]:
            assert (door.lng, door.lat) == pytest.approx(here, abs=1e-9)
            assert door.cell == cell_of(*here)
        assert (doors[3].lng, doors[3].cell) == (None, None)
        compound = session.scalars(select(Compound).where(Compound.code == "X9")).one()
        assert (compound.lng, compound.lat) == here
    assert outcomes(bring("doors", HEAD + "".join(rows[:4]))) == ["same"] * 4
    moved = DOOR.format(door="1单元", lng=116.4005, lat=39.9, datum="")
    assert outcomes(bring("doors", HEAD + moved)) == ["changed"]
    with kernel.read() as session:
        assert session.scalars(select(Compound.lng).where(Compound.code == "X9")).one() == 116.4


def test_components_are_taken_by_their_code_and_a_repeat_changes_nothing(kernel, bring):
    first = bring("components", COMPONENTS)
    assert outcomes(first) == ["added", "added", *["refused"] * 5]
    assert [row.number for row in first.rows] == [2, 3, 4, 5, 6, 7, 8]
    for row, says in zip(first.rows[2:], ("17 位", "BM99", "写反", "类别", "纬度"), strict=True):
        assert says in row.why
    good = "".join(COMPONENTS.splitlines(keepends=True)[:3])
    assert outcomes(bring("components", good)) == ["same", "same"]
    changed = good.replace("116.40100", "116.40200").replace("灯杆 1 号", "新灯杆")
    assert outcomes(bring("components", changed)) == ["changed", "changed"]
    with kernel.read() as session:
        lamps = session.scalars(select(Component).order_by(Component.code)).all()
        assert [(lamp.name, lamp.lng, lamp.owner_id is None) for lamp in sorted(lamps, key=lambda c: c.lng)] == [
            ("新灯杆", 116.4, False), ("路灯", 116.402, True),
        ]  # fmt: skip
        assert all(lamp.cell == cell_of(lamp.lng, lamp.lat) for lamp in lamps)


def test_a_code_that_a_spreadsheet_rounded_is_refused_with_what_to_do(bring):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["部件编码", "类别", "经度", "纬度"])
    sheet.write_row(1, 0, [11010101009000123, "路灯", 116.4, 39.9])
    sheet.write_row(2, 0, ["11010101009000124", "路灯", 116.4, 39.9])
    book.close()
    verdicts = bring("components", out.getvalue())
    assert outcomes(verdicts) == ["refused", "added"]
    assert "文本" in verdicts.rows[0].why


def test_grids_get_their_borders(kernel, bring):
    square = "116.4 39.9, 116.41 39.9, 116.41 39.91, 116.4 39.91"
    ring = [[116.4, 39.9], [116.41, 39.9], [116.41, 39.91], [116.4, 39.91]]
    head = "网格编号,名称,范围\n"
    typed = (
        square,
        f"POLYGON(({square}, 116.4 39.9))",
        "116.4 39.9, 116.41 39.9",
        "39.9 116.4, 39.9 116.5, 40 116",
    )
    rows = [f'110101001001001,一网格,"{words}"\n' for words in typed]
    assert outcomes(bring("grids", head + "".join(rows))) == ["changed", "same", "refused", "refused"]
    assert outcomes(bring("grids", head + "110101001001009,没有,\n")) == ["refused"]
    with kernel.read() as session:
        grid = session.scalars(select(Grid)).one()
        assert (grid.name, grid.outline) == ("一网格", ring)

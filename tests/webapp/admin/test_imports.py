"""Lists from CSV and Excel: verdict by row, a repeat changes nothing, previews leave no trace."""

import io
from dataclasses import replace

import pytest
import xlsxwriter
from sqlalchemy import func, select

from tests.builders.district import build_district
from webapp.access.role import Role
from webapp.access.signed_in import hasher
from webapp.admin.imports import doors, staff, units
from webapp.admin.imports.export import csv_of, template_of
from webapp.admin.imports.running import IMPORTS, apply, preview
from webapp.admin.imports.table import read_table
from webapp.admin.imports.verdict import Outcome
from webapp.base.errors import Forbidden, Invalid
from webapp.base.records import AuditEntry
from webapp.people.records import Person, Unit
from webapp.place.records import Compound, Door, DoorCode

UNITS = """单位编号,单位名称,类型,公开电话
JD01,槐树街道办事处,街道,010-88880000
SQ01,槐树社区居委会,社区,
WY01,槐树物业,物业,12345
BAD,没有类型的单位,宾馆,
,没有编号,物业,
SQ01,槐树社区居委会（新）,社区,
"""
DOOR = "JD01,槐树街道,SQ01,槐树社区,M01,槐树管理单元,WY01,X01,槐树里1号院,{building},{door},110101001001001\n"
DOORS = (
    "街道编号,街道,社区编号,社区,管理单元编号,管理单元,物业编号,小区编号,小区,楼号,单元,网格\n"
    + "".join(
        DOOR.format(building=building, door=door)
        for building in ("1号楼", "2号楼")
        for door in ("1单元", "2单元")
    )
    + "NONE,别的街道,SQ01,槐树社区,M01,槐树管理单元,WY01,X01,槐树里1号院,9号楼,1单元,\n"
)
STAFF = """账号,姓名,岗位,单位编号,手机,网格编号
ligang,李刚,网格员,SQ01,13900000001,110101001001001
wangwu,王五,物业,WY01,,
zhaoliu,赵六,物业,SQ01,,
qianqi,钱七,坐席,WY01,12,
"""


@pytest.fixture
def admin(app, kernel):
    return build_district(kernel)[Role.ADMINISTRATOR]


def outcomes(verdicts) -> list[str]:
    return [row.outcome.value for row in verdicts.rows]


def import_all(kernel, admin):
    return [
        apply(kernel, admin, kind, text.encode("utf-8-sig"))
        for kind, text in (("units", UNITS), ("doors", DOORS), ("staff", STAFF))
    ]


def test_each_row_has_its_verdict_and_a_broken_one_stops_no_other(kernel, admin) -> None:
    of_units, of_doors, of_staff = import_all(kernel, admin)
    assert outcomes(of_units) == ["added", "added", "added", "refused", "refused", "changed"]
    assert [row.number for row in of_units.rows] == [2, 3, 4, 5, 6, 7]
    assert "宾馆" in of_units.rows[3].why
    assert "单位编号" in of_units.rows[4].why
    assert outcomes(of_doors) == ["added"] * 4 + ["refused"]
    assert "NONE" in of_doors.rows[4].why
    assert outcomes(of_staff) == ["added", "added", "refused", "refused"]


def test_a_repeat_changes_nothing(kernel, admin) -> None:
    import_all(kernel, admin)
    first = UNITS.replace("SQ01,槐树社区居委会,社区,\n", "")
    assert outcomes(apply(kernel, admin, "units", first.encode())) == [
        "same",
        "same",
        "refused",
        "refused",
        "same",
    ]
    assert outcomes(apply(kernel, admin, "doors", DOORS.encode())) == ["same"] * 4 + ["refused"]
    again = apply(kernel, admin, "staff", STAFF.encode())
    assert outcomes(again) == ["same", "same", "refused", "refused"]
    assert not again.passwords


def test_doors_bring_the_whole_chain_and_every_new_door_has_a_code(kernel, admin) -> None:
    import_all(kernel, admin)
    with kernel.read() as session:
        compound = session.scalars(select(Compound).where(Compound.code == "X01")).one()
        assert compound.management_unit.firm.name == "槐树物业"
        assert compound.management_unit.community.street.name == "槐树街道"
        found = session.execute(
            select(Door.words, func.count(DoorCode.code))
            .join(DoorCode, DoorCode.door_id == Door.id)
            .where(Door.words.startswith("槐树里"))
            .group_by(Door.words)
        )
        assert dict(list(found)) == {f"槐树里1号院 {b}号楼 {d}单元": 1 for b in (1, 2) for d in (1, 2)}
        assert compound.grid.worker.account == "ligang"


def test_bare_numbers_read_as_on_the_plate_and_name_the_same_door(kernel, admin) -> None:
    import_all(kernel, admin)
    bare = (
        DOORS.splitlines()[0]
        + "\n"
        + DOOR.format(building="1", door="2")
        + DOOR.format(building="3", door="东门")
    )
    again = apply(kernel, admin, "doors", bare.encode())
    assert outcomes(again) == ["same", "added"]
    with kernel.read() as session:
        assert (
            session.scalar(select(Door.words).where(Door.words.contains("东门"))) == "槐树里1号院 3号楼 东门"
        )


def test_a_renamed_compound_renames_all_its_doors_and_keeps_their_codes(kernel, admin) -> None:
    import_all(kernel, admin)
    codes = select(DoorCode.code).join(Door).where(Door.code.startswith("X01-")).order_by(DoorCode.code)
    with kernel.read() as session:
        before = list(session.scalars(codes))
    one = (
        DOORS.split("\n")[0]
        + "\n"
        + DOOR.format(building="1号楼", door="1单元").replace("槐树里1号院", "槐树里甲1号")
    )
    assert outcomes(apply(kernel, admin, "doors", one.encode())) == ["changed"]
    with kernel.read() as session:
        assert list(session.scalars(codes)) == before
        words = session.scalars(select(Door.words).where(Door.code.startswith("X01-"))).all()
        assert len(words) == 4
        assert all(w.startswith("槐树里甲1号 ") for w in words)


def test_new_people_get_one_time_passwords_that_are_nowhere_in_clear(kernel, admin) -> None:
    *_, of_staff = import_all(kernel, admin)
    given = {account: password for account, _, password in of_staff.passwords}
    assert set(given) == {"ligang", "wangwu"}
    with kernel.read() as session:
        person = session.scalars(select(Person).where(Person.account == "ligang")).one()
        assert hasher.verify(person.password_hash, given["ligang"])
        log = " ".join(str(row) for row in session.scalars(select(AuditEntry.changes)))
        assert given["ligang"] not in log
        assert person.password_hash not in log


def test_a_preview_says_the_same_and_leaves_no_trace(kernel, admin) -> None:
    seen = preview(kernel, admin, "units", UNITS.encode())
    with kernel.read() as session:
        assert session.scalars(select(Unit.id).where(Unit.code == "WY01")).first() is None
    assert outcomes(seen) == outcomes(apply(kernel, admin, "units", UNITS.encode()))


def test_imports_are_in_the_audit_by_who_made_them(kernel, admin) -> None:
    apply(kernel, admin, "units", UNITS.encode())
    with kernel.read() as session:
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.doing, entry.person_id) == ("import.units", admin.person_id)


def test_who_may_not_manage_places_may_not_import_them(kernel, admin) -> None:
    operator = replace(admin, role=Role.OPERATOR)
    with pytest.raises(Forbidden):
        apply(kernel, operator, "units", UNITS.encode())


def test_a_grid_number_that_is_none_is_refused(kernel, admin) -> None:
    import_all(kernel, admin)
    wrong = DOORS.replace("110101001001001", "12")
    assert "15 位" in apply(kernel, admin, "doors", wrong.encode()).rows[0].why


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_is_read_in_the_usual_encodings(encoding: str) -> None:
    rows = read_table(UNITS.encode(encoding), units.COLUMNS)
    assert rows[0]["name"] == "槐树街道办事处"
    assert rows[2].number == 4


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_separators_are_understood(delimiter: str) -> None:
    assert read_table(UNITS.replace(",", delimiter).encode(), units.COLUMNS)[0]["code"] == "JD01"


def test_excel_is_read_and_its_numbers_stay_whole() -> None:
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, {"in_memory": True})
    sheet = book.add_worksheet()
    for place, cells in enumerate(
        [["编号", "名称", "类型（必填）", "电话"], [7.0, "数字单位", "物业", 12345]]
    ):
        sheet.write_row(place, 0, cells)
    book.close()
    (row,) = read_table(held.getvalue(), units.COLUMNS)
    assert (row["code"], row["name"], row["phone"], row.number) == ("7", "数字单位", "12345", 2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_title_above_the_headings_is_no_heading(delimiter: str) -> None:
    titled = f"新街街道单位一览表,,\n\n制表：李四,2026年,\n{UNITS}".replace(",", delimiter)
    rows = read_table(titled.encode(), units.COLUMNS)
    assert (rows[0]["code"], rows[0].number) == ("JD01", 5)
    with pytest.raises(Invalid, match="表头缺少这几列：类型"):
        read_table("一览表\n编号,名称\nW1,甲\n".encode(), units.COLUMNS)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "空"),
        ("编号,名称\n1,2\n".encode(), "类型"),
        (b"PK\x03\x04nonsense", "Excel"),
        (b"\xff\xfe\x00\x01\x02", "编码"),
        (b"x" * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content: bytes, word: str) -> None:
    with pytest.raises(Invalid) as wrong:
        read_table(content, units.COLUMNS)
    assert word in wrong.value.fields["file"]


def test_nothing_that_leaves_is_a_formula_and_it_comes_back_as_it_was() -> None:
    row = ["=1+1", "+86", "-3", "@sum", "平常"]
    out = csv_of(["a"] * 5, [row]).decode("utf-8-sig").splitlines()[1]
    assert out == "'=1+1,'+86,'-3,'@sum,平常"
    name = read_table(csv_of(["单位编号", "单位名称", "类型"], [["1", "=cmd()", "物业"]]), units.COLUMNS)[0][
        "name"
    ]
    assert name == "=cmd()"


@pytest.mark.parametrize("kind", list(IMPORTS))
def test_every_template_is_a_file_that_its_import_reads(kind: str) -> None:
    (row,) = read_table(template_of(IMPORTS[kind].columns), IMPORTS[kind].columns)
    assert all(row[column.name] == column.example for column in IMPORTS[kind].columns)


def test_headings_mean_one_column_only() -> None:
    for columns in (units.COLUMNS, doors.COLUMNS, staff.COLUMNS):
        words = [word for c in columns for word in (c.heading, *c.aliases)]
        assert len(words) == len(set(words))


def test_a_verdict_counts_its_rows(kernel, admin) -> None:
    verdicts = apply(kernel, admin, "units", UNITS.encode())
    assert verdicts.count(Outcome.ADDED) == 3
    assert verdicts.summary == "新增 3，修改 1，没有变化 0，没收下 2"

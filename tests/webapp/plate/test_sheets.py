"""Sheets of plates: asked for on a page, drawn by the job worker, read by a phone, printed by a command."""

import io

import pypdfium2
import pytest
import zxingcpp
from sqlalchemy import select

from tests.builders.district import build_district
from tests.builders.report import deliver_all
from tests.builders.signed_in import send, sign_in
from webapp.access.role import Role
from webapp.base.errors import Invalid
from webapp.place.records import ManagementUnit
from webapp.plate.commands import OrderSheet, order_sheet
from webapp.plate.documents import plates_of, walking_order
from webapp.plate.records import PlateSheet


@pytest.fixture
def district(app, kernel):
    return build_district(kernel)


@pytest.fixture
def unit_id(kernel, district):
    with kernel.read() as session:
        return session.scalars(select(ManagementUnit.id).where(ManagementUnit.code == "M0")).one()


def codes_read(pdf: bytes) -> set[str]:
    document = pypdfium2.PdfDocument(pdf)
    found = {code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=3).to_pil())}
    document.close()
    return found


def test_a_sheet_is_asked_for_drawn_by_the_worker_and_its_codes_lead_home(
    app, kernel, district, unit_id
) -> None:
    browser = sign_in(app, district[Role.ADMINISTRATOR])
    answer = send(browser, "/desk/plates", f"/desk/plates/{unit_id}/sheets", form="a4", unit=str(unit_id))
    assert answer.status_code == 303
    assert "正在做" in browser.get(answer.location).text
    sheet = the_sheet(kernel)
    assert browser.get(f"/desk/plates/sheets/{sheet.id}.pdf").status_code == 404
    deliver_all(kernel)
    with browser.get(f"/desk/plates/sheets/{sheet.id}.pdf") as answer:
        assert answer.mimetype == "application/pdf"
        pdf = answer.data
    assert codes_read(pdf) == {f"http://localhost/q/{code}" for code in district.codes}
    assert the_sheet(kernel).plates == 2


def the_sheet(kernel) -> PlateSheet:
    with kernel.read() as session:
        return session.scalars(select(PlateSheet)).one()


def test_a_repeat_of_the_same_form_asks_once(app, kernel, district, unit_id) -> None:
    browser = sign_in(app, district[Role.ADMINISTRATOR])
    page, address = "/desk/plates", f"/desk/plates/{unit_id}/sheets"
    for _ in range(2):
        send(browser, page, address, form="a5", unit=str(unit_id), once="the-same")
    assert the_sheet(kernel).form == "a5"


def test_a_unit_without_doors_and_an_unknown_paper_are_refused(kernel, district) -> None:
    with pytest.raises(ValueError, match="form"):
        OrderSheet(management_unit_id=district.units["desk"], form="a3")
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        empty = ManagementUnit(code="M9", name="空的", community_id=work.session.scalars(
            select(ManagementUnit.community_id)).first())  # fmt: skip
        work.session.add(empty)
    with pytest.raises(Invalid), kernel.work(district[Role.ADMINISTRATOR]) as work:
        order_sheet(work, OrderSheet(management_unit_id=empty.id, form="a4"))


def test_a_plate_says_where_it_hangs_and_how_to_be_reached(kernel, district, unit_id) -> None:
    with kernel.read() as session:
        plate = plates_of(kernel, session, unit_id)[0]
    assert plate.place == "新街坊30号院 5号楼 1单元"
    assert (plate.short_code, plate.domain, plate.hotline) == ("TEST 01QX", "localhost", "12345")


def test_plates_come_in_the_order_in_which_somebody_walks() -> None:
    words = ["甲院 10号楼 1单元", "甲院 2号楼 2单元", "甲院 2号楼 1单元"]
    assert sorted(words, key=walking_order) == [words[2], words[1], words[0]]


def test_the_command_prints_into_a_file(app, kernel, district, tmp_path) -> None:
    out = tmp_path / "plates.pdf"
    run = app.test_cli_runner().invoke
    done = run(args=["plates", "print", "--management-unit", "M0", "--form", "a5", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert len(pypdfium2.PdfDocument(io.BytesIO(out.read_bytes()))) == 2
    assert "没有编号" in run(args=["plates", "print", "--management-unit", "NO", "--out", str(out)]).output

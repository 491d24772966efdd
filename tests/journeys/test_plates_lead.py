"""What the program prints, a phone reads: the plate leads to its own door, and the old one answers kindly."""

from pathlib import Path

import pytest
import zxingcpp
from playwright.sync_api import Page, expect

from tests.qr.photograph import rendered


@pytest.fixture
def printed(server, tmp_path) -> dict[str, str]:
    """Address on each plate of a management unit, as read from the printed sheet."""
    sheet: Path = tmp_path / "plates.pdf"
    server.flask("plates", "print", "--management-unit", "M2", "--out", str(sheet))
    [page, *_] = rendered(sheet.read_bytes(), 150)[:1]
    return [code.text for code in zxingcpp.read_barcodes(page)]


def test_a_printed_plate_leads_to_its_door_until_the_code_is_renewed(
    visit, office, district, server, printed, shot
):
    assert len(printed) == 8, "an A4 sheet holds eight"
    for address in printed:
        assert address.startswith(f"{server.url}/q/")
    code = printed[0].rpartition("/")[2]
    door = district.one("SELECT d.* FROM door d JOIN door_code c ON c.door_id = d.id WHERE c.code = ?", code)
    page = visit(printed[0])
    expect(page.get_by_role("heading", level=1)).to_have_text(door["words"])

    renew(office("admin").page, door["words"], shot)
    assert page.goto(printed[0]).status in {200, 410}
    expect(page.get_by_role("heading", level=1)).to_have_text("这张码换过了")
    expect(page.locator("main")).to_contain_text(door["words"].split()[0])
    shot(page, "code-gone")
    page.goto(f"/q/{district.code_of(door['code'])}")
    expect(page.get_by_role("heading", level=1)).to_have_text(door["words"])


def renew(page: Page, words: str, shot) -> None:
    page.goto(f"/desk/plates?q={words}")
    shot(page, "plates")
    found = page.locator(".door-code").filter(has=page.get_by_role("heading", name=words, exact=True))
    found.locator("summary", has_text="换码").click()
    with page.expect_navigation():
        found.get_by_role("button", name="换成新码").click()

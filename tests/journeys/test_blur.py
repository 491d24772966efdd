"""An operator hides what a photo must not show: by drawing on it, or by ticking parts of it without a script.

On a photo of the demonstration whose ticket has ended, so that nobody else's walk meets it.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_every_page import NO_SIDEWAYS

ENDED = (
    "SELECT t.number, p.id FROM photo p JOIN ticket t ON t.id = p.ticket_id"
    " WHERE t.state = 'ended' AND p.state = 'ready' AND p.role <> 'voice' ORDER BY t.number"
)


@pytest.fixture
def blurred(district):
    """`blurred(photo, 2)`: the timeline says so, and the smeared copies come by themselves."""

    def see(page: Page, photo: str, parts: str) -> None:
        expect(page.locator("#main")).to_contain_text("挡住了。")
        expect(page.locator(".timeline")).to_contain_text(f"挡住了 {parts} 处")
        district.one("SELECT id FROM photo WHERE id = ? AND state = 'ready'", photo)

    return see


def drag(page: Page, left: float, top: float) -> None:
    """A stroke over a fifth of the photo's width and height."""
    board = page.locator("[data-part=blur]").bounding_box()
    page.mouse.move(board["x"] + board["width"] * left, board["y"] + board["height"] * top)
    page.mouse.down()
    page.mouse.move(
        board["x"] + board["width"] * (left + 0.2), board["y"] + board["height"] * (top + 0.2), steps=3
    )
    page.mouse.up()


def test_a_face_is_hidden_by_two_strokes_and_a_third_is_taken_back(
    office, accessible, shot, phone, district, blurred
):
    number, photo = district.one(ENDED)
    page = office("zuoxi").open(number)
    page.get_by_role("link", name="打码").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("给照片打码")
    told = page.locator("[data-part=drawn]")
    expect(told.get_by_role("status")).to_have_text("按住照片拖一个框，就挡住一处。")
    for left in (0.1, 0.4, 0.7):
        drag(page, left, 0.1)
    expect(told.get_by_role("status")).to_have_text("要挡住 3 处。")
    told.get_by_role("button", name="去掉刚画的").click()
    expect(told.get_by_role("status")).to_have_text("要挡住 2 处。")
    expect(page.locator(".blur-box")).to_have_count(2)
    accessible(page)
    shot(page, "blur-desk")
    page.set_viewport_size(phone["viewport"])
    assert page.evaluate(NO_SIDEWAYS) <= 0
    shot(page, "blur-phone")
    page.get_by_role("button", name="挡住这些地方").click()
    blurred(page, photo, "2")


def test_without_a_script_parts_of_the_photo_are_ticked(office, district, blurred):
    number, photo = district.one(ENDED)
    page = office("zuoxi", java_script_enabled=False).open(number)
    page.get_by_role("link", name="打码").first.click()
    expect(page.locator("[data-part=drawn]")).to_be_hidden()
    for cell in ("左上", "正中", "右下"):
        page.get_by_label(cell).check()
    page.get_by_role("button", name="挡住这些地方").click()
    blurred(page, photo, "3")

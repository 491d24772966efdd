"""No page of the program keeps anybody out: axe finds nothing, at the size of a phone and of a desk."""

import pytest
from playwright.sync_api import Page

from tests.journeys.addresses import NOBODY, OFFICE, RESIDENT, Address

DESK_SIZE = {"width": 1440, "height": 900}
PHONE_SIZE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
NO_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

# The large set is what the switch in the header puts on; the letters twice as large are the reader's own browser's.
ENLARGED = {
    "at 320 px": ("() => {}", NARROW),
    "at 320 px in 长辈版": ("() => document.documentElement.dataset.size = 'large'", NARROW),
    "with letters of 200 %": (
        "() => { delete document.documentElement.dataset.size; document.documentElement.style.fontSize = '200%' }",
        {"width": 640, "height": 900},
    ),
}


def named(address: Address) -> str:
    return address.what


@pytest.fixture
def opened(visit, office, district):
    """Open a row of the table as the one who opens it."""

    def go(address: Address) -> Page:
        path = address.find(district)
        page = visit() if address.who == NOBODY else office(address.who).page
        answer = page.goto(path)
        assert answer.status == address.status, f"{path} as {address.who or 'nobody'}: {answer.status}"
        return page

    return go


def at_every_size(page: Page, accessible, sizes) -> None:
    for size in sizes:
        page.set_viewport_size(size)
        accessible(page)
        assert page.evaluate(NO_SIDEWAYS) <= 0, f"{page.url} scrolls sideways at {size['width']} px"
    for dress, (wear, size) in ENLARGED.items():
        page.set_viewport_size(size)
        page.evaluate(wear)
        assert page.evaluate(NO_SIDEWAYS) <= 0, f"{page.url} scrolls sideways {dress}"


@pytest.mark.parametrize("address", RESIDENT, ids=named)
def test_a_page_for_residents_has_no_fault(opened, accessible, targets, address):
    page = opened(address)
    targets(page, 60)
    at_every_size(page, accessible, (PHONE_SIZE, DESK_SIZE))


@pytest.mark.parametrize("address", OFFICE, ids=named)
def test_a_page_for_staff_has_no_fault(opened, accessible, targets, address):
    page = opened(address)
    field = "/f/" in page.url  # a page for a phone in the hand
    at_every_size(page, accessible, (PHONE_SIZE,) if field else (DESK_SIZE, PHONE_SIZE))

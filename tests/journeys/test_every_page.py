"""No page of the program keeps anybody out: axe finds nothing, at the size of a phone and of a desk."""

import pytest
from playwright.sync_api import Page

from tests.journeys.addresses import NOBODY, OFFICE, RESIDENT, Address

DESK_SIZE = {"width": 1440, "height": 900}
PHONE_SIZE = {"width": 360, "height": 740}
NO_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


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


@pytest.mark.parametrize("address", RESIDENT, ids=named)
def test_a_page_for_residents_has_no_fault(opened, accessible, targets, address):
    page = opened(address)
    targets(page, 60)
    at_every_size(page, accessible, (PHONE_SIZE, DESK_SIZE))


@pytest.mark.parametrize("address", OFFICE, ids=named)
def test_a_page_for_staff_has_no_fault(opened, accessible, targets, address):
    page = opened(address)
    at_every_size(page, accessible, (DESK_SIZE, PHONE_SIZE))

"""Gloves, sun, old eyes: what the field pages look like where they are used."""

import pytest
from playwright.sync_api import expect

from tests.journeys.field_phone import OUTDOORS, PAGES, ready, take

SIZES = {"360": {"width": 360, "height": 740}, "412": {"width": 412, "height": 915}}
NO_SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
COOKIES = {"sun": ("contrast", "high"), "large": ("size", "large")}
DRESSES = ("plain", "sun", "large")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dress", DRESSES)
def test_every_page_is_for_gloves_and_sun(office, phone, accessible, targets, shot, photo_of, size, dress):
    page = office("wangge", **{**phone, **OUTDOORS, "viewport": SIZES[size]}).page
    page.goto("/f/")
    ready(page)
    expect(page.locator("#pack-state")).to_contain_text("更新")
    switch = {"sun": "强光", "large": "大字"}.get(dress)
    if switch:
        page.get_by_role("button", name=switch).click()
        told = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
        assert told[COOKIES[dress][0]] == COOKIES[dress][1], "the pages of the desk follow"
    for path in PAGES:
        page.goto(f"/f/{path}")
        page.wait_for_timeout(300)
        if path == "capture":
            take(page, photo_of("lamp"))
            expect(page.locator("#fix")).to_contain_text("已定位")
            assert page.locator("#same > .rows > .row").count() <= 3, "more than a thumb scrolls past"
        targets(page, 60)
        at_full_height(page, SIZES[size], accessible)
        assert page.evaluate(NO_SIDEWAYS) <= 0, f"/f/{path} scrolls sideways"
        shot(page, f"field-{path or 'home'}-{size}-{dress}")


def at_full_height(page, size, accessible) -> None:
    """Look at the whole page at once: what lies under the bar while one scrolls can be scrolled out from under it."""
    page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
    accessible(page)
    page.set_viewport_size(size)

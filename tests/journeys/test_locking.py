"""An inbox that nobody touches locks, however long it stands on a screen."""

import re

from playwright.sync_api import Page, Request, expect

MINUTE = 61_000


def asked_again(page: Page) -> Request:
    """The request with which the list refreshes itself a minute later."""
    with page.expect_request(
        lambda request: request.resource_type == "fetch" and "/desk/alarm" not in request.url
    ) as sent:
        page.clock.fast_forward(MINUTE)
    return sent.value


def test_only_a_hand_keeps_the_list_open_and_a_locked_one_shows_nothing(office, accessible, shot):
    page = office("zuoxi").page
    page.clock.install()
    page.goto("/desk/")
    assert asked_again(page).header_value("X-By-Itself") == "1"
    page.keyboard.press("j")
    assert asked_again(page).header_value("X-By-Itself") is None
    page.context.clear_cookies()
    asked_again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("这一页锁上了")
    expect(page.locator(".row")).to_have_count(0)
    accessible(page)
    shot(page, "locked")
    page.get_by_role("link", name="登录，接着办").click()
    page.wait_for_url(re.compile(r"/desk/sign-in\?next="))

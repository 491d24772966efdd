"""Two callers at once, by the keyboard: each rings another resident, and what is not solved goes on at once."""

import re

from playwright.sync_api import expect

CALL = re.compile(r"/desk/callbacks/[0-9a-f-]{36}$")


def test_two_callers_ring_two_residents_and_not_solved_goes_back_to_work(office, district, shot):
    district.call_at_any_hour()
    clerk, street = office("huifang").page, office("jiedao").page
    for page in (clerk, street):
        page.goto("/desk/callbacks")
        page.keyboard.press("n")
        page.wait_for_url(CALL)
    assert clerk.url != street.url

    street.goto(clerk.url)
    expect(street.get_by_text("蒋小芳正在打这一通")).to_be_visible()
    assert street.locator("[name=solved], [name=reason]").count() == 0

    number = clerk.get_by_role("heading", level=1).inner_text().split()[-1]
    before = district.ticket(number)["reopened"]
    expect(clerk.get_by_role("heading", name="是您反映的吗？")).to_be_visible()
    clerk.keyboard.press("p")
    expect(clerk.locator("a.call-number[href^='tel:1']")).to_be_visible()
    shot(clerk, "caller")
    for key in ("1", "5", "8"):
        clerk.keyboard.press(key)
    clerk.locator("textarea[name=verbatim]").fill("下雨又漏了")
    clerk.get_by_role("radio", name="没解决").focus()
    here = clerk.url
    clerk.keyboard.press("Enter")
    clerk.wait_for_url(lambda url: url != here)
    again = district.ticket(number)
    assert (again["state"], again["reopened"]) == ("dispatched", before + 1)

"""Old eyes, other languages, narrow screens, dark rooms: the same pages, nothing lost and nothing pushed aside."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_every_page import NO_SIDEWAYS

NARROW = {"viewport": {"width": 320, "height": 640}}
TWICE = "document.documentElement.style.fontSize = 2 * parseFloat(getComputedStyle(document.documentElement).fontSize) + 'px'"


@pytest.fixture
def resident_pages(district):
    """A page of each kind that residents have, by name."""
    code = district.code_of("X01-01-1")
    return {
        "door": f"/q/{code}", "invited": district.tracking("t.state = 'dispatched' AND t.meeting_gate = 'waiting'")[0],
        "asked": district.tracking("t.state = 'closed'")[0], "query": "/t/", "gone": "/q/AAAA0000", "front": "/",
    }  # fmt: skip


def fits(page: Page) -> None:
    assert page.evaluate(NO_SIDEWAYS) <= 0, f"{page.url} scrolls sideways"


@pytest.mark.parametrize("choice", ["", "?size=large", "?lang=en", "?size=large&lang=en"])
def test_nothing_is_pushed_aside_at_320_px(visit, resident_pages, targets, shot, choice):
    page = visit(**NARROW)
    for name, path in resident_pages.items():
        page.goto(path + choice)
        fits(page)
        targets(page, 60)
        if name in {"door", "invited"}:
            shot(page, f"320-{name}-{choice.strip('?').replace('&', '-') or 'plain'}")


def test_letters_twice_as_large_still_fit(visit, resident_pages, shot):
    page = visit()
    for name, path in resident_pages.items():
        page.goto(path)
        page.evaluate(TWICE)
        fits(page)
        shot(page, f"200-{name}")


def test_the_large_letters_stay_chosen_without_script(visit, resident_pages, accessible):
    page = visit(resident_pages["door"], java_script_enabled=False)
    page.get_by_role("link", name="长辈版").click()
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.goto(resident_pages["query"])
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    page.get_by_role("link", name="EN", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("查")


@pytest.mark.parametrize(
    "scheme", [{"color_scheme": "dark"}, {"contrast": "more"}, {"forced_colors": "active"}]
)
def test_dark_and_high_contrast_have_no_fault(visit, office, resident_pages, accessible, shot, scheme):
    name = "-".join(map(str, scheme.values()))
    page = visit(**scheme)
    for kind in ("door", "invited", "asked"):
        page.goto(resident_pages[kind])
        accessible(page)
        shot(page, f"{name}-{kind}")
    page = office("zuoxi", **scheme).page
    for kind, path in (("inbox", "/desk/"), ("verify", "/desk/verify")):
        page.goto(path)
        accessible(page)
        shot(page, f"{name}-{kind}")


def test_the_desk_offers_large_letters_and_high_contrast(office, accessible, shot):
    page = office("wuye").page
    page.goto("/desk/")
    page.get_by_role("button", name="大字").first.click()
    page.get_by_role("button", name="高对比").first.click()
    expect(page.locator("html")).to_have_attribute("data-contrast", "high")
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    accessible(page)
    fits(page)
    shot(page, "desk-large-contrast")


def test_large_letters_on_a_phone_leave_every_number_whole_and_nothing_over_another(office, phone):
    page = office("wuye", viewport=phone["viewport"]).page
    page.goto("/desk/?view=all")
    page.get_by_text("更多").click()
    page.get_by_role("button", name="大字").last.click()
    cut = """[...document.querySelectorAll('.row a')].filter(row => {
      const [what, place, who] = ['what', 'place', 'who'].map(part => row.querySelector(`.row-${part}`).getBoundingClientRect());
      return row.querySelector('.number').getBoundingClientRect().right > what.right || place.right > who.left + 1;
    }).length"""
    expect(page.locator("html")).to_have_attribute("data-size", "large")
    assert page.locator(".row a").count() > 5
    assert page.evaluate(cut) == 0

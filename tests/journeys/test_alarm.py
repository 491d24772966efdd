"""Somebody is trapped: every desk that may see it rings at once, until a person says 知道了."""

import pytest
from playwright.sync_api import Page, expect

LISTEN = """
  window.tones = 0;
  const make = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () { window.tones += 1; return make.call(this); };
"""
LOOK = "() => document.dispatchEvent(new Event('visibilitychange'))"
SAID = "电梯里有人被困，快来"


@pytest.fixture
def trapped(resident):
    """A resident reports it, from a door of this file's own."""
    return lambda door: resident(door).say("电梯", SAID).send()


def quiet(page: Page) -> Page:
    """Say 知道了 to what the demonstration left ringing."""
    button = page.get_by_role("button", name="知道了")
    if button.count():
        page.keyboard.press("z")
        expect(button).to_have_count(0)
    return page


def test_the_page_that_is_open_rings_and_a_key_silences_it_without_losing_a_word(
    office, trapped, shot, accessible
):
    page = office("zuoxi").page
    page.add_init_script(LISTEN)
    page.goto("/desk/reports/new")
    quiet(page)
    page.evaluate("window.tones = 0")
    page.locator("textarea").first.fill("来电话的人说到一半")
    number = trapped("X02-01-1").number
    page.evaluate(LOOK)
    alarm = page.get_by_role("alert").filter(has_text="急件还没人接")
    expect(alarm).to_contain_text(number)
    page.wait_for_function("window.tones > 0")
    assert page.title().startswith("【急】")
    accessible(page)
    shot(page, "alarm")
    page.keyboard.press("Escape")
    page.keyboard.press("z")
    expect(alarm.get_by_role("button", name="知道了")).to_have_count(0)
    expect(alarm).to_contain_text(number)
    expect(alarm).to_contain_text("说知道了")
    assert not page.title().startswith("【急】")
    expect(page.locator("textarea").first).to_have_value("来电话的人说到一半")
    alarm.get_by_role("link", name=number).click()
    expect(page.locator("dl.facts").filter(has_text="知道了").first).to_contain_text("林晓燕")


def test_without_scripts_it_stands_on_top_and_the_button_leads_back(office, trapped, shot):
    number = trapped("X02-01-2").number
    page = office("zhiban", java_script_enabled=False).page
    page.goto("/desk/verify")
    alarm = page.locator("main > :first-child")
    expect(alarm).to_contain_text(number)
    shot(page, "alarm-plain")
    alarm.get_by_role("button", name="知道了").click()
    assert page.url.endswith("/desk/verify")
    expect(alarm).to_contain_text("说知道了")
    expect(page.get_by_role("button", name="知道了")).to_have_count(0)

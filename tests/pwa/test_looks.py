"""Every branch of every resident page before a real browser's eyes: sizes, contrast, narrow screens, nothing jumps."""

import pytest

from tests.pwa.contexts import PAGES

FOLDS_OPEN = "document.querySelectorAll('details').forEach(fold => fold.open = true)"
DANGER_CHOSEN = "document.querySelectorAll('[data-danger]').forEach(tile => tile.checked = true)"
TOO_SMALL = """least => [...document.querySelectorAll('body *')]
  .filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < least).map(e => e.outerHTML.slice(0, 90))"""
COUNT_SHIFTS = """shifts = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { shifts += e.value }))
    .observe({ type: 'layout-shift', buffered: true })"""

# Every page in three dresses; the two richest in the other two as well.
LOOKS = [
    (name, *dress) for name in PAGES for dress in (("", "light"), ("large=1", "dark"), ("lang=en", "light"))
]
LOOKS += [
    (name, *dress)
    for name in ("door", "tracking with errors")
    for dress in (("", "dark"), ("large=1", "light"))
]


@pytest.fixture
def see(new_context, looks):
    def page(name, query="", **options):
        seen = new_context(
            **{"viewport": {"width": 360, "height": 740}, "reduced_motion": "reduce", **options}
        ).new_page()
        seen.goto(f"{looks}/{name}?{query}")
        return seen

    return page


BROKEN_WORDS = """[...document.querySelectorAll('.choice span, .tile span, button')].flatMap(e => {
  const text = [...e.childNodes].find(n => n.nodeType === 3);
  return [...(text?.data ?? '').matchAll(/[A-Za-z]+/g)].filter(word => {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    return range.getClientRects().length > 1;
  }).map(String);
})"""


@pytest.mark.parametrize(("name", "query", "scheme"), LOOKS)
def test_the_page_can_be_read_and_pressed_by_everybody(see, accessible, targets, name, query, scheme):
    # tall, so that nothing lies under the bar that sticks to the foot
    page = see(name, query, color_scheme=scheme, viewport={"width": 360, "height": 4000})
    page.evaluate(FOLDS_OPEN)
    page.evaluate(DANGER_CHOSEN)
    accessible(page)
    targets(page, 60)
    assert page.evaluate(TOO_SMALL, 24 if "large" in query else 18) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_narrow_screen_never_scrolls_sideways(see, looks, name):
    page = see(name, viewport={"width": 320, "height": 640})
    for query in ("", "large=1", "lang=en", "large=1&lang=en"):
        page.goto(f"{looks}/{name}?{query}")
        page.evaluate(FOLDS_OPEN)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, query


@pytest.mark.parametrize("query", ["lang=en", "lang=en&large=1"])
def test_no_english_word_on_a_button_is_cut_in_two(see, query):
    assert see("tracking with errors", query).evaluate(BROKEN_WORDS) == []


def test_large_text_has_seven_to_one(see):
    from_tokens = """() => {
      const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(c => c / 255)
        .map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b }
      const probe = document.body.appendChild(document.createElement('i'))
      const of = name => { probe.style.color = `var(--${name})`; return light(getComputedStyle(probe).color) }
      const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05)
      return ['ink', 'ink-soft', 'action', 'ok', 'soon', 'late'].flatMap(ink => ['paper', 'card'].map(paper =>
        [`${ink} on ${paper}`, ratio(of(ink), of(paper))])).concat([['on-action', ratio(of('on-action'), of('action'))]])
    }"""
    for scheme in ("light", "dark"):
        page = see("door", "large=1", color_scheme=scheme)
        assert [pair for pair in page.evaluate(from_tokens) if pair[1] < 7] == []


@pytest.mark.parametrize("name", ["door", "tracking", "receipt"])
def test_nothing_jumps_while_the_page_loads(new_context, looks, name):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.add_init_script(COUNT_SHIFTS)
    page.goto(f"{looks}/{name}")
    if name == "door":
        page.locator(".scripted").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate("shifts") == 0


def test_danger_is_spoken_of_before_the_text_once_a_dangerous_tile_is_chosen(see):
    page = see("door", java_script_enabled=False)
    danger = page.locator("#danger")
    assert not danger.is_visible()
    page.get_by_role("radio", name="电梯").check()
    assert danger.is_visible()
    assert danger.bounding_box()["y"] < page.locator("#text").bounding_box()["y"]
    page.get_by_role("radio", name="灯").check()
    assert not danger.is_visible()


def test_the_eye_meets_the_tiles_first_and_the_keyboard_meets_everything(see):
    page = see("door")
    places = [
        page.locator(which).bounding_box()["y"]
        for which in ("#tiles", "#text", "#photos", ".contact", ".hush")
    ]
    assert places == sorted(places)
    page.locator(".urgent a").last.focus()
    met = []
    for _ in range(8):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.name || document.activeElement.localName"))
    # the first button records a voice note, the last one sends
    assert met == ["text", "category", "summary", "confidential", "photos", "button", "summary", "button"]


def test_what_is_typed_is_still_there_after_the_tab_is_killed(see, looks):
    page = see("door")
    page.locator(".scripted").wait_for()
    page.locator("#text").fill("三楼的灯不亮")
    page.get_by_role("radio", name="灯").check()
    page.wait_for_timeout(500)
    page.close()
    again = page.context.new_page()
    again.goto(f"{looks}/door")
    again.locator(".scripted").wait_for()
    assert again.locator("#text").input_value() == "三楼的灯不亮"
    assert again.get_by_role("radio", name="灯").is_checked()

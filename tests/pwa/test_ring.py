"""The verify desk's clock in a real browser: whatever it has to say stays inside its ring."""

import pytest

import pwa

RING = """<!doctype html><html lang="zh" data-room="desk" data-size="{size}"><style>{css}</style><body><p class="waiting">后面还有 <b>3</b> 件</p>
<div class="ring" data-lamp="red" {long}><svg viewBox="0 0 36 36"><circle class="ring-bed" cx="18" cy="18" r="15.9"/>
</svg><span class="ring-time">{words}</span><span class="ring-limit">限 2:00</span></div></body></html>"""
# How far each corner of the words lies from the middle of the ring, as a share of the free room's half.
REACH = """() => {
  const ring = document.querySelector('.ring').getBoundingClientRect()
  const x = ring.left + ring.width / 2, y = ring.top + ring.height / 2
  const range = document.createRange(); range.selectNodeContents(document.querySelector('.ring-time'))
  const words = range.getBoundingClientRect()
  const corners = [words.left, words.right].flatMap(a => [words.top, words.bottom].map(b => Math.hypot(a - x, b - y)))
  return Math.max(...corners) / (ring.width / 36 * (15.9 - 1.3))
}"""


@pytest.mark.parametrize("words", ["9:59", "59:59", "4 小时", "47 小时", "365 天"])
@pytest.mark.parametrize("size", ["normal", "large"])
def test_no_word_reaches_over_the_ring(new_context, built, words, size):
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    long = "" if len(words) < 5 and ":" in words else "data-long"
    page.set_content(RING.format(css=pwa.inline_css("desk"), words=words, long=long, size=size))
    assert page.evaluate(REACH) <= 1

"""The instruments of the journeys: each must see what it is there to see."""

import pytest

PAGE = """<!doctype html><html lang="zh"><title>试</title><main><h1>试</h1>{}</main></html>"""
NARROW = """<style>.narrow {{ display: none }} @media (max-width: 400px) {{ .narrow {{ display: block }} }}</style>
<p>宽窄都有的一行</p><div class="narrow">{}</div>"""
FAULTS = [
    ('<input aria-hidden="false">', "label"),
    ('<p style="color:#bbb;background:#fff">淡得看不清的一行字</p>', "color-contrast"),
    ('<button style="width:9px;height:9px;padding:0">一</button>' * 2, "target-size"),
]


@pytest.fixture
def show(visit):
    page = visit()
    return lambda content: page.set_content(PAGE.format(content)) or page


def test_a_page_without_faults_passes(show, accessible, targets):
    page = show('<p>读到<a href="/q">这里</a>再说</p><button style="width:60px;height:60px">发送</button>')
    accessible(page)
    targets(page, 60)


@pytest.mark.parametrize(("content", "rule"), FAULTS)
def test_a_fault_is_seen_and_named(show, accessible, content, rule):
    with pytest.raises(AssertionError, match=rule):
        accessible(show(content))


@pytest.mark.parametrize(("content", "rule"), FAULTS)
def test_a_fault_at_the_size_of_a_phone_alone_is_seen_at_the_second_look(
    visit, desk, accessible, content, rule
):
    page = visit(is_mobile=False, **desk)
    page.set_content(PAGE.format(NARROW.format(content)))
    accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    with pytest.raises(AssertionError, match=rule):
        accessible(page)


def test_a_small_thing_to_press_is_measured(show, targets):
    with pytest.raises(AssertionError, match="60×40 <button"):
        targets(show('<button style="width:60px;height:40px;padding:0;border:0">发送</button>'), 60)


def test_a_label_counts_for_its_box(show, targets):
    targets(
        show('<label style="display:block;height:60px;width:200px"><input type="checkbox">保密</label>'), 60
    )


def test_an_error_in_a_page_is_heard(visit):
    page = visit()
    page.set_content("<script>throw new Error('坏了')</script>")
    assert ["坏了" in complaint for complaint in visit.complaints] == [True]
    visit.complaints.clear()


def test_a_picture_is_kept_where_git_does_not_look(show, shot):
    kept = shot(show("<p>看</p>"), "eyes")
    assert kept.read_bytes().startswith(b"\x89PNG")
    kept.unlink()

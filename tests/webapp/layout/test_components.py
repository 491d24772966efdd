from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.webapp.layout.conftest import NOW
from tests.webapp.layout.reading import Page
from webapp.base.clock import Lamp

Render = Callable[..., str]


def use(macro: str) -> str:
    return f'{{% from "layout/components/{macro}.html" import {macro} %}}'


def test_a_form_carries_its_token_an_id_for_repeats_and_the_version_that_was_seen(render: Render) -> None:
    source = (
        use("action_form") + "{% call action_form('/tickets/7/accept', '收到', version=4) %}{% endcall %}"
    )
    first, second = Page(render(source)), Page(render(source))
    form = first.one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("post", "/tickets/7/accept")
    assert first.one("input", name="csrf_token").attributes["value"] == "form-token"
    assert first.one("input", name="version").attributes["value"] == "4"
    once = [page.one("input", name="once").attributes["value"] for page in (first, second)]
    assert len(once[0]) == 36
    assert once[0] != once[1]


def test_a_refused_form_keeps_the_id_it_was_sent_with(render: Render) -> None:
    page = Page(render(use("action_form") + "{% call action_form('/x', once='kept') %}{% endcall %}"))
    assert page.one("input", name="once").attributes["value"] == "kept"
    assert not page.all("input", name="version")


@pytest.mark.parametrize("kind", ["text", "textarea", "select", "file", "datetime-local"])
def test_a_field_ties_label_hint_and_error_to_its_control(render: Render, kind: str) -> None:
    page = Page(render(use("field") + "{{ field('reason', '原因', kind=kind, hint='写清楚', error='还没写', scope='return') }}",
                       kind=kind))  # fmt: skip
    assert page.one("label").attributes["for"] == "return-reason"
    control = next(e for e in page.elements if e.attributes.get("name") == "reason")
    assert control.attributes["id"] == "return-reason"
    assert control.attributes["aria-invalid"] == "true"
    described = [
        next(e for e in page.elements if e.attributes.get("id") == i).words
        for i in control.attributes["aria-describedby"].split()
    ]
    assert described == ["写清楚", "■ 还没写"]


def test_a_field_shows_what_was_typed_without_running_it(render: Render) -> None:
    typed = '"><script>alert(1)</script>\n第二行'
    page = Page(
        render(
            use("field")
            + "{{ field('text', '话', kind='textarea', value=typed) }}{{ field('a', '甲', value=typed) }}",
            typed=typed,
        )
    )
    assert page.one("textarea").words == "\n" + typed  # the first newline is dropped by every browser
    assert page.one("input").attributes["value"] == typed
    assert not page.all("script")


def test_tiles_are_a_group_whose_first_is_where_the_summary_leads(render: Render) -> None:
    source = (
        use("field")
        + use("error_summary")
        + (
            "{{ error_summary({'unit': '选一个单位'}, scope='dispatch') }}"
            "{{ field('unit', '责任单位', kind='radio', value=2, scope='dispatch', options=options) }}"
        )
    )
    page = Page(
        render(source, options=[{"value": 1, "label": "物业", "hint": "规则 7", "key": "1"}, (2, "照明队")])
    )
    assert page.one("a").attributes["href"] == "#dispatch-unit"
    first, second = page.all("input", type="radio")
    assert first.attributes["id"] == "dispatch-unit"
    assert first.attributes["data-key"] == "1"
    assert "checked" not in first.attributes
    assert "checked" in second.attributes
    assert len(set(page.ids)) == len(page.ids)


@pytest.mark.parametrize(
    ("state", "shape", "word"),
    [(Lamp.GREEN, "●", "正常"), (Lamp.YELLOW, "▲", "快到时限"), (Lamp.RED, "■", "已超时")],
)
def test_a_lamp_is_a_shape_a_word_and_a_colour(render: Render, state: Lamp, shape: str, word: str) -> None:
    bare = Page(render(use("lamp") + "{{ lamp(state) }}", state=state)).one("span", class_="lamp")
    assert bare.words == f"{shape} {word}"
    assert bare.attributes["data-lamp"] == state
    with_rest = Page(render(use("lamp") + "{{ lamp(state, '还剩 3 小时') }}", state=state))
    assert word in with_rest.one("span", class_="unseen").words


def test_a_row_says_everything_about_a_ticket_in_words(render: Render) -> None:
    row = {
        "id": 7, "number": "1118-0007", "url": "/desk/tickets/7", "lamp": Lamp.RED, "due_at": NOW - timedelta(hours=2),
        "klass": "路灯不亮", "place": "新街坊30号院", "opened_at": NOW - timedelta(hours=5), "who": "张电工", "urgent": True,
    }  # fmt: skip
    page = Page(render(use("ticket_row") + "{{ ticket_row(row, current=true) }}", row=row))
    link = page.one("a")
    assert link.attributes["aria-current"] == "true"
    for words in ("1118-0007", "路灯不亮", "新街坊30号院", "张电工", "已超 2 小时", "5 小时"):
        assert words in link.words
    assert page.one("svg", role="img").attributes["aria-label"] == "加急"


def test_an_empty_list_says_why_and_a_long_one_leads_on_by_key(render: Render) -> None:
    source = use("ticket_list") + "{{ ticket_list(rows, '待我收', older_url=older, empty='都收到了') }}"
    assert "都收到了" in render(source, rows=[], older="")
    page = Page(render(source, rows=[], older="/desk/?after=k"))
    assert page.one("a", rel="next").attributes["href"] == "/desk/?after=k"


def test_the_clock_stands_right_without_script(render: Render) -> None:
    page = Page(render(use("clock_ring") + "{{ clock_ring(100) }}"))
    ring = page.one("div", role="timer")
    assert ring.attributes["data-lamp"] == "yellow"
    assert "1:40" in ring.words
    assert "限 2:00" in ring.words
    late = Page(render(use("clock_ring") + "{{ clock_ring(121) }}")).one("div", role="timer")
    assert late.attributes["data-lamp"] == "red"


def test_a_clock_that_has_stopped_stands_still_and_a_long_one_is_written_small(render: Render) -> None:
    stopped = Page(render(use("clock_ring") + "{{ clock_ring(100, runs=false) }}")).one("div", role="timer")
    assert "data-ring" not in stopped.attributes
    assert "1:40" in stopped.words
    running = Page(render(use("clock_ring") + "{{ clock_ring(100) }}")).one("div", role="timer")
    assert {"data-ring", "data-long"} & set(running.attributes) == {"data-ring"}
    assert "data-long" in Page(render(use("clock_ring") + "{{ clock_ring(600) }}")).one("div").attributes


def test_an_action_that_wants_words_is_folded_and_needs_no_script(render: Render) -> None:
    source = (
        use("action")
        + "{% call action('退回', '/x', key='b', version=2) %}<textarea name='reason'></textarea>{% endcall %}"
    )
    page = Page(render(source))
    fold = page.one("details")
    assert "open" not in fold.attributes
    assert {e.tag for e in fold.inside} >= {"summary", "form", "textarea", "button"}
    assert page.one("summary").attributes["data-key"] == "b"


def test_what_cannot_be_undone_asks_once_more(render: Render) -> None:
    page = Page(render(use("confirm") + "{{ confirm('撤回', '撤回后就不办了。', '/x', '确定撤回') }}"))
    assert "撤回后就不办了。" in page.one("details").words
    assert page.one("button").words == "确定撤回"


def test_a_time_that_is_not_known_is_a_dash(render: Render) -> None:
    assert render("{{ none | due }}") == "—"

from collections.abc import Callable

import pytest
from flask import Flask, render_template

from tests.webapp.layout.reading import Page
from webapp.layout import Look

TEMPLATES = {
    "layout/error.html": {"status": 403, "heading": "这一步不归您点", "sentence": "什么都没有改动。", "typed": {"您写的话": "<b>请快点</b>"}, "back_url": "/desk/"},
    "layout/stale.html": {
        "number": "1118-0007", "sentence": "张电工刚点了已完成。", "now_facts": [("状态", "待复查")], "typed": {"告诉居民一句": "四点前到"},
        "go_url": "/desk/tickets/7", "again": {"action": "/x", "version": 5, "label": "照样发", "fields": {"text": "四点前到"}},
    },
    "layout/sign_in.html": {"action": "/sign-in", "errors": {"password": "账号或密码不对"}, "demo_password": "mashang-demo",
                            "demo_accounts": [{"account": "wuye", "who": "物业", "what": "只看自家的门"}]},
}  # fmt: skip


@pytest.fixture
def show(dressed: Flask) -> Callable[..., str]:
    def shown(template: str, **context: object) -> str:
        with dressed.test_request_context("/desk/?view=late"):
            return render_template(template, **{**TEMPLATES.get(template, {}), **context})

    return shown


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_title_begins_with_the_only_h1_and_ids_are_unique(
    show: Callable[..., str], template: str
) -> None:
    page = Page(show(template))
    assert page.one("title").words.strip().startswith(page.one("h1").words)
    assert page.one("h1").words
    assert len(set(page.ids)) == len(page.ids)


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_page_runs_or_styles_anything_inline(show: Callable[..., str], template: str) -> None:
    page = Page(show(template))
    assert all("src" in script.attributes for script in page.all("script"))
    assert not page.all("style")
    assert not [
        name for e in page.elements for name in e.attributes if name.startswith("on") or name == "style"
    ]


def test_the_frame_names_who_is_signed_in_and_lets_them_out(render: Callable[..., str]) -> None:
    page = Page(render('{% extends "layout/desk.html" %}{% block title %}收件箱{% endblock %}'))
    assert page.one("p", class_="who").words == "王建国新街物业"
    out = page.one("form", action="/sign-out")
    assert out.attributes["method"] == "post"
    assert any(e.attributes.get("name") == "csrf_token" for e in out.inside)
    assert page.one("h1").words == "收件箱"
    assert "99+" in page.one("span", class_="badge").words
    assert page.one("a", class_="skip").attributes["href"] == "#main"


def test_a_page_for_nobody_has_no_menu(show: Callable[..., str]) -> None:
    page = Page(show("layout/sign_in.html", bare=True))
    assert not page.all("nav")
    assert "data-alone" in page.one("body").attributes


def test_demonstration_sign_ins_are_there_only_when_given(show: Callable[..., str]) -> None:
    assert "mashang-demo" in show("layout/sign_in.html")
    assert "mashang-demo" not in show("layout/sign_in.html", demo_accounts=None, demo_password=None)


def test_what_was_typed_survives_a_refusal_as_words(show: Callable[..., str]) -> None:
    for template, words in (("layout/error.html", "<b>请快点</b>"), ("layout/stale.html", "四点前到")):
        kept = Page(show(template)).one("textarea")
        assert kept.words.strip() == words
        assert "readonly" in kept.attributes


def test_what_was_typed_is_named_as_it_was_asked_and_never_by_a_code(client) -> None:
    page = client.post("/desk/sign-out", data={"words": "师傅下午三点到", "slot_2": "周六"}).text
    assert "师傅下午三点到" in page
    assert ">您写的话</label>" in page
    assert ">您填的</label>" in page
    assert ">words</label>" not in page


def test_a_refusal_in_the_residents_room_wears_the_residents_dress(show: Callable[..., str]) -> None:
    page = Page(show("layout/error.html", room="resident", lang="zh"))
    assert page.one("html").attributes.get("data-room") != "desk"
    assert page.one("h1").words == "这一步不归您点"
    assert "王建国" not in show("layout/error.html", room="resident", lang="zh")


def test_a_broken_program_can_still_say_so_without_asking_who_is_there(dressed: Flask) -> None:
    def broken() -> None:
        raise RuntimeError("the database is away")

    dressed.jinja_env.globals["current_shell"] = broken
    with dressed.test_request_context("/desk/"):
        text = render_template("layout/error.html", bare=True, heading="出了点问题", sentence="您写的还在。")
    assert "您写的还在。" in text


def test_letters_and_contrast_are_kept_by_a_plain_form(dressed: Flask) -> None:
    client = dressed.test_client()
    answer = client.post("/look", data={"size": "large", "back": "/desk/?view=late"})
    assert (answer.status_code, answer.location) == (303, "/desk/?view=late")
    client.post("/look", data={"contrast": "high", "size": "huge", "back": "/desk/"})
    kept = {name: client.get_cookie(name) for name in ("size", "contrast")}
    assert {name: cookie.value for name, cookie in kept.items() if cookie} == {
        "size": "large",
        "contrast": "high",
    }
    assert Look.chosen({"size": "large", "contrast": "<"}).attributes == ' data-size="large"'


@pytest.mark.parametrize(
    "back", ["https://else.where/", "//else.where/", "/\\else.where", "javascript:alert(1)", "/a\r\nb", ""]
)
def test_the_form_leads_nowhere_but_home(dressed: Flask, back: str) -> None:
    assert dressed.test_client().post("/look", data={"back": back}).location == "/"

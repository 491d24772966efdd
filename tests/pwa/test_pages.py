"""The resident pages by themselves: small, whole without scripts, strict, in two languages."""

import gzip
import re
import subprocess
import sys

import html5lib
import pytest
from flask import g, render_template

from tests.pwa.conftest import BROWSER, ROOT
from tests.pwa.contexts import DRESS, PAGES

LIMIT_PAGE = 14 * 1024
LIMIT_SCRIPT = 12 * 1024


@pytest.fixture
def render(page_app):
    def of(name, language="zh"):
        template, context = PAGES[name]
        with page_app.test_request_context():
            g.language = {"zh": "zh_Hans", "en": "en"}[language]
            return render_template(template, **{**context, "lang": language})

    return of


def test_every_page_is_strict_html_in_both_languages(render, tmp_path):
    for name in PAGES:
        for language in ("zh", "en"):
            page = tmp_path / f"{name} {language}.html"
            page.write_text(render(name, language), encoding="utf-8")
    answer = subprocess.run(
        ["node", "node_modules/.bin/html-validate", "--config", ".htmlvalidate.json", *map(str, tmp_path.iterdir())],
        cwd=BROWSER, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert answer.returncode == 0, answer.stdout


def parse(text):
    return html5lib.parse(text, namespaceHTMLElements=False)


def words(element):
    return "".join("".join(element.itertext()).split())


def names(form):
    return list(dict.fromkeys(e.get("name") for e in form.iter() if e.get("name")))


def form_with(page, name):
    (form,) = [form for form in page.iter("form") if name in names(form)]
    return form


@pytest.mark.parametrize("name", PAGES)
def test_the_title_is_the_one_heading_and_ids_are_unique(render, name):
    page = parse(render(name))
    (heading,) = page.iter("h1")
    assert words(page.find(".//title")) == words(heading)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_comes_from_elsewhere_and_nothing_is_inline_without_a_nonce(render, name):
    page = parse(render(name))
    attributes = [attribute for element in page.iter() for attribute in element.attrib]
    assert [a for a in attributes if a == "style" or a.startswith("on")] == []
    assert all(element.get("nonce") for tag in ("style", "script") for element in page.iter(tag))
    for element in page.iter():
        for address in (
            element.get("src"),
            element.get("action"),
            element.tag == "link" and element.get("href"),
        ):
            assert not address or re.match(r"/(?!/)|#", address), address


@pytest.mark.parametrize("name", PAGES)
def test_every_error_in_the_summary_leads_to_a_thing_on_the_page(render, name):
    page = parse(render(name))
    ids = {element.get("id") for element in page.iter()}
    targets = [link.get("href") for link in page.findall(".//*[@id='summary']//a")]
    assert {target.removeprefix("#") for target in targets} <= ids
    assert bool(targets) == name.endswith("with errors")


def test_fields_stand_in_the_order_of_the_contract(render):
    form = parse(render("door")).find(".//form[@id='report']")
    assert names(form) == ["report_id", "text", "category", "phone", "consent", "confidential", "photos"]


def test_the_emergency_numbers_stand_before_the_form_and_again_for_dangerous_tiles(render):
    page = parse(render("door"))
    main = page.find(".//main")
    kinds = [(child.tag, child.get("class")) for child in main]
    assert kinds.index(("p", "urgent")) < kinds.index(("form", "report"))
    for place in (main.find("p[@class='urgent']"), page.find(".//*[@id='danger']")):
        assert [link.get("href") for link in place.iter("a")] == ["tel:119", "tel:120", "tel:96777"]
        assert [words(link) for link in place.iter("a")] == ["119火警、被困", "120急救", "96777燃气抢修"]
    assert [tile.get("value") for tile in page.findall(".//input[@data-danger]")] == ["lift", "utility"]


def test_what_was_typed_is_kept_beside_the_errors_and_never_becomes_markup(render):
    text = render("door with errors")
    page = parse(text)
    assert page.find(".//textarea").text == "<script>alert(1)</script>"
    assert "<script>alert" not in text
    assert page.find(".//input[@name='phone']").get("value") == "1381234567"
    assert [box.get("value") for box in page.findall(".//input[@checked]")] == ["lift", "1"]
    assert page.find(".//input[@name='report_id']").get("value") == "abc"
    assert "open" in page.find(".//details[@class='fold contact']").attrib


def test_me_too_joins_with_an_id_of_its_own_and_needs_no_words(render):
    page = parse(render("door"))
    form = form_with(page, "joins")
    assert names(form) == ["report_id", "text", "joins"]
    assert form.find("input[@name='report_id']").get("value") != page.find(".//input[@name='report_id']").get(
        "value"
    )
    assert form.find("input[@name='text']").get("value") == "我也遇到"


def test_enter_in_a_field_never_accepts_a_meeting_time(render):
    form = form_with(parse(render("tracking")), "invitation")
    assert "disabled" in next(form.iter("button")).attrib


def test_a_code_that_this_browser_gave_already_is_not_asked_again(render):
    assert parse(render("tracking")).findall(".//input[@name='code']")
    assert not parse(render("tracking known")).findall(".//input[@name='code']")


@pytest.mark.parametrize("name", PAGES)
def test_no_sentence_of_ours_stays_chinese_in_english(render, name):
    text = "".join(parse(render(name, "en")).itertext())
    for sentence in ("发 送", "说说怎么回事", "打电话", "查询码", "您的信息怎么用", "撤回", "码上说"):
        assert sentence not in text


def test_every_sentence_has_its_english(tmp_path):
    found = tmp_path / "messages.pot"
    subprocess.run(
        [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "webapp/translations/babel.cfg",
         "-o", str(found), "--no-location", "webapp"],
        cwd=ROOT, check=True,
    )  # fmt: skip
    catalogue = (ROOT / "webapp/translations/en/LC_MESSAGES/messages.po").read_text(encoding="utf-8")
    english = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', catalogue, re.MULTILINE))
    wanted = re.findall(r'^msgid "(.+)"$', found.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(wanted) > 100
    assert [sentence for sentence in wanted if not english.get(sentence)] == []


@pytest.mark.parametrize("name", PAGES)
def test_the_page_fits_its_budget(render, name):
    assert len(gzip.compress(render(name).encode(), 9)) <= LIMIT_PAGE


def test_the_scripts_fit_their_budget():
    for script in (BROWSER / "dist").glob("*.js.gz"):
        if script.name.startswith(("report.", "tracking.")):
            assert script.stat().st_size <= LIMIT_SCRIPT


def test_the_dress_is_the_same_on_every_page():
    assert all(DRESS.keys() <= context.keys() for _, context in PAGES.values())

"""Where people start who come without a plate: the front page, and the first page outdoors."""

from dataclasses import replace

import pytest

from tests.architecture.reading import Page, faults
from tests.builders.district import build_district
from tests.builders.signed_in import sign_in as browser_of
from webapp.access.role import Role
from webapp.app import create_app

pytestmark = pytest.mark.only_sqlite


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_front_page_says_what_this_is_and_leads_to_the_three_ways(client, lang):
    page = Page(client.get(f"/?lang={lang}").text)
    assert not faults(page.text)
    assert {"/t/", "/q/", "/desk/"} <= set(page.links)
    assert ("门口的事" in page.text) is (lang == "zh")


def test_only_a_demonstration_shows_a_door_to_try(settings, clock, client, kernel):
    district = build_district(kernel)
    assert district.codes[0] not in client.get("/").text
    demo = create_app(replace(settings, demo=True), clock=clock)
    assert f"/q/{district.codes[0]}" in Page(demo.test_client().get("/").text).links
    demo.extensions["mashang"].engine.dispose()


@pytest.mark.parametrize(
    ("role", "leads"),
    [
        (Role.GRID_WORKER, ["/desk/recheck", "/desk/reports/new", "/desk/"]),
        (Role.INSPECTOR, ["/desk/recheck", "/desk/reports/new", "/desk/"]),
        (Role.PROPERTY, ["/desk/"]),
    ],
)
def test_the_first_page_outdoors_shows_what_this_post_starts_with(app, kernel, role, leads):
    text = browser_of(app, build_district(kernel)[role]).get("/f/").text
    main = text[text.index("<main") : text.index("</main>")]
    assert [link for link in Page(main).links if link != "/f/"] == leads


def test_the_first_page_outdoors_asks_to_sign_in_and_comes_back(client):
    answer = client.get("/f/")
    assert (answer.status_code, answer.location) == (302, "/desk/sign-in?next=/f/")

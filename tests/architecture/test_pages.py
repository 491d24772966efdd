"""Guards over all pages, as each role sees them: strict HTML, title and heading, ids, form tokens, live links."""

from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.architecture.addresses import OPEN, addresses, rules
from tests.architecture.reading import Page, faults
from webapp.access.role import Role

pytestmark = pytest.mark.only_sqlite  # pages do not depend on the database
PIECES = {"intake.doors": "lines of a list, fetched by the form's script"}
EVERYBODY = [
    None,
    *(role for role in Role if role not in {Role.RESIDENT, Role.RULE, Role.TIMER, Role.NOBODY}),
]


def walk(app, town, browser):
    """Every page that a browser reaches by address: (address, answer), redirects followed."""
    seen = set()
    for rule in [rule for rule in rules(app, "GET") if rule.endpoint not in PIECES]:
        for address in addresses(app, town, rule):
            answer = browser.get(address, follow_redirects=True, buffered=True)
            if answer.mimetype == "text/html" and answer.request.path not in seen:
                seen.add(answer.request.path)
                yield address, answer


@pytest.fixture(params=EVERYBODY, ids=lambda role: role.value if role else "nobody")
def pages(request, app, town, browser_of):
    """All pages of one role, refusals among them."""
    browser = browser_of(town.district.actors[request.param] if request.param else None)
    found = list(walk(app, town, browser))
    assert len(found) > 10
    return found


def test_pages_are_sound_and_their_forms_and_links_lead_somewhere(app, pages):
    wrong = []
    for address, answer in pages:
        page = Page(answer.text)
        assert answer.status_code in {200, 403, 404, 410}, f"{address}: {answer.status}"
        told = [*faults(answer.text), *without_token(app, page), *dead_links(app, page), *foreign(page)]
        wrong += [f"{address}: {one}" for one in told]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def without_token(app, page: Page) -> list[str]:
    """Forms that post to the office without a token, or to nowhere."""
    found = []
    for form in page.forms:
        endpoint = endpoint_of(app, form.action, form.method.upper())
        if endpoint is None:
            found.append(f"the form to {form.action!r} leads nowhere")
        elif (
            form.method == "post"
            and endpoint.partition(".")[0] not in OPEN
            and "csrf_token" not in form.fields
        ):
            found.append(f"the form to {form.action} has no csrf_token")
    return found


def dead_links(app, page: Page) -> list[str]:
    """Links to addresses of ours that nobody answers."""
    ours = [link for link in page.links if not urlsplit(link).scheme and not link.startswith("#")]
    return [f"the link to {link} leads nowhere" for link in ours if endpoint_of(app, link, "GET") is None]


def foreign(page: Page) -> list[str]:
    """Pictures and scripts from elsewhere."""
    return [f"{source} is fetched from elsewhere" for source in page.sources if urlsplit(source).netloc]


def endpoint_of(app, address: str, method: str) -> str | None:
    with app.test_request_context():
        try:
            path = urlsplit(address).path or "/"
            return app.url_map.bind("localhost").match(path, method=method)[0]
        except RequestRedirect:
            return None
        except (NotFound, MethodNotAllowed):
            return None


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        ("<!DOCTYPE html><title>x</title><h1>x</h1><p><div></p>", "unexpected-end-tag"),
        ("<!DOCTYPE html><title>y</title><h1>x</h1>", "does not begin"),
        ("<!DOCTYPE html><title>x</title><h1>x</h1><p id=a><p id=a>", "ids twice"),
        ("<!DOCTYPE html><title>x</title><p>x", "0 headings"),
    ],
)
def test_the_reader_sees_what_is_wrong(page, fault):
    assert any(fault in one for one in faults(page)), faults(page)

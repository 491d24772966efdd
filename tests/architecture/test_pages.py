"""Guards over all pages, as each role sees them: strict HTML, title and heading, ids, form tokens, live links."""

from functools import lru_cache
from urllib.parse import urlsplit

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.architecture.addresses import OPEN, addresses, rules
from tests.architecture.reading import Form, Page, faults, read, shape
from webapp.access.role import Role

NO_PAGES = {
    "patrol.photo": "a picture", "patrol.coverage_file": "an Excel file", "patrol.map_data": "data of the map", "patrol.labels_file": "a PDF",
    "insight.fetch_file": "an Excel or Word file", "narrow.fetch_file": "an Excel file",
    "alarm.ask": "a banner, fetched by the pages' script",
    "intake.doors": "lines of a list, fetched by the form's script",
    "screen.photo": "a picture", "tracking.photo": "a picture", "link.photo": "a picture",
    "plates.download": "a PDF", "review.minutes": "a Word file", "admin.template": "a CSV file", "admin.classes_file": "an Excel file", "assets.asset": "scripts and styles",
}  # fmt: skip
EVERYBODY = [
    None,
    *(role for role in Role if role not in {Role.RESIDENT, Role.GUEST, Role.RULE, Role.TIMER, Role.NOBODY}),
]


def walk(app, town, browser):
    """Every page that a browser reaches by address: (address, answer), redirects followed; a refusal once."""
    seen = set()
    for rule in rules(app, "GET"):
        if rule.endpoint in NO_PAGES:
            continue
        for address in addresses(app, town, rule):
            answer = browser.get(address, follow_redirects=True, buffered=True)
            known = answer.request.path if answer.status_code == 200 else answer.status_code
            if answer.mimetype == "text/html" and known not in seen:
                seen.add(known)
                yield address, answer


@pytest.mark.slow
@pytest.mark.only_sqlite("templates and their links")
def test_pages_are_sound_and_their_forms_and_links_lead_somewhere(app, town, browser_of):
    wrong, count = [], 0
    for role in EVERYBODY:
        for address, answer in walk(app, town, browser_of(town.district.actors[role] if role else None)):
            count += 1
            page = read(answer.text)
            assert answer.status_code in {200, 403, 404, 410}, f"{role} {address}: {answer.status}"
            told = [*faults(answer.text), *without_token(app, page), *dead_links(app, page), *foreign(page)]
            wrong += [f"{role} {address}: {one}" for one in told]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
    assert count > 150


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


@lru_cache(maxsize=1000)  # the same menu stands on every page
def endpoint_of(app, address: str, method: str) -> str | None:
    with app.test_request_context():
        try:
            path = urlsplit(address).path or "/"
            return app.url_map.bind("localhost").match(path, method=method)[0]
        except RequestRedirect:
            return None
        except (NotFound, MethodNotAllowed):
            return None


ODD = "<script>alert(1)</script>\u202e\x00=cmd()'\""
AT_WORK = (None, Role.PROPERTY, Role.SHIFT_LEAD, Role.GRID_WORKER, Role.STREET, Role.ADMINISTRATOR)


def failures(browser, form: Form) -> list[str]:
    """What goes wrong with a form in which is typed what nobody should type, and then nothing."""
    found = []
    for typed in (ODD, ""):
        data = {name: typed if value is None else value for name, value in form.fields.items()}
        sent = browser.post(form.action, data=data, buffered=True)
        said = faults(sent.text) if sent.mimetype == "text/html" and sent.status_code >= 400 else []
        if sent.status_code >= 500 or ("<script>alert" in sent.text) or said:
            found.append(f"{form.action}: {sent.status} {said}")
    return found


@pytest.mark.slow
def test_no_form_fails_whatever_is_typed(app, town, browser_of, database_kind):
    if database_kind == "sqlite":
        pytest.skip("PostgreSQL refuses more of what is typed: lengths, zeros in words, numbers too large")
    wrong = []
    for role in AT_WORK:
        browser, sent_before = browser_of(town.district.actors[role] if role else None), set()
        for address, answer in list(walk(app, town, browser)):
            for form in read(answer.text).forms:
                same = form.action, frozenset(form.fields)  # a list's buttons lead to many, each of them once
                if (
                    form.method == "post"
                    and not form.action.endswith(("sign-out", "/look"))
                    and same not in sent_before
                ):
                    sent_before.add(same)
                    wrong += [f"{role} {address} → {said}" for said in failures(browser, form)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))


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


SOUND = (
    '<!DOCTYPE html><title>x</title><h1>x</h1><form action="/a"><input name="b" value="c"></form>'
    "<ul><li>one</li><li>two</li></ul><table><tr><td>1</td></tr><tr><td>2</td></tr></table>"
)


@pytest.mark.parametrize(
    ("part", "otherwise"),
    [
        ("<li>two</li>", "<li>two</li></li>"), ("<li>two</li>", "<li>two &nobody;</li>"), ("<li>two</li>", "<li><b>two</li>"),
        ("</td></tr>", "</td></td></tr>"), ("<td>2</td>", "<td>2\x01</td>"), ('value="c"', 'value="c" name="d"'),
        ('value="c"', 'value="&nobody;"'), ('value="c"', "value=c>d<"), ('value="c"', 'value="c"x="y"'), ("</form>", "<form></form></form>"),
    ],
)  # fmt: skip
def test_no_fault_hides_behind_the_shape_of_a_page_that_was_sound(part, otherwise):
    assert faults(SOUND) == []
    assert shape(SOUND) == shape(
        SOUND.replace("one", "eins").replace('"c"', '"e"').replace("<li>two</li>", "")
    )
    assert part in SOUND
    assert faults(SOUND.replace(part, otherwise, 1)) != []

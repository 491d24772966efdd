"""Guards over all routes: who is let in, forged and foreign sends, another unit's ids, wrong methods."""

import re
import uuid

import pytest
from sqlalchemy import select

from tests.architecture.addresses import OPEN, QUIET, addresses, blueprint, rules
from webapp.access.role import Role
from webapp.layout import MENU
from webapp.ticket.records import Ticket

ANYBODY = {
    "front.show": "the front page",
    "plate.show": "a door's page", "plate.ask_code": "where to find the code", "plate.send": "its form, held by Origin",
    "tracking.show": "the reporter's page, by its link", "tracking.answer": "answers there; verdicts ask for the code",
    "tracking.mine": "what is kept about the reporter, after the code", "tracking.show_mine": "the same, asked for",
    "tracking.photo": "its photos", "tracking.meeting_file": "a calendar file", "tracking.ask": "for a lost link", "tracking.find": "number and code, counted",
    "link.show": "a firm's link: a list for reading", "link.bind": "binds one phone by a code, counted",
    "link.ticket": "only on the bound phone", "link.take": "only on the bound phone",
    "link.meet": "only on the bound phone", "link.photo": "only on the bound phone",
    "presence.show": "by a code that is read on the spot and soon old", "presence.arrive": "the same; staff sign in",
    "meeting_feed.show_calendar": "a calendar program reads it by its private address",
    "guest.show": "one whistle, by a guest's link", "guest.take": "the guest's own answer there; the form carries its token",
    "sign_in.show": "the way in", "sign_in.enter": "the way in, counted", "sign_in.leave": "the way out",
    "sign_in.change": "for whoever signed in, also with a given password", "sign_in.keep": "the same",
    "layout.change": "letters and contrast, kept in the browser",
    "api_reports.put_report": "a queued report", "api_reports.put_photo": "a promised photo",
    "api_reports.get_receipt": "by the report's own id",
    "api_rechecks.put_recheck": "asks for a sign-in itself, 401", "api_rechecks.put_photo": "bytes that were promised",
    "api_rechecks.get_receipt": "by the verdict's own id; of the ticket only to who may read it",
    "api_visits.put_visit": "asks for a sign-in itself, 401", "api_visits.put_photo": "bytes that were promised",
    "api_visits.get_receipt": "by the visit's own id",
    "api_receipts.ask": "by the ids of what was sent", "api_field.clock": "our time",
    "api_field.pack": "asks for a sign-in itself, 401", "api_field.near": "asks for a sign-in itself, 401",
    "api_field.take_outbox": "asks for a sign-in itself, 401",
    "api_description.show": "the description of the API",
    "health.alive": "says nothing", "health.ready": "names of failing parts", "metrics.show": "near addresses only",
    "assets.asset": "built scripts and styles",
    "alarm.ask": "rings for whoever signed in here; a locked page is told only how many",
    "field.install": "how to install, read before a sign-in", "field.worker": "a script", "field.manifest": "names and icons",
    "field.icon": "a picture",
}  # fmt: skip

NOT_IN_MENU = {
    "patrol.scan": "the code on a label", "patrol.find": "from the day's plan", "patrol.visit_form": "from the day's plan",
    "patrol.visit": "from lists of visits", "patrol.photo": "a picture", "patrol.flags": "from the patrol's page",
    "patrol.person": "from the patrol's page", "patrol.coverage": "from the patrol's page",
    "patrol.coverage_file": "an Excel file", "patrol.map_data": "what the map draws", "patrol.point": "from the list",
    "patrol.labels": "after asking for labels", "patrol.labels_file": "a PDF", "patrol.streets": "from the list of points",
    "component_page.show": "from the list of components",
    "map.data": "what the map's script draws", "map.places": "the same, around its middle",
    "map.wall": "from the map", "map.ticket": "at the side of the map",
    "screen.jump": "the box on top of every page", "screen.photo": "a picture",
    "field.home": "the start outdoors, named by `make run`", "field.capture": "from the bar outdoors",
    "field.patrol": "from the bar outdoors", "field.recheck": "from the bar outdoors",
    "field.outbox": "from the bar outdoors", "field.map": "from the start outdoors",
    "field.check": "from the start outdoors", "field.leave": "from the start outdoors",
    "screen.ticket": "from the inbox", "blur.show": "from a ticket's photo", "recheck.look": "from its list", "callback.call": "from its list",
    "callback.flagged": "from the list of callbacks", "callback.left_out": "the same", "callback.checks": "the same",
    "meeting.invitation": "from the ticket", "meeting_week.file": "a calendar file",
    "meeting_week.show": "from the list of meetings",
    "insight.numbers": "from a number of the rates", "insight.published": "from the rates",
    "insight.snapshot": "from the list of what was published", "insight.file": "after asking for a file",
    "insight.snapshot_numbers": "from a published number",
    "insight.unit": "from the list of management units", "insight.unit_tickets": "from a figure of a score card",
    "insight.fetch_file": "an Excel or Word file",
    "whistle.new": "from the list and from a ticket", "whistle.whole": "from the list", "whistle.spot": "from the whistle",
    "whistle.history": "from the list",
    "supervise.new": "from the list and from a ticket", "supervise.whole": "from the list", "supervise.picture": "a picture",
    "narrow.show": "from the inbox", "narrow.table": "from the inbox", "narrow.file": "after asking for a file",
    "narrow.fetch_file": "an Excel file", "narrow.choose_columns": "a form of the table",
    "bulk.ask": "from the inbox, with what is ticked", "bulk.show": "from the line above the list",
    "supervise.new_batch": "from the list", "supervise.every": "from the list", "supervise.office": "from the list",
    "supervise.rates": "from the list", "supervise.behind": "from a number of the rate", "supervise.file": "after asking for a file",
    "supervise.fetch_file": "a PDF or Word file",
    "review.pick": "from a ticket", "review.whole": "from the list", "review.cases": "from the list",
    "review.minutes": "a Word file", "review.measure": "from a message", "rota.note": "from the list",
    "rules.version": "from the rules and a ticket", "rules.draft": "from the rules", "rules.new": "from the draft",
    "rules.edit": "from the draft", "rules.tried": "from the draft",
    "firm_links.made": "the fresh link, shown once",
    "intake.doors": "finds doors for the form", "intake.taken": "the number, after the form",
    "plates.download": "from its page", "admin.template": "from the imports page",
    "admin.matter_class": "from the list", "admin.classes_file": "an Excel file",
}  # fmt: skip


def permission_of(app, rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "requires", None)


@pytest.mark.only_sqlite("the table of routes and who may enter")
def test_every_route_asks_for_a_permission_or_is_listed_as_open_to_anybody(app):
    unguarded = {rule.endpoint for rule in rules(app) if permission_of(app, rule) is None}
    assert unguarded == set(ANYBODY), "guard it by `requires`, or list it with the reason"


@pytest.mark.only_sqlite("the table of routes and who may enter")
def test_a_route_for_staff_lets_nobody_in_without_a_sign_in(app, town, client):
    for rule in rules(app):
        if permission_of(app, rule) is not None:
            for address in addresses(app, town, rule):
                for method in rule.methods - QUIET:
                    answer = client.open(address, method=method)
                    expected = {302} if method == "GET" else {400, 401}  # a form token is missing first
                    assert answer.status_code in expected, f"{method} {address}: {answer.status}"
                    if method == "GET":
                        assert answer.location.startswith("/desk/sign-in?next="), address


@pytest.mark.only_sqlite("the table of routes and who may enter")
def test_every_page_stands_in_the_menu_or_is_left_out_by_name(app):
    pages = {rule.endpoint for rule in rules(app, "GET") if permission_of(app, rule) is not None}
    menu = {row.endpoint for row in MENU}
    assert menu <= pages, "the menu leads nowhere"
    assert pages - menu == set(NOT_IN_MENU)


@pytest.mark.only_sqlite("the table of routes and who may enter")
def test_the_menu_shows_a_page_to_those_whom_the_page_lets_in(app):
    asked = {rule.endpoint: permission_of(app, rule) for rule in rules(app, "GET")}
    for row in MENU:
        assert asked[row.endpoint] in {row.permission, "signed in"}, row.endpoint


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.DEPARTMENT, Role.GRID_WORKER, Role.COMMUNITY])
def test_another_unit_finds_nothing_of_ours(app, kernel, town, browser_of, role):
    browser = browser_of(town.strangers[role])
    token = form_token(browser)
    before = {receipt.ticket.id: version(kernel, receipt.ticket.id) for receipt in town.tickets.values()}
    for rule in rules(app):
        ours = rule.arguments & {
            "ticket_id",
            "photo_id",
            "task_id",
            "link_id",
            "sheet_id",
            "door_id",
            "unit_id",
            "visit_id",
            "leave_out_id",
            "check_id",
            "whistle_id",
            "notice_id",
            "review_id",
            "shift_id",
            "absence_id",
            "note_id",
            "measure_id",
            "message_id",
            "channel_id",
            "snapshot_id",
        }
        if not ours or blueprint(rule) in OPEN:
            continue
        for address in addresses(app, town, rule):
            for method in rule.methods - QUIET:
                sent = {"csrf_token": token, "once": str(uuid.uuid4()), "version": "1", "words": "一句话"}
                answer = browser.open(
                    address, method=method, data=sent if method == "POST" else None, buffered=True
                )
                assert answer.status_code in {403, 404}, f"{method} {address} → {answer.status}"
                shown = [t for t in town.tickets.values() if t.ticket.number in answer.text]
                assert not shown, f"{method} {address} shows a number of ours"
    assert before == {ticket_id: version(kernel, ticket_id) for ticket_id in before}


def test_another_unit_sees_no_number_of_ours_on_any_page_of_its_own(app, town, browser_of):
    for actor in town.strangers.values():
        browser = browser_of(actor)
        for rule in rules(app, "GET"):
            if not rule.arguments and permission_of(app, rule) is not None:
                page = browser.get(rule.rule, follow_redirects=True).text
                assert not [t for t in town.tickets.values() if t.ticket.number in page], rule.rule


def test_a_firms_link_opens_no_ticket_of_another_firm(app, town, client):
    for rule in rules(app):
        if blueprint(rule) == "link" and rule.arguments & {"ticket_id", "photo_id"}:
            for address in addresses(app, town, rule, token=town.other_link):
                for method in rule.methods - QUIET:
                    assert client.open(address, method=method).status_code in {403, 404}, (
                        f"{method} {address}"
                    )


@pytest.mark.only_sqlite("the table of routes and who may enter")
def test_a_form_of_the_office_without_its_token_changes_nothing(app, town, browser_of):
    for role, actor in town.district.actors.items():
        browser = browser_of(actor)
        for rule in rules(app, "POST"):
            if blueprint(rule) not in OPEN or rule.endpoint == "layout.change":
                address = next(addresses(app, town, rule))
                answer = browser.post(address, data={"words": "打好的一句话"})
                assert answer.status_code == 400, f"{role} {address}: {answer.status}"
        assert "打好的一句话" in answer.text


@pytest.mark.only_sqlite("the table of routes and who may enter")
def test_a_send_from_another_site_is_refused(app, town, client):
    elsewhere = {
        "Origin": "https://elsewhere.example",
        "Sec-Fetch-Site": "cross-site",
        "X-Mashang-Queued": "1",
    }
    for rule in rules(app):
        for method in rule.methods & {"POST", "PUT"}:
            if blueprint(rule) in OPEN - {"layout"}:
                for address in addresses(app, town, rule):
                    answer = client.open(address, method=method, headers=elsewhere)
                    assert answer.status_code in {403, 404}, f"{method} {address}: {answer.status}"


def version(kernel, ticket_id: uuid.UUID) -> int:
    with kernel.read() as session:
        return session.scalars(select(Ticket.version).where(Ticket.id == ticket_id)).one()


def form_token(browser) -> str:
    page = browser.get("/desk/", follow_redirects=True).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


def test_control_characters_in_an_address_break_nothing(app, town, browser_of):
    odd = "\x00\x1b\u202e'\"<"
    asked = dict.fromkeys(
        ("q", "number", "view", "after", "before", "ticket", "door", "done", "lang", "size", "next"), odd
    )
    browser = browser_of(town.district.actors[Role.SHIFT_LEAD])
    chief = browser_of(town.district.actors[Role.ADMINISTRATOR])
    for rule in rules(app, "GET"):
        words = {name: odd for name in ("code", "word", "name") if name in rule.arguments}
        for address in (next(addresses(app, town, rule, **words)), next(addresses(app, town, rule))):
            for one in (browser, chief):
                answer = one.get(address, query_string=asked, buffered=True)
                assert answer.status_code < 500, f"{address}: {answer.status}"

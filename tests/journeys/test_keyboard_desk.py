"""At the desk nobody reaches for the mouse: every hand on the keys, the next ticket comes by itself."""

import re
from uuid import UUID

import pytest
from playwright.sync_api import Locator, Page, expect


@pytest.fixture
def desk(office) -> Page:
    """The operator's screen, touched by the keyboard alone from here on."""
    return office("zuoxi").page


def shown(page: Page) -> str:
    """The number of the ticket on the verify screen."""
    return re.search(r"\d{4}-\d{4}", page.get_by_role("heading", level=1).inner_text())[0]


def choose(page: Page, asked: Locator, words: str) -> None:
    """Walk down a list that has the focus until these words are chosen."""
    expect(asked).to_be_focused()
    for _ in range(asked.locator("option").count()):
        if asked.evaluate("list => list.selectedOptions[0].text") == words:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"no 「{words}」 in the list")


def accept(page: Page, district) -> str:
    """Settle by key what the proposal leaves open, press Enter, and see another ticket load."""
    number, klass = shown(page), page.locator("select[name=klass]")
    if not klass.input_value():
        klass.focus()
        choose(page, klass, "其他")
        page.keyboard.press("Escape")
    if not page.locator("input[name=unit]:checked").count():
        page.keyboard.press("1")
    with page.expect_navigation(timeout=10_000):
        page.keyboard.press("Enter")
    assert district.ticket(number)["state"] == "dispatched", page.locator("main").inner_text()[:400]
    assert shown(page) != number
    return number


def test_three_tickets_go_out_with_enter_and_one_is_refused_with_its_reason(desk, district, shot):
    desk.goto("/desk/verify")
    shot(desk, "verify")
    sent = {accept(desk, district) for _ in range(3)}
    assert len(sent) == 3

    number = shown(desk)
    desk.keyboard.press("r")
    desk.keyboard.type("这是家里的事，街道办不了，可以请居委会来调解")
    desk.keyboard.press("Tab")
    choose(desk, desk.locator("select[name=turn_to]"), "社区居委会")
    desk.keyboard.press("Tab")
    with desk.expect_navigation(timeout=10_000):
        desk.keyboard.press("Enter")
    row = district.ticket(number)
    assert (row["state"], row["referral"]) == ("refused", "社区居委会")
    assert shown(desk) != number


def test_a_case_number_a_search_and_the_list_are_under_the_fingers(desk, district):
    wanted = district.one("SELECT number FROM ticket WHERE state = 'closed'")["number"]
    desk.goto("/desk/")
    desk.keyboard.press("g")
    desk.keyboard.type(wanted)
    with desk.expect_navigation(timeout=10_000):
        desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(wanted)

    desk.goto("/desk/?view=all")
    desk.keyboard.press("/")
    desk.keyboard.type("电梯")
    with desk.expect_navigation(timeout=10_000):
        desk.keyboard.press("Enter")
    rows = desk.locator("[data-list] .row")
    assert 1 < rows.count() < 20
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    desk.keyboard.press("k")
    expect(rows.first.locator("a")).to_be_focused()
    number = rows.first.locator(".number").inner_text()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_contain_text(number)
    expect(rows.first.locator("a")).to_be_focused()
    desk.keyboard.press("ArrowRight")
    expect(desk.locator("[data-part=ticket]")).to_be_focused()
    desk.keyboard.press("ArrowLeft")
    expect(rows.first.locator("a")).to_be_focused()


def test_several_go_out_together_are_taken_back_and_go_out_again(desk, district, shot):
    """成批办 by keys alone: tick, ask, undo; then once more, and what one of them failed with is read."""

    def tick(count: int) -> set[str]:
        desk.keyboard.press("j")
        for _ in range(count):
            desk.keyboard.press("x")
            desk.keyboard.press("j")
        return {
            row.locator(".number").inner_text() for row in desk.locator(".row:has(.pick input:checked)").all()
        }

    def send() -> None:
        with desk.expect_navigation(timeout=10_000):
            desk.keyboard.press("b")
        desk.locator("select[name=unit]").focus()
        choose(desk, desk.locator("select[name=unit]"), "示范区市政养护中心（部门）")
        desk.keyboard.press("Tab")
        expect(desk.get_by_role("button", name="办这")).to_be_focused()
        shot(desk, "bulk")
        with desk.expect_navigation(timeout=10_000):
            desk.keyboard.press("Enter")

    desk.goto("/desk/?view=filed")
    wanted = tick(2)
    assert len(wanted) == 2
    send()
    expect(desk.locator(".bulk-line")).to_contain_text("2 件")
    with desk.expect_navigation(timeout=10_000):
        desk.keyboard.press("t")
    expect(desk.locator("main")).to_contain_text("一件也没动")
    assert {district.ticket(number)["state"] for number in wanted} == {"filed"}
    assert tick(2) == wanted
    send()
    district.half_a_minute_passes()
    district.one("SELECT id FROM bulk_act WHERE state = 'done'")
    desk.goto("/desk/?view=filed")
    expect(desk.locator(".bulk-line")).to_contain_text("办好 2 件")
    assert {district.ticket(number)["state"] for number in wanted} == {"dispatched"}
    with desk.expect_navigation(timeout=10_000):
        desk.keyboard.press("e")
    expect(desk.locator("main")).to_contain_text("市政养护中心")


def test_the_question_mark_shows_every_key_and_goes_away_with_escape(desk, shot):
    desk.goto("/desk/verify")
    desk.keyboard.press("?")
    sheet = desk.get_by_role("dialog", name="按键")
    expect(sheet).to_contain_text("立案并派遣")
    expect(sheet).to_contain_text("按单号打开")
    expect(sheet).not_to_contain_text("列表")
    shot(desk, "keys")
    desk.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_a_class_that_nobody_chose_is_asked_for_and_never_guessed(desk, district):
    unsettled = district.one("SELECT id, number FROM ticket WHERE state = 'new' AND class_id IS NULL")
    desk.goto(f"/desk/verify?ticket={UUID(unsettled['id'])}")
    expect(desk.locator("select[name=klass]")).to_have_value("")
    desk.keyboard.press("1")
    with desk.expect_navigation(timeout=10_000):
        desk.keyboard.press("Enter")
    expect(desk.locator(".error-summary")).to_contain_text("立案前要先定下类别")
    assert district.ticket(unsettled["number"])["state"] == "new"

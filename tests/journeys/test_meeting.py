"""A meeting as both sides live it: a time taken, moved with a reason, held, its minutes disputed, put right, confirmed."""

from playwright.sync_api import Page, expect

from tests.journeys.walkers import Office, Resident


def act(firm: Office, number: str, name: str, tick: str = "", **typed: str) -> Page:
    """Take one of the meeting's acts on the ticket's page."""
    page = firm.open(number)
    page.reload()
    form = page.locator(f"form[action$='/invitation/{name}']")
    form.locator("xpath=ancestor::details").locator("summary").first.click()
    for field, words in typed.items():
        form.locator(f"[name={field}]").fill(words)
    if tick:
        form.locator(f"[name={tick}]").check()
    with page.expect_navigation():
        form.locator("button").last.click()
    return page


def says(told: Resident, answer: str, **typed: str) -> Page:
    """Press one of the answers on the resident's page, with the code while it is asked for."""
    page = told.look()
    button = page.locator(f"button[name=answer][value^='{answer}']").first
    fold = button.locator("xpath=ancestor::details/summary")
    if fold.count():
        fold.click()
    for field, words in typed.items():
        page.locator(f"section.card [name={field}]").fill(words)
    if page.locator("section.card [name=code]").count():
        page.locator("section.card [name=code]").fill(told.code)
    button.click()
    expect(page.locator("p.done[role=status]")).to_be_visible()
    return page


def test_a_time_is_taken_moved_held_and_its_minutes_are_disputed_and_put_right(resident, office, shot):
    told = resident("X01-05-2").say("灯", "五单元二层的灯整夜不灭").send()
    told.sees("已转给安居物业", seconds=5)
    told.accepts_first_time()
    says(told, "stand_in", stand_in="我儿子小李")
    expect(told.look().locator("#main")).to_contain_text("我儿子小李替您来")
    assert told.page.request.get(f"{told.tracking}/meeting.ics").text().startswith("BEGIN:VCALENDAR")

    firm = office("wuye")
    expect(firm.open(told.number).locator("#meeting")).to_contain_text("我儿子小李替居民来")
    act(firm, told.number, "again", reason="师傅去抢修水管")
    expect(told.look().locator("#main")).to_contain_text("改期：师傅去抢修水管")
    told.accepts_first_time()
    shot(told.page, "meeting-moved")

    act(
        firm,
        told.number,
        "hold",
        "earlier",
        minutes="看了线路，是开关坏了",
        agreed="换开关",
        agreed_by="张师傅",
    )
    expect(told.look().locator("#main")).to_contain_text("换开关（张师傅）")
    says(told, "wrong", text="还说好了今天换")
    firm.page.goto("/desk/meetings")
    expect(firm.page.locator("#main")).to_contain_text("居民说记录不对")
    page = act(firm, told.number, "amend", agreed="今天换开关")
    expect(page.locator("#meeting")).to_contain_text("今天换开关（张师傅）")
    says(told, "right")
    expect(told.look().locator("#main")).to_contain_text("您看过了，说没问题")
    shot(told.page, "meeting-minutes")

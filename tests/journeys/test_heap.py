"""Meeting first must never hold up the broom: the heap is gone while the invitation is still open."""

from uuid import UUID

from playwright.sync_api import expect


def test_a_heap_goes_at_once_and_only_closing_waits_for_the_meeting(resident, office, district, photo_of):
    told = resident("X01-05-1").say("垃圾", "楼门口堆了一大堆垃圾，进不了门", (photo_of("rubbish"),)).send()
    told.sees("已转给安居物业", seconds=5)
    firm = office("wuye")
    firm.take(told.number, "accept")
    firm.take(told.number, "start")
    firm.take(told.number, "feed_back", (photo_of("rubbish", fixed=True),), words="清走了，地也冲了")
    ticket = str(UUID(district.ticket(told.number)["id"]))
    office("wangge").looks_again(told.number, photo_of("rubbish", fixed=True), ticket)
    expect(told.look().get_by_role("button", name="不用见面，电话说")).to_be_visible()

    desk = office("zuoxi")
    expect(desk.open(told.number).locator(".next-step")).to_contain_text("还没和居民见面，先不能结案")
    desk.try_to(told.number, "close")
    expect(desk.page.locator("#main")).to_contain_text(
        "还没和居民见面：先见面并写下结果，或等居民说不用见，再结案。"
    )
    assert district.ticket(told.number)["state"] == "passed"

    told.declines_to_meet()
    desk.page.reload()
    desk.take(told.number, "close")
    assert district.ticket(told.number)["state"] == "closed"
    told.sees("请您看看")

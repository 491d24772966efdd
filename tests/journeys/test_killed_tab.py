"""Cheap phones kill the page: what was typed and photographed is on the phone first, and arrives once."""

from playwright.sync_api import expect

WORDS = "二单元门口的灯从昨晚起就不亮"
HALF = "写到一半手机就没电了"


def test_a_tab_killed_while_its_photo_uploads_sends_it_when_opened_again(resident, district, photo_of):
    who = resident("X02-02-1").say("灯", WORDS, (photo_of("lamp"),))
    page, phone = who.page, who.page.context
    stalled = []
    page.route("**/photos/*", lambda route: stalled.append(route))
    page.get_by_role("button", name="发 送").click()
    expect(page.locator("#state")).to_contain_text("已受理")
    assert len(stalled) == 1, "the words are in, the photo hangs on the line"
    page.close()

    [report] = district.sent_with(WORDS)
    arrived = "SELECT id FROM photo WHERE report_id = ? AND state <> 'promised'"
    assert district.rows(arrived, report["id"]) == []

    who.page = phone.new_page()
    who.page.goto(f"/q/{district.code_of('X02-02-1')}")
    who.read_receipt().sees_photos(1)
    assert len(district.sent_with(WORDS)) == 1
    assert len(district.rows(arrived, report["id"])) == 1
    assert len(district.rows("SELECT 1 FROM reporter WHERE report_id = ?", report["id"])) == 1


def test_a_draft_survives_the_tab_and_is_sent_once(resident, district, photo_of):
    who = resident("X02-02-2").say("灯", HALF, (photo_of("lamp"),))
    page, phone = who.page, who.page.context
    expect(page.locator("#thumbs li p")).to_have_text("已保存在手机")
    page.wait_for_timeout(400)
    page.close()

    who.page = phone.new_page()
    who.page.goto(f"/q/{district.code_of('X02-02-2')}")
    expect(who.page.get_by_role("textbox", name="说说怎么回事")).to_have_value(HALF)
    expect(who.page.get_by_role("radio", name="灯", exact=True)).to_be_checked()
    expect(who.page.locator("#thumbs li")).to_have_count(1)
    assert district.sent_with(HALF) == []
    who.send()
    assert len(district.sent_with(HALF)) == 1
    who.sees_photos(1)

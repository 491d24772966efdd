"""The two ways in beside the plate and the inbox: a firm's link in the chat group, and a report taken by phone."""

import re

from playwright.sync_api import expect


def test_a_firm_works_by_link_on_a_phone(visit, desk, sign_in, accessible, targets, shot):
    manager = visit(**desk)
    sign_in(manager, "wuye")
    manager.get_by_role("link", name="群链接").click()
    manager.get_by_label("谁用").fill("王建国")
    manager.get_by_role("button", name="做一个链接").click()
    expect(manager.get_by_role("heading", level=1)).to_have_text("王建国的链接做好了")
    accessible(manager)
    shot(manager, "links-made")
    address = re.search(r"/w/\w+", manager.locator("textarea").input_value())[0]
    code = manager.locator("[data-code]").inner_text()
    manager.get_by_role("link", name="记下了").click()
    accessible(manager)
    shot(manager, "links")

    phone = visit(address)
    for name in ("link-list", "link-list-large"):
        accessible(phone)
        targets(phone, 60)
        shot(phone, name)
        phone.goto(f"{address}?size=large")
    phone.goto(f"{address}?size=normal")
    phone.get_by_label("6 位绑定码").fill(code)
    phone.get_by_role("button", name="绑定这部手机").click()
    expect(phone.get_by_role("status")).to_contain_text("手机绑好了")
    accessible(phone)
    shot(phone, "link-bound")
    phone.locator("a.job", has_text="收到").or_(phone.locator("a.job")).first.click()
    phone.evaluate("document.querySelectorAll('details').forEach(fold => (fold.open = true))")
    accessible(phone)
    targets(phone, 60)
    shot(phone, "link-ticket")
    form = phone.locator("form[action$='/word']")
    form.locator("textarea").fill("师傅在路上，半小时到")
    form.locator("button[type=submit]").click()
    expect(phone.get_by_role("status")).to_contain_text("办好了")
    expect(phone.locator(".line")).to_contain_text("王建国")
    phone.set_viewport_size({"width": 320, "height": 700})
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320

    other = visit(address)
    expect(other.get_by_text("在这部手机上只能看")).to_be_visible()
    manager.locator("details.confirm summary").first.click()
    manager.get_by_role("button", name="撤销这个链接").first.click()
    other.reload()
    expect(other.get_by_role("heading", level=1)).to_have_text("这个链接已经撤销了")
    accessible(other)
    targets(other, 60)
    shot(other, "link-gone")


def test_an_operator_takes_a_call_and_finds_the_door_by_letters(visit, desk, sign_in, accessible, shot):
    page = visit(**desk)
    sign_in(page, "zuoxi")
    page.get_by_role("link", name="代报").click()
    accessible(page)
    page.get_by_role("radio", name="电话").check(force=True)
    page.get_by_label("在哪儿").press_sequentially("5h 1d", delay=20)
    first = page.locator("#doors input[type=radio]").first
    expect(first).to_be_visible()
    first.check(force=True)
    page.get_by_label("怎么回事").fill("楼下的门禁坏了，进不去")
    page.get_by_label("电话", exact=False).last.fill("13800001234")
    shot(page, "intake")
    accessible(page)
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("请先问同不同意").first).to_be_visible()
    assert page.locator("#doors input:checked").count() == 1
    accessible(page)
    shot(page, "intake-refused")
    page.get_by_label("说过用途").check()
    page.get_by_role("button", name="登记").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("登记好了，单号")
    accessible(page)
    shot(page, "intake-taken")
    page.get_by_role("link", name="再记一件").click()
    expect(page.get_by_label("怎么回事")).to_have_value("")

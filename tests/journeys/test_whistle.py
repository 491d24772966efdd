"""A whistle as its people live it: three units and a school are called, one comes late, a task is done, it ends.

The school, the firm and the community walk without scripts.
"""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.journeys.walkers import Office
from webapp.base.clock import CHINA


def act(office: Office, address: str, name: str, **typed: str) -> Page:
    """Take one of the acts on a whistle's page; a form that is folded is unfolded first."""
    page = office.page
    page.goto(address)
    form = page.locator(f"form[action$='/{name}']").first
    fold = form.locator("xpath=ancestor::details").locator("summary").first
    if fold.count():
        fold.click()
    for field, words in typed.items():
        box = form.locator(f"[name={field}]")
        if box.evaluate("box => box.tagName") == "SELECT":
            box.select_option(label=words)
        else:
            box.fill(words)
    with page.expect_navigation():
        form.locator("button").last.click()
    expect(page.locator(".banner[data-tone=ok]").first).to_be_visible()
    return page


def test_three_units_and_a_school_come_and_what_they_took_on_is_done(
    resident, office, visit, district, shot, phone, accessible
):
    told = resident("X02-05-1").say("灯", "北门一排灯全灭了").send()
    told.sees("已转给安居物业", seconds=10)
    street = office("jiedao")
    page = street.open(told.number)
    page.get_by_role("link", name="吹哨，叫几家一起来").click()
    for unit in ("安居物业", "示范区市政养护中心", "梧桐里社区居委会"):
        page.get_by_label(unit).check()
    page.locator("[name=issue]").fill("北门电缆被挖断，一排灯全灭")
    page.locator("[name=place]").fill("梧桐里北门")
    at = datetime.now(CHINA) + timedelta(hours=2)
    page.locator("[name=arrive_by]").fill(f"{at:%Y-%m-%dT%H:%M}")
    shot(page, "whistle-blow")
    with page.expect_navigation():
        page.locator("form.action-form button").last.click()
    here, number = page.url, re.search(r"哨\d{4}-\d+", page.title())[0]
    expect(told.look().locator("#main")).to_contain_text("街道请几家单位一起到现场来看、来办。")

    act(street, here, "guest", guest="第二小学总务处")
    link = re.search(r"/g/\w+", page.locator("#guest-link").input_value())[0]
    school = visit(link, java_script_enabled=False)
    expect(school.locator("#main")).not_to_contain_text(told.number)
    school.get_by_role("button", name="收到，会来").click()
    expect(school.locator("p.done")).to_be_visible()

    plain = {**phone, "java_script_enabled": False}
    firm, bureau, community = office("wuye", **plain), office("bumen", **phone), office("shequ", **plain)
    firm.page.goto("/desk/whistles")
    expect(firm.page.locator("#main")).to_contain_text("点「收到」")
    act(firm, here, "answer", words="王师傅带梯子来")
    page.goto(f"{here}/spot")
    square = page.locator("img.spot-code").bounding_box()
    assert square is not None
    assert square["width"] == square["height"] >= 300, "a code that is cut cannot be read"
    code = page.locator(".spot-digits").inner_text().strip()
    act(firm, f"{here}?code={code}", "sign_in")
    expect(firm.page.locator("#main")).to_contain_text("扫了现场的码")
    act(community, here, "sign_in")
    district.be_late(number, 25)
    act(bureau, here, "sign_in")
    expect(bureau.page.locator("#main")).to_contain_text("晚到 25 分钟")
    school.reload()
    school.get_by_role("button", name="到了，报到").click()
    expect(school.locator("p.done")).to_be_visible()
    shot(bureau.page, "whistle-unit")
    shot(school, "whistle-guest")
    accessible(bureau.page)

    act(
        street,
        here,
        "settle",
        minutes="施工挖断电缆，今晚接临时线，三天内换好",
        keeper="安居物业，每周查一次",
    )
    day = f"{datetime.now(CHINA) + timedelta(days=3):%Y-%m-%d}"
    act(street, here, "commit", what="换好电缆", party="示范区市政养护中心", due=day)
    expect(told.look().locator("#main")).to_contain_text("到现场商量好了，示范区市政养护中心来办")
    act(bureau, here, "fulfil", words="换了 40 米")
    expect(told.look().locator("#main")).to_contain_text("示范区市政养护中心说好的事办到了。")
    for unit in ("安居物业", "示范区市政养护中心", "梧桐里社区居委会"):
        act(street, here, "rate", party=unit, stars="4 星 不错", words="来了就干")
    accessible(page)
    shot(page, "whistle-street")
    act(street, here, "end")
    expect(page.locator("#main")).to_contain_text("办结了")
    page.goto("/desk/whistles/history")
    expect(page.get_by_role("row", name=re.compile("示范区市政养护中心"))).to_contain_text("4.0")
    shot(page, "whistle-history")

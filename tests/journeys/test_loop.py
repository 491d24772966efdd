"""The main job: from the plate on a door to the resident's last word, each step by the one whose step it is."""

from uuid import UUID

import pytest
from playwright.sync_api import expect

from tests.journeys.walkers import Office, Resident

WORDS = "三单元二层的灯又不亮了，下楼得摸着墙走"


class Loop:
    """One ticket on its way, and the people who take it further."""

    def __init__(self, office, district, photo_of, scene: str, **options: object) -> None:
        self.district, self.scene, self.photo_of = district, scene, photo_of
        self._office, self._options, self._crew = office, options, {}
        self.resident: Resident | None = None

    def staff(self, account: str) -> Office:
        if account not in self._crew:
            self._crew[account] = self._office(account, **self._options)
        return self._crew[account]

    @property
    def number(self) -> str:
        return self.resident.number

    @property
    def ticket_id(self) -> str:
        return str(UUID(self.district.ticket(self.number)["id"]))

    @property
    def state(self) -> str:
        return self.district.ticket(self.number)["state"]

    def the_firm_mends_it(self) -> None:
        firm, done = self.staff("wuye"), (self.photo_of(self.scene, fixed=True),)
        firm.take(self.number, "accept")
        firm.take(self.number, "assign", assigned_to="电工 王师傅")
        firm.take(self.number, "start")
        firm.take(self.number, "word", words="王师傅到了，正在换灯")
        firm.take(self.number, "feed_back", done, words="灯换好了，上下楼都亮")

    def somebody_else_looks_again(self) -> None:
        named = self.district.one(
            "SELECT p.account FROM recheck_task r JOIN person p ON p.id = r.person_id"
            " WHERE r.ticket_id = ? AND r.state = 'waiting'",
            self.ticket_id.replace("-", ""),
        )["account"]
        self.staff(named).looks_again(self.number, self.photo_of(self.scene, fixed=True), self.ticket_id)

    def the_desk_closes(self) -> None:
        self.staff("zuoxi").take(self.number, "close")


@pytest.fixture
def loop(office, district, photo_of):
    return lambda scene, **options: Loop(office, district, photo_of, scene, **options)


def test_from_the_plate_to_the_call_back(loop, resident, district, photo_of, shot):
    district.call_at_any_hour()  # before closing: that is when the call gets its hour
    walk = loop("lamp")
    walk.resident = resident("X01-04-1")
    shot(walk.resident.page, "door")
    walk.resident.say("灯", WORDS, (photo_of("lamp"),), phone="13800000001").send()
    shot(walk.resident.page, "receipt")
    walk.resident.sees("已转给安居物业", seconds=5)
    assert district.seconds_to_dispatch(walk.number) <= 2
    walk.resident.sees_photos(1)
    shot(walk.resident.page, "tracking-dispatched")

    walk.the_firm_mends_it()
    shot(walk.staff("wuye").page, "ticket-firm")
    walk.resident.sees("办好了，等人复查")
    walk.somebody_else_looks_again()
    walk.resident.declines_to_meet()
    shot(walk.resident.page, "tracking-declined")
    walk.the_desk_closes()
    shot(walk.staff("zuoxi").page, "ticket-desk-closed")
    walk.resident.sees("请您看看")
    shot(walk.resident.page, "tracking-closed")

    walk.staff("jiedao").calls_back(walk.number, "亮了，挺好")
    walk.resident.sees("归档")
    assert walk.state == "ended"
    assert district.steps(walk.number).count("word") == 1


def test_the_same_with_scripts_off(loop, resident, photo_of, district):
    walk = loop("gate", java_script_enabled=False)
    walk.resident = resident("X01-04-2", java_script_enabled=False)
    walk.resident.say("门禁", "刷卡没反应，老人关在门外", (photo_of("gate"),)).send()
    walk.resident.sees("已转给安居物业", seconds=5)
    walk.resident.sees_photos(1)
    walk.the_firm_mends_it()
    walk.somebody_else_looks_again()
    walk.resident.declines_to_meet()
    walk.the_desk_closes()
    walk.resident.judges("已解决", "满意", "能进门了")
    walk.resident.sees("归档")
    assert walk.state == "ended"


def test_what_was_not_solved_is_done_again_on_the_same_ticket(loop, resident, photo_of, district, shot):
    walk = loop("lamp")
    walk.resident = resident("X01-04-3").say("灯", "门厅的灯一闪一闪", (photo_of("lamp"),)).send()
    walk.resident.sees("已转给安居物业", seconds=5)
    walk.resident.accepts_first_time()
    walk.the_firm_mends_it()
    the_firm_writes_minutes(walk)
    walk.somebody_else_looks_again()
    walk.the_desk_closes()

    walk.resident.judges("没解决", "不满意", "亮了一晚上，又闪了")
    walk.resident.sees("已转给安居物业")
    shot(walk.resident.page, "tracking-reopened")
    assert (walk.state, district.ticket(walk.number)["reopened"]) == ("dispatched", 1)

    walk.the_firm_mends_it()
    walk.somebody_else_looks_again()
    walk.resident.declines_to_meet()
    walk.the_desk_closes()
    walk.resident.judges("已解决", "基本满意")
    walk.resident.sees("归档")
    assert (walk.state, len(district.sent_with("门厅的灯一闪一闪"))) == ("ended", 1)


def the_firm_writes_minutes(walk: Loop) -> None:
    page = walk.staff("wuye").open(walk.number)
    form = page.locator("form[action$='/invitation/hold']")
    form.locator("xpath=ancestor::details").locator("summary").first.click()
    form.locator("[name=minutes]").fill("在门厅当面看了，是镇流器老化")
    form.locator("[name=agreed]").fill("换整套灯")
    form.locator("[name=earlier]").check()  # the time that was taken is still ahead
    form.locator("button").last.click()
    page.wait_for_load_state()


def test_a_recheck_that_fails_goes_back_to_the_firm(office, district, photo_of):
    waiting = district.one(
        "SELECT t.id, t.number FROM recheck_task r JOIN ticket t ON t.id = r.ticket_id"
        " JOIN person p ON p.id = r.person_id WHERE r.state = 'waiting' AND p.account = 'wangge'"
    )
    office("wangge").finds_it_broken(photo_of("gate"), str(UUID(waiting["id"])), "还是刷不开")
    assert district.ticket(waiting["number"])["state"] == "handling"
    page = office("wuye").open(waiting["number"])
    expect(page.locator(".timeline")).to_contain_text("还是刷不开")

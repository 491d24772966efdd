"""The camera inside the app: plates and labels that are scanned, and the place of before beside the place of now."""

import uuid

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.builders.fake_camera import FakeCamera
from tests.journeys.district import PATIENCE
from tests.journeys.field_phone import HERE, OUTDOORS, WAIT, arrives, ready, send
from webapp.access.actor import RULE
from webapp.app import create_app
from webapp.base.clock import CHINA
from webapp.base.settings import Settings
from webapp.patrol.library import put_checklist, put_point, put_type
from webapp.patrol.records import Point, PointType, VisitTask, Why
from webapp.people.records import Person
from webapp.place.records import Street

INSPECTOR = "kaocha02"
STOPS = ("走查一号点", "走查二号点")
ITEMS = [{"code": "1", "words": "路面干净"}, {"code": "2", "words": "护栏完好"}]


@pytest.fixture(scope="module")
def camera(tmp_path_factory) -> FakeCamera:
    """What stands before the phone."""
    made = FakeCamera(tmp_path_factory.mktemp("camera") / "seen.mjpeg")
    made.sees(Image.new("RGB", (640, 480), "#7a8288"))
    return made


@pytest.fixture(scope="module")
def phone_with_camera(browser_type, browser_type_launch_args, camera):
    """A browser of its own: what its camera sees is told when it starts."""
    fake = (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={camera.file}",
    )
    browser = browser_type.launch(
        **{**browser_type_launch_args, "args": [*browser_type_launch_args["args"], *fake]}
    )
    yield browser
    browser.close()


@pytest.fixture
def field(phone_with_camera, browser_context_args, phone, badges, sign_in):
    """Somebody's phone, signed in, with its worker and its pack."""
    opened = []

    def go(account: str, path: str) -> Page:
        outdoors = {**OUTDOORS, "permissions": ["geolocation", "camera"]}
        state = {"storage_state": badges[account]} if account in badges else {}
        context = phone_with_camera.new_context(**{**browser_context_args, **phone, **outdoors, **state})
        opened.append(context)
        page = context.new_page()
        if account not in badges:
            sign_in(page, account)
            badges[account] = context.storage_state()
        page.goto("/f/")
        ready(page)
        page.locator("#pack-get").click()
        expect(page.locator("#pack-state")).to_contain_text("刚才更新")
        page.goto(path)
        return page

    yield go
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def labels(server) -> dict[str, str]:
    """Two points with a checklist where the phone stands, planned for today; their labels by their names."""
    surroundings = server.environment()
    program = create_app(Settings.from_environment(surroundings))
    kernel = program.extensions["mashang"]
    with kernel.work(RULE) as work:
        put_type(work, "Z9", "走查的点", 60)
        kind = work.session.scalars(select(PointType).where(PointType.code == "Z9")).one()
        put_checklist(work, kind, ITEMS)
        street = work.session.scalars(select(Street.id).order_by(Street.id)).first()
        person = work.session.scalars(select(Person.id).where(Person.account == INSPECTOR)).one()
        for number, name in enumerate(STOPS):
            values = {"name": name, "street_id": street, "words": "桥头", "letters": "zc"}
            put_point(work, f"Z{number}", kind, values, (HERE["longitude"], HERE["latitude"]), True)
        points = work.session.scalars(
            select(Point).where(Point.type_id == kind.id).order_by(Point.code)
        ).all()
        for number, point in enumerate(points):
            work.session.add(
                VisitTask(
                    id=uuid.uuid4(), day=work.now.astimezone(CHINA).date(), person_id=person, point_id=point.id, why=Why.DUE,
                    place_in_order=number, distance_m=0, made_at=work.now,
                )
            )  # fmt: skip
        found = {point.name: point.label for point in points}
    kernel.engine.dispose()
    return found


def test_the_plate_of_a_door_is_scanned_without_a_line(field, camera, district):
    door = "X02-03-2"
    page = field("wangge", "/f/capture")
    page.context.set_offline(True)
    camera.sees_code(f"https://shuo.example.cn/q/{district.code_of(door)}")
    page.locator("#text").fill("扫了门牌报的")
    page.locator("#scan").click()
    expect(page.locator("#places :checked")).to_have_value(f"door {district.code_of(door)}", timeout=WAIT)
    send(page)
    page.context.set_offline(False)
    arrives(page)
    [report] = district.sent_with("扫了门牌报的")
    assert district.one("SELECT code FROM door WHERE id = ?", report["door_id"])["code"] == door


def test_a_day_of_patrol_on_the_phone(field, camera, labels, district, photo_of, shot):
    page = field(INSPECTOR, "/f/patrol")
    for name in STOPS:
        expect(page.get_by_role("link", name=name)).to_be_visible()
    looked = page.locator("#patrol ol .row", has_text="看过了")
    expect(looked).to_have_count(0)
    shot(page, "field-patrol-day")
    page.context.set_offline(True)
    one, two = STOPS

    camera.sees_code(f"https://shuo.example.cn/p/{labels[one]}")
    page.get_by_role("button", name="扫点位码").click()
    expect(page.get_by_role("heading", level=2), "the label opens its point").to_have_text(one, timeout=WAIT)
    page.locator("label.camera input").set_input_files(photo_of("lamp"))
    expect(page.locator(".thumbs li")).to_contain_text("已保存在手机")
    shot(page, "field-patrol-point")
    page.get_by_role("button", name="没发现问题").click()
    expect(looked).to_have_count(1)

    page.get_by_role("link", name=two).click()
    page.get_by_role("button", name="扫码").click()
    expect(page.locator("#patrol-act .say")).to_contain_text("不是这个点的码", timeout=WAIT)
    page.locator("#label-code").fill(f"{labels[two][:4]} {labels[two][4:]}")
    page.locator("#label-code").press("Tab")
    page.locator("label.camera input").set_input_files(photo_of("rubbish"))
    broken = page.get_by_role("group", name="护栏完好")
    broken.get_by_role("radio", name="有问题").check(force=True)
    broken.get_by_label("什么问题").fill("断了一截")
    broken.get_by_label("什么问题").press("Tab")
    shot(page, "field-patrol-fault")
    page.get_by_role("button", name="记下，报 1 个问题").click()
    expect(looked).to_have_count(2)

    page.context.set_offline(False)
    arrives(page)
    seen = {
        row["name"]: row
        for row in district.rows(
            "SELECT p.name, v.* FROM visit v JOIN patrol_point p ON p.id = v.point_id WHERE p.code LIKE 'Z%'"
        )
    }
    assert {name: row["outcome"] for name, row in seen.items()} == {one: "clear", two: "faults"}
    assert not any("code" in row["flags"] or "scan" in row["flags"] for row in seen.values())
    assert len(district.sent_with("护栏完好：断了一截")) == 1


def test_a_recheck_is_taken_from_the_same_place_without_a_line(field, camera, district, photo_of, shot):
    page = field("wangge", "/f/recheck")
    task = page.locator("#recheck a.row").first
    number = task.locator("small").inner_text().split("·")[0].strip()
    page.context.set_offline(True)
    camera.sees(Image.open(photo_of("lamp", fixed=True)))
    task.click()
    before, now = page.locator(".side figure").nth(0), page.locator(".side figure").nth(1)
    expect(before.locator("img")).to_be_visible()
    expect(now.locator("video")).to_be_visible()
    assert before.bounding_box()["y"] == now.bounding_box()["y"], "beside one another"
    assert now.locator("img.ghost").get_attribute("src") == before.locator("img").get_attribute("src")
    expect(page.locator("input[type=file]"), "the camera only").to_have_count(0)
    page.get_by_role("button", name="拍", exact=True).click()
    expect(page.locator(".thumbs li")).to_have_count(1)
    shot(page, "field-recheck")
    page.locator("#pass").click()
    expect(page.locator("#recheck-act"), "back at the list: it is handed over").to_be_hidden()
    page.goto("/f/outbox")
    expect(page.locator("#items > li")).to_contain_text("已保存在手机")
    page.context.set_offline(False)
    arrives(page)
    assert district.steps(number)[-1] == "pass"


def test_what_is_said_at_a_door_is_heard_at_the_desk(
    phone_with_camera, browser_context_args, phone, district, office
):
    door = "X02-04-1"
    context = phone_with_camera.new_context(
        **{**browser_context_args, **phone, "permissions": ["microphone"]}
    )
    page = context.new_page()
    page.goto(f"/q/{district.code_of(door)}")
    page.get_by_role("button", name="说一段话").click()
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="说完了").click()
    expect(page.locator("#thumbs li")).to_contain_text("已保存在手机")
    page.reload()
    expect(page.locator("#thumbs audio")).to_have_count(1)
    page.get_by_role("button", name="发 送").click()
    page.wait_for_url("**/t/*", timeout=WAIT)
    number = page.locator(".receipt .number").inner_text()
    context.close()
    desk = office("zuoxi").open(number)
    for _ in range(PATIENCE):
        if desk.locator("audio").count():
            break
        desk.wait_for_timeout(1000)  # the job worker has not come to it yet
        desk.reload()
    heard = desk.context.request.get(desk.locator("audio").first.get_attribute("src"))
    assert heard.ok
    assert heard.headers["content-type"].startswith("audio/")

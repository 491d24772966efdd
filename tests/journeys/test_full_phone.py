"""A phone that has no room left: the plain form takes over, with the words and every photo."""

import hashlib

import pytest
from playwright.sync_api import expect

from webapp.base.storage import LocalStore

WORDS = "手机满了，楼道灯还是不亮"


@pytest.fixture
def crowded(visit, district, server):
    """A phone with room for so many bytes, before a door."""

    def come(room: int, door: str):
        page = visit()
        page.goto("/robots.txt")  # nothing of ours has looked at the shelves yet
        tool = page.context.new_cdp_session(page)
        tool.send("Storage.overrideQuotaForOrigin", {"origin": server.url, "quotaSize": room})
        page.goto(f"/q/{district.code_of(door)}")
        page.wait_for_selector("html.scripted", state="attached")
        return page

    return come


def test_photos_that_were_kept_before_it_was_full_go_out_with_the_form(
    crowded, district, server, photo_of, tmp_path
):
    small, large = photo_of("lamp"), tmp_path / "large.jpg"
    large.write_bytes(photo_of("lamp", fixed=True).read_bytes() + bytes(2_000_000))
    page = crowded(1_200_000, "X02-02-3")
    page.fill("#text", WORDS)
    page.locator("#photos").set_input_files(small)
    expect(page.locator("#thumbs li p")).to_have_text("已保存在手机")
    page.locator("#photos").set_input_files(large)
    expect(page.locator("#state")).to_contain_text("手机存不下草稿了")
    page.get_by_role("button", name="发 送").click()
    page.wait_for_url("**/t/*")

    [report] = district.sent_with(WORDS)
    kept = district.rows("SELECT original_key FROM photo WHERE report_id = ?", report["id"])
    store, digests = LocalStore(server.data_dir / "files"), []
    for row in kept:
        with store.open(row["original_key"]) as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    assert len(digests) == 2
    assert hashlib.sha256(large.read_bytes()).hexdigest() in digests

    page.goto(f"/q/{district.code_of('X02-02-3')}")
    expect(page.locator("#state")).to_contain_text("已受理")
    expect(page.get_by_role("textbox", name="说说怎么回事")).to_have_value("")
    assert len(district.sent_with(WORDS)) == 1

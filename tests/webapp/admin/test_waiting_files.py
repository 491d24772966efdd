"""Lists that were looked at and never applied, passwords that were never fetched: a day, and they are gone."""

import re
from datetime import timedelta

import pytest

from tests.builders.district import build_district
from tests.builders.signed_in import form_on, sign_in
from tests.webapp.admin.test_admin_pages import upload
from tests.webapp.admin.test_imports import UNITS
from webapp.access.role import Role
from webapp.admin.imports.waiting_files import HANDOVER, UPLOADS, fetch, forget_waiting_files, keep
from webapp.base.storage import NotStored
from webapp.due import TIMED

ADDRESS = "/desk/admin/imports/units/apply"


@pytest.fixture
def admin(kernel):
    return build_district(kernel)[Role.ADMINISTRATOR]


@pytest.fixture
def desk(app, admin):
    return sign_in(app, admin)


def test_an_upload_that_nobody_applied_is_removed_after_a_day(app, kernel, clock, admin):
    for _ in range(2):
        upload(sign_in(app, admin), "units", UNITS)
    clock.move(hours=23)
    upload(sign_in(app, admin), "units", UNITS)
    assert forget_waiting_files(kernel) == 0
    clock.move(hours=1)
    assert forget_waiting_files(kernel) == 2
    assert len(list(kernel.store.list(UPLOADS))) == 1


def test_within_the_day_it_is_applied_and_afterwards_refused_with_a_sentence(app, admin, clock, desk):
    seen = upload(desk, "units", UNITS)
    clock.move(minutes=50)
    again = upload(desk, "units", UNITS)
    assert "导入好了" in desk.post(ADDRESS, data=form_on(seen.text, ADDRESS)).text
    clock.move(hours=24)
    fresh = sign_in(app, admin)
    hidden = form_on(again.text, ADDRESS) | token(fresh)
    late = fresh.post(ADDRESS, data=hidden)
    assert late.status_code == 404
    assert "请重新上传" in late.text, "also before the timed work has come by"


def token(browser) -> dict[str, str]:
    page = browser.get("/desk/admin/imports").text
    return {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', page)[1]}


def test_what_lies_there_from_before_the_rule_goes_too(kernel):
    kernel.store.put(f"{UPLOADS}/{'a' * 32}", [b"list"])
    name = keep(kernel.store, HANDOVER, b"passwords", kernel.clock.now() - timedelta(hours=24))
    with pytest.raises(NotStored):
        fetch(kernel.store, HANDOVER, name, kernel.clock.now())
    kernel.store.put("original/kept", [b"a photo"])
    assert forget_waiting_files(kernel) == 2
    assert list(kernel.store.list()) == ["original/kept"]


def test_it_is_timed_work():
    assert forget_waiting_files in [row.run for row in TIMED]

"""Whoever makes copies of photos stands in nobody's way: a page writes while they are made."""

import hashlib
import io
import threading
import uuid
from dataclasses import dataclass, field, replace

import pytest

from tests.builders.district import build_district
from tests.builders.patrol import build_patrol, photo, visits
from tests.builders.report import deliver_all
from tests.webapp.ticket.test_watermark import keep, plain
from webapp.access.actor import RULE
from webapp.access.role import Role
from webapp.base.outbox import deliver
from webapp.base.records import OnceKey
from webapp.patrol.receipts import keep_visit_photo, store_visit_photo
from webapp.patrol.records import VisitPhoto
from webapp.ticket.records import Photo, PhotoState
from webapp.verify.blurring import BlurPhoto, blur_photo

PATIENCE = 5
"""Seconds a page waits for its turn before this is called blocked."""


@dataclass
class Watched:
    """The real store; whenever a photo is opened, a page writes, and this notes whether it could."""

    kernel: object
    went: list[bool] = field(default_factory=list)

    def __getattr__(self, verb):
        return getattr(self.kernel.store, verb)

    def open(self, key):
        page = threading.Thread(target=self.write, daemon=True)
        page.start()
        page.join(PATIENCE)
        self.went.append(not page.is_alive())
        return self.kernel.store.open(key)

    def write(self):
        with self.kernel.work(RULE) as work:
            work.add(OnceKey(key=str(uuid.uuid4()), answer={}, at=work.now))


@pytest.fixture
def district(kernel):
    return build_district(kernel)


@pytest.fixture
def watched(kernel):
    return Watched(kernel)


def deliver_watched(kernel, watched) -> None:
    while deliver(replace(kernel, store=watched)):
        pass


def state(kernel, key, kind=Photo) -> PhotoState:
    with kernel.read() as session:
        return session.get_one(kind, key).state


def test_a_page_writes_while_a_photo_is_copied(kernel, district, watched):
    photo_id = keep(kernel, district)
    deliver_watched(kernel, watched)
    assert watched.went == [True]
    assert state(kernel, photo_id) is PhotoState.READY


def test_a_page_writes_while_a_photo_is_smeared(kernel, district, watched):
    photo_id = keep(kernel, district)
    deliver_all(kernel)
    with kernel.work(district[Role.OPERATOR]) as work:
        blur_photo(work, BlurPhoto(photo_id=photo_id, boxes=((0.1, 0.1, 0.2, 0.2),)))
    deliver_watched(kernel, watched)
    assert watched.went == [True]
    assert state(kernel, photo_id) is PhotoState.READY


def test_a_page_writes_while_a_photo_of_a_check_in_is_copied(kernel, district, watched, clock):
    content = plain()
    promised = photo(1, clock.now()) | {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
    receipt = visits(kernel, district[Role.INSPECTOR], build_patrol(kernel, district), 1, photos=[promised])
    photo_id = uuid.UUID(str(promised["id"]))
    kept = store_visit_photo(kernel, receipt.visit, photo_id, promised["sha256"], io.BytesIO(content))
    with kernel.work(RULE) as work:
        keep_visit_photo(work, receipt.visit, photo_id, kept)
    deliver_watched(kernel, watched)
    assert watched.went == [True]
    assert state(kernel, (receipt.visit, photo_id), VisitPhoto) is PhotoState.READY

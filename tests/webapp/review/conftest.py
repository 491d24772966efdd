"""A small district for every test of the desk."""

import pytest

from tests.builders.district import District, build_district
from tests.builders.report import deliver_all, send_report
from webapp.base.work import Kernel


@pytest.fixture
def district(kernel: Kernel) -> District:
    return build_district(kernel)


@pytest.fixture
def receipt(kernel: Kernel, district: District):
    made = send_report(kernel, district, text="楼道灯又不亮了，修了三回")
    deliver_all(kernel)
    return made

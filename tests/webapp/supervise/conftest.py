"""A small district for every test of the desk."""

import pytest

from tests.builders.district import District, build_district
from webapp.base.work import Kernel


@pytest.fixture
def district(kernel: Kernel) -> District:
    return build_district(kernel)

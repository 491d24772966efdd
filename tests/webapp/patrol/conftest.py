"""A district with patrol points."""

import pytest

from tests.builders.district import District, build_district
from tests.builders.patrol import Patrol, build_patrol


@pytest.fixture
def district(kernel) -> District:
    return build_district(kernel)


@pytest.fixture
def patrol(kernel, district) -> Patrol:
    return build_patrol(kernel, district)

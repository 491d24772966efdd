"""The world of the ticket tests."""

import pytest

from tests.builders.district import build_district
from tests.webapp.ticket.world import World


@pytest.fixture
def world(kernel, clock) -> World:
    return World(kernel, clock, build_district(kernel))

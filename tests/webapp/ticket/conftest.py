"""The world of the ticket tests."""

import pytest

from tests.builders.district import build_district
from tests.webapp.ticket.world import World


@pytest.fixture
def world(kernel, clock) -> World:
    return World(kernel, clock, build_district(kernel))


@pytest.fixture
def k(world):
    return world.kernel


@pytest.fixture
def d(world):
    return world.district


@pytest.fixture
def ticket_id(world):
    """A dark stair, reported by a resident."""
    return world.report("楼道灯不亮")[0]

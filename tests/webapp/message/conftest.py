"""A small district for every test of the desk, and a ticket that the firm has."""

import uuid

import pytest

from tests.builders.district import District, build_district
from tests.builders.report import deliver_all, send_report
from tests.builders.sinks import mail_sink, robot_sink
from webapp.base.work import Kernel


@pytest.fixture
def district(kernel: Kernel) -> District:
    return build_district(kernel)


@pytest.fixture
def ticket_id(kernel: Kernel, district: District) -> uuid.UUID:
    """Dispatched to the firm by rule; nobody has been told of it but the reaction's own."""
    made = send_report(kernel, district, text="楼道灯不亮，我是老刘，13800001234").ticket.id
    deliver_all(kernel)
    return made


@pytest.fixture
def smtp():
    with mail_sink() as sink:
        yield sink


@pytest.fixture
def group():
    with robot_sink() as sink:
        yield sink

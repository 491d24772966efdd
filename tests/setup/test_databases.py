"""The fixtures themselves: what every other test stands on."""

import socket

import pytest
from sqlalchemy import inspect, text

from tests.conftest import OutsideWorldError


def test_a_database_is_migrated_and_on_the_kind_that_was_asked_for(kernel, database_kind):
    assert kernel.engine.dialect.name == database_kind
    assert {"ticket", "door", "alembic_version"} <= set(inspect(kernel.engine).get_table_names())


@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_one_test_writes_the_next_does_not_find(kernel, turn):
    with kernel.engine.begin() as connection:
        connection.execute(
            text("CREATE TABLE left_behind (id integer)")
        )  # fails where the other turn left it


@pytest.mark.only_sqlite("that is what is tried")
def test_a_test_can_ask_for_sqlite_alone(database_kind):
    assert database_kind == "sqlite"


def test_the_clock_stands_still_until_it_is_moved(kernel, clock):
    before = kernel.clock.now()
    assert kernel.clock.now() == before
    clock.move(hours=2)
    assert (kernel.clock.now() - before).total_seconds() == 7200


def test_no_test_speaks_to_another_machine():
    with socket.socket() as outside, pytest.raises(OutsideWorldError):
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(OutsideWorldError):
        socket.create_connection(("example.org", 80))


def test_a_test_may_speak_to_this_machine():
    with (
        socket.create_server(("127.0.0.1", 0)) as here,
        socket.create_connection(here.getsockname()) as there,
    ):
        assert there.getpeername() == here.getsockname()

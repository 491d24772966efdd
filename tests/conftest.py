"""Fixtures that every test may use: a database on each kind, a clock that stands still, the program on both.

A test that takes `database_url` (most do, by way of `app`) runs on SQLite and on PostgreSQL, unless it is marked
`only_sqlite`. Each gets a fresh copy of a database that was migrated once in the run.
"""

import ipaddress
import os
import sys
from datetime import datetime
from typing import Any

import pytest

from tests import database
from webapp.base.clock import CHINA, FixedClock
from webapp.base.settings import Settings

KINDS = ("sqlite", "postgresql")


class OutsideWorldError(AssertionError):
    """A test tried to speak to another machine."""


def only_this_machine(what: str, words: tuple[Any, ...]) -> None:
    """An audit hook of the interpreter: sockets reach this machine and no other."""
    if what not in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        return
    address = words[1]
    if isinstance(address, tuple) and not _is_here(str(address[0])):
        raise OutsideWorldError(f"{what} to {address[0]}: tests speak to this machine only")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(only_this_machine)
    database.open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(
        config, "workerinput"
    ):  # workers of pytest-xdist leave the closing to the process over them
        database.close_run()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        only = metafunc.definition.get_closest_marker("only_sqlite")
        metafunc.parametrize("database_kind", KINDS[:1] if only else KINDS)


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine():
    """What somebody set for their own server must not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("MASHANG_") or name in {"PORT", "LAN"}]:
            patch.delenv(name)
        yield


@pytest.fixture
def database_url(database_kind: str):
    """The address of a migrated, empty database that this test has for itself."""
    with database.fresh(database_kind) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path) -> Settings:
    """Settings as a deployment would have them, in the folder of this test."""
    return Settings(
        database_url=database_url,
        storage_url="",
        data_dir=tmp_path,
        secret_key="only-for-this-test",
        base_url="http://localhost",
        demo=False,
        ratelimit_storage_url="memory://",
    )


@pytest.fixture
def clock() -> FixedClock:
    """Friday 20 November 2026, ten in the morning in China; `clock.move(hours=2)` goes on."""
    return FixedClock(datetime(2026, 11, 20, 10, 0, tzinfo=CHINA))

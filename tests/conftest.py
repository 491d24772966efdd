"""Fixtures that every test may use: a database on each kind, a clock that stands still, the program on both.

A test that takes `database_url` (most do, by way of `app`) runs on SQLite and on PostgreSQL, unless it is marked
`only_sqlite` with the reason why one is enough. Each gets a fresh copy of a database that was migrated once in the run.
"""

import gc
import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from argon2.profiles import CHEAPEST
from flask import Flask
from flask.testing import FlaskClient

from tests import database
from tests.compiled import keep_rules, keep_statements, keep_templates
from webapp.access import signed_in
from webapp.app import create_app
from webapp.base.clock import CHINA, FixedClock
from webapp.base.settings import Settings
from webapp.base.work import Doer, Kernel, Work

KINDS = ("sqlite", "postgresql")


class OutsideWorldError(AssertionError):
    """A test tried to speak to another machine."""


def only_this_machine(what: str, words: tuple[Any, ...]) -> None:
    """An audit hook of the interpreter: sockets reach this machine, and no other machine's name is looked up."""
    if what in {"socket.connect", "socket.sendto", "socket.sendmsg"}:
        host = words[1][0] if isinstance(words[1], tuple) else None
    elif what == "socket.getaddrinfo":
        host = words[0]
    else:
        return
    if host and not _is_here(host.decode() if isinstance(host, bytes) else host):
        raise OutsideWorldError(f"{what} of {host}: tests speak to this machine only")


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", socket.gethostname()}


def pytest_configure(config: pytest.Config) -> None:
    sys.addaudithook(only_this_machine)
    database.open_run()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(
        config, "workerinput"
    ):  # workers of pytest-xdist leave the closing to the process over them
        database.close_run()
    else:
        database.hang_up()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first: begun at the end it lets the other workers stand idle beside it."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    only = metafunc.definition.get_closest_marker("only_sqlite")
    if "database_kind" in metafunc.fixturenames:
        if only and not only.args:
            raise pytest.UsageError(f"{metafunc.definition.nodeid}: only_sqlite needs its reason")
        metafunc.parametrize("database_kind", KINDS[:1] if only else KINDS)
    elif only:
        raise pytest.UsageError(f"{metafunc.definition.nodeid}: only_sqlite, and it has no database at all")


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_this_machine():
    """What somebody set for their own server must not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("MASHANG_") or name in {"PORT", "LAN"}]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def what_costs_time_and_shows_nothing():
    """Programs of a run are many and alike: compiled once. Passwords are hashed as ever, with the least of work.

    What was imported and collected for the run stays to its end: the collector of garbage passes it over, and comes
    after every twentieth program instead of walking through all of it again and again. Files of a test are written
    for as long as it runs, so nobody waits for the disk.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 5)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        keep_rules(patch)
        keep_statements(patch)
        patch.setattr(signed_in.hasher, "_parameters", CHEAPEST)
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


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    """The whole program, on a database of its own."""
    program = create_app(settings, clock=clock)
    program.testing = True
    keep_templates(program)
    yield program
    program.extensions["mashang"].engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts that keeps its cookies."""
    return app.test_client()


@pytest.fixture
def kernel(app: Flask) -> Kernel:
    """What acts are made with: `kernel.read()` to look, `kernel.work(actor)` to act."""
    return app.extensions["mashang"]


@pytest.fixture
def work(kernel: Kernel) -> Callable[[Doer], AbstractContextManager[Work]]:
    """`with work(actor) as act:` opens a unit of work that is committed when the block ends well."""
    return kernel.work

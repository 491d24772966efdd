"""The databases of a test run: one PostgreSQL server on a throw-away folder, and fresh copies of migrated templates.

The server is started by the first test that needs it and stopped when the run ends, also with several workers
(pytest-xdist): the folder of the run is named in the environment, a lock file makes the others wait.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from flask_migrate import upgrade

from webapp.app import create_app
from webapp.base.settings import Settings

RUN_FOLDER = "TEST_RUN_FOLDER"
# In memory where there is room: a copy of the PostgreSQL template took 18 ms there and 280 ms on disk.
MEMORY, ROOM = Path("/dev/shm"), 1 << 30  # noqa: S108  mkdtemp makes a folder of its own in it
# A throw-away server need not survive anything: no fsync, no archive, small and without background work.
SPEED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "128MB",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "listen_addresses": "",
    "timezone": "UTC",
}


def open_run() -> Path:
    """The folder that all workers of this run share; made by the first process, found by the others."""
    if RUN_FOLDER not in os.environ:
        roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM
        folder = Path(tempfile.mkdtemp(prefix="mashang-tests-", dir=MEMORY if roomy else None))
        folder.chmod(0o755)  # the server's account must be able to walk through
        os.environ[RUN_FOLDER] = str(folder)
    return Path(os.environ[RUN_FOLDER])


def close_run() -> None:
    """Stop the server, if one was started, and remove the folder of the run."""
    folder = Path(os.environ.pop(RUN_FOLDER))
    stop(folder / "postgresql")
    shutil.rmtree(folder, ignore_errors=True)


def stop(home: Path) -> None:
    """Stop the server that was started at `home`, if there is one; what it held is not needed any more."""
    hang_up()
    data = home / "data"
    if (data / "postmaster.pid").exists():
        _as_server("pg_ctl", "stop", "--pgdata", data, "--mode", "immediate", "--wait")


@contextmanager
def turn(name: str) -> Iterator[Path]:
    """One worker at a time does `name`; gives the path of a file to leave a mark in."""
    folder = Path(os.environ[RUN_FOLDER])
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / name


def postgresql() -> str:
    """The SQLAlchemy address of the server of this run, with `{}` where the database's name belongs."""
    with turn("postgresql.started") as mark:
        home = mark.with_name("postgresql")
        if not mark.exists():
            start(home, SPEED)
            mark.touch()
    return address_of(home)


def address_of(home: Path) -> str:
    """The SQLAlchemy address of the server that was started at `home`, with `{}` for the database's name."""
    return f"postgresql+psycopg://postgres@/{{}}?host={home}"


def start(home: Path, settings: Mapping[str, str]) -> None:
    """Make a cluster in the new folder `home` and start a server on it that listens at a socket in it."""
    home.mkdir()
    account = _account()
    if account:
        shutil.chown(home, account, pwd.getpwnam(account).pw_gid)
    data = home / "data"
    _as_server("initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--no-sync", "-E", "UTF8",
               "--locale", "C.UTF-8")  # fmt: skip
    given = {**settings, "unix_socket_directories": str(home)}
    words = " ".join(f"-c {name}={value or repr('')}" for name, value in given.items())
    _as_server("pg_ctl", "start", "--pgdata", data, "--wait", "--log", home / "log", "--options", words)


def _as_server(program: str, *words: str | Path) -> None:
    """Run a server program, as the account `postgres` when we are root: PostgreSQL refuses root."""
    folders = [
        *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),
        *map(Path, os.get_exec_path()),
    ]
    found = next((folder / program for folder in folders if (folder / program).exists()), None)
    assert found, f"PostgreSQL's {program} is not on this machine: `make test` installs it."
    account = _account()
    with (
        tempfile.TemporaryFile() as said
    ):  # a pipe would be held open by the server that pg_ctl leaves behind
        done = subprocess.run(
            [found, *words],
            cwd="/",
            user=account,
            group=pwd.getpwnam(account).pw_gid if account else None,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
        said.seek(0)
        assert done.returncode == 0, f"{program}: {said.read().decode()}"


def _account() -> str | None:
    return "postgres" if os.geteuid() == 0 else None


# Who drops a database waits a tenth of a second for each connection that is only just closing; later it is gone.
MOST_LEFT = 6
_left: deque[str] = deque()


@contextmanager
def fresh(kind: str) -> Iterator[str]:
    """The address of a database of this kind that was migrated and holds nothing else; gone afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    if kind == "sqlite":
        copy = Path(os.environ[RUN_FOLDER]) / f"{name}.db"
        shutil.copyfile(_sqlite_template(), copy)
        yield f"sqlite:///{copy}"
        for left in copy.parent.glob(f"{copy.name}*"):
            left.unlink()
    else:
        server, template = _postgresql_template()
        # File copy is twice as fast here as the default, which writes every page to the log as well.
        command(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        yield server.format(name)
        _left.append(name)
        if len(_left) > MOST_LEFT:
            command(server, f"DROP DATABASE {_left.popleft()} WITH (FORCE)")


def _sqlite_template() -> Path:
    with turn("template.migrated") as mark:
        template = mark.with_name("template.db")
        if not mark.exists():
            migrate(f"sqlite:///{template}")
            mark.touch()
    return template


def _postgresql_template() -> tuple[str, str]:
    server, name = postgresql(), "migrated"
    with turn("postgresql.migrated") as mark:
        if not mark.exists():
            command(server, f"CREATE DATABASE {name}")
            migrate(server.format(name))
            mark.touch()
    return server, name


def migrate(url: str) -> None:
    """Bring the database at this address up to date with the migrations of the program."""
    folder = Path(os.environ[RUN_FOLDER])
    app = create_app(
        Settings(url, storage_url="", data_dir=folder, secret_key="-", base_url="http://localhost")
    )
    with app.app_context():
        upgrade()
    app.extensions["mashang"].engine.dispose()  # the last connection gone, SQLite folds its log into the file


_lines: dict[str, psycopg.Connection] = {}
"""The connection that each server is commanded over: to make one costs as much as to copy a database."""


def command(address: str, sentence: str) -> None:
    """One statement on the server's own database, outside a transaction."""
    if address not in _lines:
        plain = address.format("postgres").replace("+psycopg", "")
        _lines[address] = psycopg.connect(plain, autocommit=True)
    _lines[address].execute(sentence)


def hang_up() -> None:
    """Close what this process commands servers over."""
    while _lines:
        _lines.popitem()[1].close()

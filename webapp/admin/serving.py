"""`flask --app wsgi serve`: migrate, load the demonstration once, then serve pages and do the jobs behind them.

One process imports the program and forks the rest: two page workers (granian) and one job worker share the
memory of what was imported, so that all of them together stay small. Whatever touches the database before the
fork does so in a child of its own: the parent never holds a connection or a thread.
"""

import gc
import multiprocessing
import os
import socket
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.log import LogLevels
from granian.server import Server
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from qr.code import code_of
from webapp.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD
from webapp.admin.job_worker import GRACE, JobWorker
from webapp.admin.revision import revision_of
from webapp.base.later import Later
from webapp.base.work import Kernel
from webapp.place.records import Door, DoorCode

if TYPE_CHECKING:
    from webapp.admin import lan
else:
    lan = Later("webapp.admin.lan")

PAGE_WORKERS = 2
THREADS = 4
HERE, EVERYWHERE = "127.0.0.1", "0.0.0.0"  # noqa: S104  the room is let in only by LAN=1


@click.command("serve")
def serve() -> None:
    """Serve on 127.0.0.1:$PORT (8000); LAN=1 serves the room by HTTPS, for a try with a real phone."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # a proxy in the types
    kernel = _kernel(app)
    port = _port(os.environ.get("PORT", "8000"))
    open_to_room = _switch("LAN")
    hosts = lan.addresses() if open_to_room else ()
    if open_to_room:
        _base_url_of_the_room(hosts, port)
    host = EVERYWHERE if open_to_room else HERE
    _must_be_free(host, port)
    multiprocessing.set_start_method("fork", force=True)
    door = _prepare(app)
    gc.collect()
    gc.freeze()  # what was imported is never collected, so the forks go on sharing its pages
    certificate = lan.certificate(kernel.settings.data_dir / "lan", hosts) if open_to_room else None
    server = Server(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=PAGE_WORKERS,
        blocking_threads=THREADS,
        http=HTTPModes.auto if certificate else HTTPModes.http1,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        log_level=LogLevels.warning,
        ssl_cert=certificate.chain if certificate else None,
        ssl_key=certificate.key if certificate else None,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    jobs = JobWorker(lambda: _run(_fresh(app), "deliver"))
    server.on_startup(jobs.start)
    server.on_startup(lambda: _welcome(kernel, door, open_to_room))
    server.on_shutdown(jobs.stop)
    server.serve(target_loader=lambda: _fresh(app), wrap_loader=False)


def _prepare(app: Flask) -> str:
    """Bring the database up to date and load the demonstration if it is wanted, in a child of its own.

    Returns the code of one door for the greeting, or nothing when there is no door yet.
    """
    hear, tell = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.Process(target=_prepare_here, args=(app, tell), name="prepare")
    child.start()
    child.join()
    if child.exitcode:
        raise click.ClickException("数据库没有准备好，原因见上面几行。处理后再运行一次就行。")
    return str(hear.recv())


def _prepare_here(app: Flask, tell: Connection) -> None:
    kernel = _kernel(app)
    if not is_migrated(kernel, Path(app.extensions["migrate"].directory)):
        upgrade()
    if kernel.settings.demo:
        _run(app, "demo")
    live = select(DoorCode.code).join(DoorCode.door).where(DoorCode.revoked_at.is_(None))
    with kernel.read() as session:
        tell.send(session.scalars(live.order_by(Door.words).limit(1)).first() or "")


def is_migrated(kernel: Kernel, migrations: Path) -> bool:
    """Whether the newest revision stands in the database, so that Alembic need not read all of them to do nothing.

    The revisions are one line in the order of their files, and each is named as its file (tests/migrations hold it).
    """
    newest = max(file.stem for file in (migrations / "versions").glob("[0-9]*.py"))
    try:
        with kernel.read() as session:
            return revision_of(session.connection()) == newest
    except SQLAlchemyError:
        return False  # a database without the table is a fresh one


def _welcome(kernel: Kernel, door: str, open_to_room: bool) -> None:
    """Print where everything is, in the words of the district."""
    base = kernel.settings.base_url
    lines = [f"码上说·马上办 已就绪（数据在 {kernel.settings.data_dir}）", ""]
    if door:
        lines.append(f"  居民扫码页  {base}/q/{door}")
    lines += [f"  外勤        {base}/f/", f"  工作台      {base}/desk/"]
    if kernel.settings.demo:
        lines += [
            "",
            f"  演示账号（密码 {DEMO_PASSWORD}）：",
            *(f"    {each.account:<8}{each.who}：{each.what}" for each in DEMO_ACCOUNTS),
        ]
    if door and open_to_room:
        lines += [
            "",
            "  手机扫这张码（证书是自签的，浏览器会提醒一次）：",
            lan.picture(code_of(f"{base}/q/{door}", "Q")),
        ]
    click.echo("\n".join([*lines, "", "按 Ctrl-C 停止。"]))


def _port(given: str) -> int:
    if not given.isdigit() or not 0 < int(given) < 65536:
        raise click.ClickException(f"PORT 要是 1 到 65535 的数字，现在是「{given}」。")
    return int(given)


def _switch(name: str) -> bool:
    given = os.environ.get(name, "0")
    if given not in {"0", "1"}:
        raise click.ClickException(f"{name} 只能是 0 或 1，现在是「{given}」。")
    return given == "1"


def _must_be_free(host: str, port: int) -> None:
    """Say so now, before the database is touched, when somebody else serves on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise click.ClickException(
                f"端口 {port} 已被占用。换一个再试，例如：PORT={port + 1} make run"
            ) from None


def _base_url_of_the_room(hosts: Sequence[str], port: int) -> None:
    """Links and codes must carry an address that a phone reaches: start over with it, unless one is set."""
    if not hosts:
        raise click.ClickException("这台机器没有局域网地址，手机连不上它。接入网络后再试 LAN=1。")
    if "MASHANG_BASE_URL" not in os.environ:
        os.environ["MASHANG_BASE_URL"] = f"https://{hosts[0]}:{port}"
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  our own command line again


def _run(app: Flask, command: str) -> None:
    """One of the program's own commands, in this process; its complaint ends the process."""
    try:
        with app.app_context():
            app.cli.main(args=[command], prog_name="flask", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)


def _kernel(app: Flask) -> Kernel:
    kernel: Kernel = app.extensions["mashang"]
    return kernel


def _fresh(app: Flask) -> Flask:
    """The program in a fork: connections of the parent, if it had any, are left alone.

    On SQLite whoever waits for the interpreter may hold the one turn to write: threads change ten times as often. On
    PostgreSQL nobody waits for that, and each change costs.
    """
    kernel = _kernel(app)
    if kernel.turns is not None:
        sys.setswitchinterval(0.0005)
    kernel.engine.dispose(close=False)
    return app

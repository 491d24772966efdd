"""The commands of `flask --app wsgi …` that run a district (contract.md, Command line)."""

import os
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError, ProgrammingError

from webapp.access.actor import Actor
from webapp.access.role import Role
from webapp.admin.demo.loading import load_demo
from webapp.admin.imports.export import csv_of
from webapp.admin.imports.running import IMPORTS, apply, preview
from webapp.admin.imports.verdict import Outcome, Verdicts
from webapp.admin.lifecycle_page import lifecycle_command
from webapp.admin.safekeeping.backup import NotEmpty, back_up
from webapp.admin.safekeeping.manifest import BrokenBackup
from webapp.admin.safekeeping.restore import restore
from webapp.admin.serving import serve
from webapp.base.audit import first_broken_seal
from webapp.base.errors import Invalid
from webapp.base.work import Kernel
from webapp.plate.commandline import plates
from webapp.ticket.commandline import clocks

AT_THE_MACHINE = Actor(Role.ADMINISTRATOR, "命令行")
FOLDER = click.Path(file_okay=False, path_type=Path)


def _kernel() -> Kernel:
    kernel: Kernel = current_app.extensions["mashang"]
    return kernel


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load the invented demonstration district, once."""
    loaded = load_demo(_kernel())
    if loaded.fresh:
        click.echo(f"演示区已装好：{loaded.doors} 个单元门，{loaded.tickets} 件工单。")
    else:
        click.echo("已有数据，演示区不再装。")


def _import_group(kind: str) -> click.Group:
    """`units import FILE` and its siblings."""

    @click.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--dry-run", is_flag=True, help="Only say what would happen.")
    @click.option(
        "--retire-missing",
        is_flag=True,
        hidden=IMPORTS[kind].missing is None,
        help="Take out of use what the file names no more.",
    )
    @with_appcontext
    def import_file(file: Path, dry_run: bool, retire_missing: bool) -> None:
        """Import a CSV or Excel file; a repeat changes nothing."""
        run = preview if dry_run else apply
        try:
            verdicts = run(_kernel(), AT_THE_MACHINE, kind, file.read_bytes(), retire_missing)
        except Invalid as wrong:
            raise click.ClickException(wrong.sentence) from None
        _tell(verdicts)
        if verdicts.passwords:
            click.echo(f"新人员的一次性密码写在 {_keep(verdicts)} ，交给本人后请删掉。")

    return click.Group(kind, [import_file], help=f"{IMPORTS[kind].label}.")


def _tell(verdicts: Verdicts) -> None:
    for verdict in verdicts.rows:
        if verdict.outcome is not Outcome.SAME:
            why = f"：{verdict.why}" if verdict.why else ""
            line = f"第 {verdict.number} 行" if verdict.number else "文件里没有"
            click.echo(f"{line}  {verdict.word}  {verdict.about}{why}")
    click.echo(verdicts.summary)


def _keep(verdicts: Verdicts) -> Path:
    """A file that only its owner can read."""
    path = _kernel().settings.data_dir / f"passwords-{_kernel().clock.now():%Y%m%dT%H%M%S}.csv"
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(csv_of(("账号", "姓名", "一次性密码"), verdicts.passwords))
    return path


BEHIND = (
    "没有备份成：数据库的结构和这个版本的程序对不上，或者连不上。"
    "升级前的备份用原来的版本做；已经换了程序，先 flask --app wsgi db upgrade，再备份到一个空文件夹。"
)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@with_appcontext
def backup_command(folder: Path) -> None:
    """Copy database, files and secret into an empty folder, while the program runs."""
    try:
        manifest = back_up(_kernel(), folder)
    except NotEmpty as wrong:
        raise click.ClickException(str(wrong)) from None
    except (OperationalError, ProgrammingError):
        raise click.ClickException(BEHIND) from None
    rows = sum(piece.rows for piece in manifest.tables.values())
    click.echo(
        f"备份好了：{rows} 行，{len(manifest.files)} 个文件，在 {folder} 。里面有密钥和个人信息，请收好。"
    )


@click.command("restore")
@click.argument("folder", type=FOLDER)
@with_appcontext
def restore_command(folder: Path) -> None:
    """Bring a backup back into an empty database and store; all digests are checked first."""
    upgrade()
    try:
        manifest = restore(_kernel(), folder)
    except (BrokenBackup, NotEmpty) as wrong:
        raise click.ClickException(str(wrong)) from None
    rows = sum(piece.rows for piece in manifest.tables.values())
    click.echo(f"恢复好了：{rows} 行，{len(manifest.files)} 个文件，是 {manifest.made_at} 的样子。")


@click.group("audit")
def audit() -> None:
    """The log of every write."""


@audit.command("verify")
@with_appcontext
def verify_audit() -> None:
    """Check the seals over the log; ends with 1 when a row was changed afterwards."""
    with _kernel().read() as session:
        broken = first_broken_seal(session)
    if broken is not None:
        raise click.ClickException(f"日志被改过：到第 {broken} 行为止的封印对不上。")
    click.echo("日志完整，封印都对得上。")


def register(app: Flask) -> None:
    """Add the commands to the program's own command line."""
    imports = [_import_group(kind) for kind in IMPORTS]
    own = (demo, serve, lifecycle_command, plates, backup_command, restore_command, audit, clocks)
    for command in (*own, *imports):
        app.cli.add_command(command)

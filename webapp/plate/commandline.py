"""`flask --app wsgi plates print`: plates straight into a file, without a page."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from webapp.base.work import Kernel
from webapp.plate.documents import DRAW, plates_of
from webapp.plate.queries import unit_of_code


@click.group("plates")
def plates() -> None:
    """The plates on the doors."""


@plates.command("print")
@click.option("--management-unit", "code", required=True, help="Code of the management unit.")
@click.option(
    "--form",
    type=click.Choice(list(DRAW)),
    default="a4",
    show_default=True,
    help="Eight on A4, or A5 boards.",
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write."
)
@with_appcontext
def print_plates(code: str, form: str, out: Path) -> None:
    """Write the plates of a management unit as a PDF, ready for the printer."""
    kernel: Kernel = current_app.extensions["mashang"]
    with kernel.read() as session:
        unit = unit_of_code(session, code)
        if unit is None:
            raise click.ClickException(f"没有编号为「{code}」的物业管理单元。")
        name, drawn = unit.name, plates_of(kernel, session, unit.id)
    if not drawn:
        raise click.ClickException(f"{name}还没有单元门，先导入单元门再印。")
    with out.open("wb") as file:
        count = DRAW[form](drawn, file)
    click.echo(f"{name}：{count} 块服务板，写在 {out} 。")

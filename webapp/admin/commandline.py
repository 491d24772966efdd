"""The commands of `flask --app wsgi …` that run a district (contract.md, Command line)."""

import click
from flask import Flask, current_app

from webapp.admin.demo.loading import load_demo
from webapp.admin.lifecycle_page import lifecycle_command
from webapp.admin.serving import serve
from webapp.plate.commandline import plates


@click.command("demo")
def demo() -> None:
    """Load the invented demonstration district, once."""
    loaded = load_demo(current_app.extensions["mashang"])
    if loaded.fresh:
        click.echo(f"演示区已装好：{loaded.doors} 个单元门，{loaded.tickets} 件工单。")
    else:
        click.echo("已有数据，演示区不再装。")


def register(app: Flask) -> None:
    """Add the commands to the program's own command line."""
    for command in (demo, serve, lifecycle_command, plates):
        app.cli.add_command(command)

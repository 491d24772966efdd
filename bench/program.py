"""The program on a fresh database that is thrown away, for what is measured without a server before it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from tests import database
from webapp.app import create_app
from webapp.base.settings import Settings
from webapp.base.work import Kernel


@contextmanager
def fresh_program(kind: str) -> Iterator[tuple[Flask, Kernel]]:
    """The program and its kernel on `sqlite` or `postgresql`; a second one inside the first shares its server."""
    with _run(), database.fresh(kind) as url:
        folder = Path(os.environ[database.RUN_FOLDER])
        app = create_app(Settings(url, "", folder, "only-for-this-bench", "http://localhost"))
        kernel: Kernel = app.extensions["mashang"]
        yield app, kernel
        kernel.engine.dispose()


@contextmanager
def _run() -> Iterator[None]:
    """A run of `tests.database`, closed by whoever opened it."""
    opened = database.RUN_FOLDER not in os.environ
    database.open_run()
    try:
        yield
    finally:
        if opened:
            database.close_run()

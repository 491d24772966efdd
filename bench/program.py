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
    """The program and its kernel on `sqlite` or `postgresql`; needs an open run of `tests.database`."""
    with database.fresh(kind) as url:
        folder = Path(os.environ[database.RUN_FOLDER])
        app = create_app(Settings(url, "", folder, "only-for-this-bench", "http://localhost"))
        kernel: Kernel = app.extensions["mashang"]
        yield app, kernel
        kernel.engine.dispose()

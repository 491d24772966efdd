"""The composition: the visible list of blueprints and of reactions, wired to one database and one store."""

from datetime import timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from webapp.access.actor import RULE
from webapp.access.signed_in import logins
from webapp.base.clock import Clock, SystemClock
from webapp.base.database import db
from webapp.base.outbox import Reactions
from webapp.base.settings import Settings
from webapp.base.storage import open_store
from webapp.base.work import Kernel
from webapp.reactions import REACTIONS

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")
MOST_BODY = 130 * 1024 * 1024  # five photos of 25 MB and a form; a single photo has its own limit


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """The program for these settings; `clock` is given by tests."""
    app = Flask("webapp")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=MOST_BODY,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
    )
    db.init_app(app)
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True, compare_type=True)
    with app.app_context():
        engine = db.engine
    app.extensions["mashang"] = Kernel(
        settings=settings, engine=engine, clock=clock or SystemClock(),
        store=open_store(settings.storage_url, settings.data_dir), reactions=Reactions(REACTIONS),
        worker=RULE, secret=settings.secret_key,
    )  # fmt: skip
    logins.init_app(app)
    return app

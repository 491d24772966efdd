"""The composition: the visible list of blueprints and of reactions, wired to one database and one store."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy.exc import SQLAlchemyError

import api
from pwa import asset_url, assets, inline_css
from webapp import shell
from webapp.access import pages as access_pages
from webapp.access.actor import RULE
from webapp.access.sign_ins import SENDS_FOR
from webapp.access.signed_in import logins, role_seen
from webapp.admin import commandline, health, metrics
from webapp.admin import pages as admin_pages
from webapp.base.clock import Clock, SystemClock
from webapp.base.database import db
from webapp.base.logs import log_requests
from webapp.base.outbox import Reactions
from webapp.base.proxy import BehindProxy
from webapp.base.request import CleanRequest, CleanSessions, LateRule
from webapp.base.settings import Settings
from webapp.base.storage import open_store
from webapp.base.work import Kernel
from webapp.callback import pages as callback_pages
from webapp.catalogue.settings import in_force
from webapp.component import pages as library_pages
from webapp.dispatch.routing import pages as rules_pages
from webapp.due import deliver_command, due_command
from webapp.insight import pages as insight_pages
from webapp.layout import dress
from webapp.layout.headers import guard_answers
from webapp.layout.limits import limit_requests
from webapp.layout.problems import answer_problems
from webapp.layout.rooms import keep_choices, language
from webapp.meeting import pages as meeting_pages
from webapp.meeting import week_pages
from webapp.message import pages as message_pages
from webapp.patrol import pages as patrol_pages
from webapp.plate import pages as plate_pages
from webapp.plate import pages_admin as plates_admin
from webapp.reactions import REACTIONS
from webapp.recheck import pages as recheck_pages
from webapp.review import pages as review_pages
from webapp.rota import pages as rota_pages
from webapp.screen import (
    alarm_pages,
    blur_pages,
    bulk_pages,
    component_pages,
    desk_pages,
    field_desk_pages,
    field_pages,
    firm_link_pages,
    front_pages,
    inbox_pages,
    intake_pages,
    link_pages,
    map_pages,
    narrow_pages,
    presence_pages,
    tracking_pages,
)
from webapp.supervise import pages as supervise_pages
from webapp.whistle import pages as whistle_pages
from webapp.whistle import pages_guest as guest_pages

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")
MOST_BODY = 130 * 1024 * 1024  # five photos of 25 MB and a form; a single photo has its own limit

SIGNED_IN = (
    access_pages.bp,
    inbox_pages.bp,
    narrow_pages.bp,
    map_pages.bp,
    meeting_pages.bp,
    week_pages.bp,
    whistle_pages.bp,
    guest_pages.bp,
    supervise_pages.bp,
    desk_pages.bp,
    rules_pages.bp,
    alarm_pages.bp,
    blur_pages.bp,
    bulk_pages.bp,
    plates_admin.bp,
    admin_pages.bp,
    recheck_pages.bp,
    patrol_pages.bp,
    library_pages.bp,
    component_pages.bp,
    callback_pages.bp,
    insight_pages.bp,
    review_pages.bp,
    rota_pages.bp,
    message_pages.bp,
    firm_link_pages.bp,
    intake_pages.bp,
    field_pages.bp,
    field_desk_pages.bp,
)
"""Blueprints of the office, and of guests from outside: forms carry a token against forgery."""

OPEN = (
    front_pages.bp,
    plate_pages.bp,
    tracking_pages.bp,
    link_pages.bp,
    presence_pages.bp,
    week_pages.feed,
    *api.BLUEPRINTS,
    health.bp,
)
"""Blueprints without sign-in: residents' pages and queued sends, guarded by Origin instead of a form token."""


class _Program(Flask):
    """Flask without coroutines: to ask of every function whether it is one cost more than most of them."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give back what every page here is: a plain function."""
        return func


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """The program for these settings; `clock` is given by tests."""
    app = _Program("webapp", static_folder=None)  # what browsers are given is built and served by pwa
    app.request_class = CleanRequest
    app.session_interface = CleanSessions()
    app.url_rule_class = LateRule
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={
            "hide_parameters": True
        },  # what was typed has no place in an error's message
        MAX_CONTENT_LENGTH=MOST_BODY,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        PERMANENT_SESSION_LIFETIME=SENDS_FOR,
        # Only what changed is sent: an answer on its way at 退出 must not bring the old cookie back.
        SESSION_REFRESH_EACH_REQUEST=False,
        BABEL_DEFAULT_LOCALE="zh_Hans",
        WTF_CSRF_TIME_LIMIT=None,
    )
    db.init_app(app)
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True, compare_type=True)
    with app.app_context():
        engine = db.engine
    kernel = Kernel(
        settings=settings, engine=engine, clock=clock or SystemClock(),
        store=open_store(settings.storage_url, settings.data_dir), reactions=Reactions(REACTIONS),
        worker=RULE, secret=settings.secret_key,
    )  # fmt: skip
    app.extensions["mashang"] = kernel
    app.extensions["mashang_hotline"] = partial(_hotline, kernel)
    logins.init_app(app)
    Babel(app, locale_selector=lambda: "en" if language() == "en" else "zh_Hans")
    app.wsgi_app = BehindProxy(app.wsgi_app)  # type: ignore[method-assign]  # as Flask's handbook does
    log_requests(app, role_seen)
    metrics.measure(app, kernel)
    _dress(app, kernel)
    _mount(app)
    limit_requests(app, settings.ratelimit_storage_url)
    commandline.register(app)
    for command in (deliver_command, due_command):
        app.cli.add_command(command)
    return app


def _hotline(kernel: Kernel) -> str:
    """The number to call; none when the database does not answer, for the page that says so is a page too."""
    try:
        with kernel.read() as session:
            return str(in_force(session, kernel.clock)["hotline"])
    except SQLAlchemyError:
        return ""


def _dress(app: Flask, kernel: Kernel) -> None:
    app.jinja_env.globals.update(asset_url=asset_url, inline_css=inline_css)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    dress(app, kernel.clock, shell.current_shell)
    guard_answers(app)
    answer_problems(app, api.ANSWERS)
    app.after_request(keep_choices)
    app.register_blueprint(assets)


def _mount(app: Flask) -> None:
    forms = CSRFProtect(app)
    for blueprint in SIGNED_IN:
        app.register_blueprint(blueprint)
    for blueprint in OPEN:
        app.register_blueprint(blueprint)
        forms.exempt(blueprint)

"""The browser build, made once for these tests, and the resident pages rendered over invented contexts."""

import secrets
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask, g, render_template, request
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from werkzeug.serving import make_server

import pwa
from tests.journeys.conftest import accessible, browser_type_launch_args, targets  # noqa: F401 - fixtures
from tests.pwa.contexts import PAGES

ROOT = Path(__file__).parents[2]
BROWSER = ROOT / "pwa"


@pytest.fixture(scope="session", autouse=True)
def built():
    subprocess.run(["node", "build.mjs"], cwd=BROWSER, check=True, capture_output=True)
    babel = [sys.executable, "-m", "babel.messages.frontend", "-q"]
    subprocess.run(
        [*babel, "compile", "-d", "webapp/translations"], cwd=ROOT, check=True, capture_output=True
    )


@pytest.fixture(scope="session")
def page_app():
    """Only what the resident templates need: a missing name in a context is an error, not a blank."""
    app = Flask("resident_pages")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "webapp" / "translations")
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans"
    Babel(app, locale_selector=lambda: g.get("language", "zh_Hans"))
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "webapp" / desk / "templates") for desk in ("layout", "plate", "screen")]
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        asset_url=pwa.asset_url, inline_css=pwa.inline_css, csp_nonce=lambda: secrets.token_urlsafe(16)
    )
    app.register_blueprint(pwa.assets)

    @app.get("/look/<name>")
    @app.get("/q/<name>")
    @app.get("/t/<name>")
    @app.get("/desk/<name>")
    def look(name):
        """One page in one dress: ?lang=en, ?large=1."""
        g.language = "en" if request.args.get("lang") == "en" else "zh_Hans"
        template, context = PAGES[name]
        dress = {"lang": "en" if g.language == "en" else "zh", "large": "large" in request.args}
        return render_template(template, **{**context, **dress})

    return app


@pytest.fixture(scope="session")
def base_url(looks):
    """Where relative addresses of the browser lead."""
    return looks


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, base_url):
    """The address by name: what comes from above is kept for the whole run with the first folder's address."""
    return {**browser_context_args, "base_url": base_url}


@pytest.fixture(scope="session")
def looks(page_app):
    """The address of a small server of these pages."""
    server = make_server("127.0.0.1", 0, page_app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/look"
    server.shutdown()

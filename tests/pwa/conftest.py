"""The browser build, made once for these tests, and the resident pages rendered over invented contexts."""

import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask, g
from flask_babel import Babel
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

import pwa

ROOT = Path(__file__).parents[2]
BROWSER = ROOT / "pwa"


@pytest.fixture(scope="session", autouse=True)
def built():
    subprocess.run(["node", "build.mjs"], cwd=BROWSER, check=True, capture_output=True)
    babel = [sys.executable, "-m", "babel.messages.frontend", "-q"]
    subprocess.run(
        [*babel, "compile", "-d", "webapp/translations"], cwd=ROOT, check=True, capture_output=True
    )


@pytest.fixture
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
    return app

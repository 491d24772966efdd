from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from webapp.base.clock import CHINA, FixedClock
from webapp.layout import MenuLink, Shell, dress

NOW = datetime(2026, 11, 18, 14, 20, tzinfo=CHINA)
SHELL = Shell(
    person="p1",
    name="王建国",
    unit="新街物业",
    menu=(MenuLink("收件箱", "inbox", "/desk/", count=120, current=True),),
    jump_url="/desk/jump",
    sign_out_url="/sign-out",
)


@pytest.fixture
def dressed() -> Flask:
    """An application that has the layout and nothing else."""
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "for a test"
    dress(app, FixedClock(NOW), lambda: SHELL)
    app.jinja_env.globals.update(
        asset_url=lambda name: f"/assets/{name}", csrf_token=lambda: "form-token", csp_nonce=lambda: "n0",
        inline_css=lambda _name: Markup(""), _=lambda words: words,
    )  # fmt: skip
    return app


@pytest.fixture
def render(dressed: Flask) -> Callable[..., str]:
    """Render template text as a page at /desk/ would."""

    def rendered(source: str, **context: object) -> str:
        with dressed.test_request_context("/desk/?view=late"):
            return render_template_string(source, **context)

    return rendered

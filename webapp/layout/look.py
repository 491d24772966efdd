"""How a person wants office pages to look: letters, contrast. Kept in two cookies, changed by a plain form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from flask import Blueprint, redirect, request
from markupsafe import Markup
from werkzeug.wrappers import Response

YEAR = 365 * 24 * 3600
CHOICES = {"size": ("normal", "large"), "contrast": ("normal", "high")}

layout = Blueprint("layout", __name__, template_folder="templates")


@dataclass(frozen=True)
class Look:
    """The chosen letters and contrast; `tokens.css` reads both from the attributes of `<html>`."""

    size: str = "normal"
    contrast: str = "normal"

    @classmethod
    def chosen(cls, cookies: Mapping[str, str]) -> Self:
        """Read the cookies; anything unknown counts as normal."""
        kept = {name: cookies.get(name, "") for name in CHOICES}
        return cls(**{name: value for name, value in kept.items() if value in CHOICES[name]})

    @property
    def attributes(self) -> Markup:
        """The attributes for `<html>`, with a leading space, empty when all is normal."""
        chosen = (("size", self.size), ("contrast", self.contrast))
        return Markup("").join(
            Markup(' data-{}="{}"').format(name, value) for name, value in chosen if value != "normal"
        )


@layout.post("/look")
def change() -> Response:
    """Keep the look that was chosen for a year and go back to the page."""
    answer = redirect(_own_path(request.form.get("back", "")), 303)
    for name, values in CHOICES.items():
        value = request.form.get(name)
        if value in values:
            # The field pages, which carry no form token, set the same cookies by script.
            answer.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=request.is_secure)
    return answer


def _own_path(back: str) -> str:
    """A path of this site and nothing else, so that the form cannot be used to send people away."""
    safe = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if safe else "/"

"""The rooms of the house, told from the address: a resident's page, the desk, the API."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, request

OFFICE_PATHS = ("/desk", "/f", "/p", "/photos", "/look")
"""Where staff are; whoever comes to any other address, also a mistyped one, may be a resident."""


@dataclass(frozen=True)
class Room:
    """A room's name and what its dress needs."""

    name: str
    context: Callable[[], dict[str, Any]]


def resident_dress() -> dict[str, Any]:
    """What layout/resident.html needs: language, letters, the two switches, the hotline."""
    lang = language()
    large = request.cookies.get("size") == "large"
    asked = request.args.get("size")
    if asked in {"large", "normal"}:
        large = asked == "large"
    return {
        "lang": lang,
        "large": large,
        "switch_large_url": _with(size="normal" if large else "large"),
        "switch_lang_url": _with(lang="zh" if lang == "en" else "en"),
        "hotline": current_app.extensions["mashang_hotline"](),
    }


def language() -> str:
    """zh unless English was chosen, by the switch or before."""
    chosen = request.args.get("lang") or request.cookies.get("lang") or "zh"
    return chosen if chosen in {"zh", "en"} else "zh"


def _with(**change: str) -> str:
    """This page's address with a choice changed; the choice is then kept in a cookie."""
    kept = {k: v for k, v in request.args.items() if k in {"size", "lang"}} | change
    return f"{request.path}?" + "&".join(f"{k}={v}" for k, v in kept.items())


def keep_choices(answer: Any) -> Any:
    """Remember letters and language chosen by the address for a year."""
    if request.method != "GET":
        return answer
    for name, values in (("size", {"large", "normal"}), ("lang", {"zh", "en"})):
        value = request.args.get(name)
        if value in values:
            answer.set_cookie(
                name, value, max_age=31_536_000, httponly=True, samesite="Lax", secure=request.is_secure
            )
    return answer


def room_of(path: str) -> Room:
    """The room that an address belongs to."""
    first = "/" + path.split("/", 2)[1] if path.startswith("/") else path
    return Room("desk", dict) if first in OFFICE_PATHS else Room("resident", resident_dress)

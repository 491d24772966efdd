"""The dress of the office pages: shell, components, menu and how times and numbers read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Flask, request
from markupsafe import Markup

from webapp.base.clock import CHINA, Clock
from webapp.layout import presenting
from webapp.layout.look import Look, layout
from webapp.layout.menu import MENU, MenuLink, MenuRow, links

__all__ = ["MENU", "AlarmLine", "Alarms", "Look", "MenuLink", "MenuRow", "Shell", "dress", "layout", "links"]


@dataclass(frozen=True)
class AlarmLine:
    """An urgent ticket that nobody has accepted: where it is read, and when this person said 知道了."""

    id: UUID
    words: str
    place: str
    url: str
    since: datetime
    heard_at: datetime | None
    rings: bool


@dataclass(frozen=True)
class Alarms:
    """What rings on a page, and where its script asks again; `sign_in_url` when the page is locked and may not say what."""

    lines: tuple[AlarmLine, ...]
    ask_url: str
    heard_url: str
    all_url: str
    sign_in_url: str = ""

    @property
    def rings(self) -> bool:
        """Whether there is a sound."""
        return any(line.rings for line in self.lines)

    @property
    def mark(self) -> str:
        """Differs when the banner would."""
        told = ",".join(f"{str(line.id)[:8]}{'!' if line.rings else ''}" for line in self.lines)
        return f"{self.sign_in_url and 'locked:'}{told}"


@dataclass(frozen=True)
class Shell:
    """What the frame of a page says about the person who is signed in.

    `person` keys the drafts of this browser tab (an id, never shown); an address left empty hides its control.
    """

    person: str
    name: str
    unit: str
    menu: tuple[MenuLink, ...] = field(default=())
    home_url: str = "/desk/"
    jump_url: str = ""
    sign_out_url: str = ""
    password_url: str = ""
    alarms: "Alarms | None" = None
    """What rings on every page of this person (safety.md 1); None for who reads no tickets."""


def dress(app: Flask, clock: Clock, shell: Callable[[], Shell | None], zone: ZoneInfo = CHINA) -> None:
    """Give an application the layout: templates, filters bound to the clock and zone, `look` and `shell`.

    `shell` is asked once by a page that extends `desk.html` (never by a resident's page, nor by one rendered
    with `bare=True`, such as 500) and answers None when nobody is signed in.
    """
    app.register_blueprint(layout)
    app.jinja_env.filters.update(filters(clock, zone))
    app.jinja_env.globals.update(
        new_once=lambda: str(uuid4()),
        current_shell=shell,
        current_look=lambda: Look.chosen(request.cookies),
    )


def filters(clock: Clock, zone: ZoneInfo = CHINA) -> dict[str, Callable[..., Any]]:
    """The Jinja filters by name; those that show a moment answer a `<time>` element, or "—" for None."""

    def shown(words: Callable[[datetime], str]) -> Callable[[datetime | None], Markup]:
        def tag(at: datetime | None) -> Markup:
            return Markup("—") if at is None else presenting.time_tag(at, words(at), zone)

        return tag

    return {
        "moment": shown(lambda at: presenting.moment_words(at, clock.now(), zone)),
        "day": shown(lambda at: presenting.day_words(at, clock.now(), zone)),
        "due": shown(lambda at: presenting.due_words(at, clock.now(), zone)),
        "left": shown(lambda at: presenting.left_words(at, clock.now())),
        "age": shown(lambda at: presenting.age_words(at, clock.now())),
        "exact": shown(lambda at: presenting.exact_words(at, zone)),
        "elapsed": lambda at: max(0, int((clock.now() - at).total_seconds())),
        "input_moment": lambda at: "" if at is None else presenting.input_moment(at, zone),
        "watch": presenting.watch_words,
        "duration": presenting.span_words,
        "phone": presenting.masked_phone,
        "number": presenting.number_words,
        "badge": presenting.badge_words,
    }

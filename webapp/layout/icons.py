"""The office pages' icons: the outlines that are used, taken from Tabler (MIT), drawn into one template.

After changing `USED`, run `python -m webapp.layout.icons` on a machine where `npm ci` has been run in `pwa/`.
The result is committed, so that a page never waits for the browser build.
"""

import re
import sys
from pathlib import Path
from typing import Final

USED: Final = (
    "address-book",
    "alert-triangle",
    "arrow-back-up",
    "arrow-merge",
    "ban",
    "bell-ringing",
    "building",
    "bulb",
    "calendar-event",
    "camera",
    "chart-bar",
    "check",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "clipboard-check",
    "clock",
    "contrast-2",
    "copy",
    "dots",
    "external-link",
    "eye-check",
    "file-check",
    "file-import",
    "headset",
    "history",
    "hourglass",
    "inbox",
    "info-circle",
    "keyboard",
    "lock",
    "logout",
    "map",
    "map-pin",
    "message",
    "phone-call",
    "pencil",
    "photo",
    "player-pause",
    "player-play",
    "player-skip-forward",
    "plus",
    "printer",
    "qrcode",
    "refresh",
    "search",
    "send",
    "shield-lock",
    "speakerphone",
    "switch-horizontal",
    "text-size",
    "tool",
    "user",
    "users",
    "walk",
    "x",
)
SOURCE: Final = Path(__file__).parents[2] / "pwa/node_modules/@tabler/icons/icons/outline"
TARGET: Final = Path(__file__).parent / "templates/layout/icons.html"
SHAPE: Final = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>")
FRAME: Final = 'd="M0 0h24v24H0z"'

HEAD: Final = """{#- Made by `python -m webapp.layout.icons` from Tabler Icons (MIT); change the list there, not this file.
    sprite() once a page, icon(name, label='') wherever one is wanted; without a label it is decoration. -#}
{% macro icon(name, label='') -%}
<svg class="icon"{% if label %} role="img" aria-label="{{ label }}"{% else %} aria-hidden="true"{% endif %}><use href="#i-{{ name }}"/></svg>
{%- endmacro %}
{% macro sprite() -%}
<svg class="sprite" aria-hidden="true" width="0" height="0">
"""
FOOT: Final = "</svg>\n{%- endmacro %}\n"


def symbol(name: str, drawing: str) -> str:
    """One `<symbol>` from the text of a Tabler file, without its invisible frame."""
    shapes = "".join(" ".join(shape.split()) for shape in SHAPE.findall(drawing) if FRAME not in shape)
    return f'<symbol id="i-{name}" viewBox="0 0 24 24">{shapes.replace(" />", "/>")}</symbol>\n'


def template(drawings: dict[str, str]) -> str:
    """The whole partial template for the given icons, by name."""
    return HEAD + "".join(symbol(name, drawing) for name, drawing in drawings.items()) + FOOT


def draw() -> None:
    """Write the template from the installed package; raises `FileNotFoundError` for a name Tabler lacks."""
    drawings = {name: (SOURCE / f"{name}.svg").read_text(encoding="utf-8") for name in USED}
    TARGET.write_text(template(drawings), encoding="utf-8")


if __name__ == "__main__":
    draw()
    sys.stdout.write(f"{len(USED)} icons drawn into {TARGET.name}\n")

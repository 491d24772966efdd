"""Places where wheels go: the fire lane before the door, the road."""

from typing import TypeAlias

from webapp.base.picture.scenes.canvas import INK, Canvas, Point
from webapp.base.picture.scenes.scenery import WALLS, bush, entrance, house, sky, tree

Outline: TypeAlias = tuple[Point, ...]

# Outlines of a saloon, in pixels right of its rear bumper and above the ground; a line for each point would hide them.
# fmt: off
BODY: Outline = (
    (6, 84), (22, 150), (150, 176), (250, 272), (300, 292), (520, 292), (570, 274), (668, 182), (764, 160),
    (794, 110), (794, 52), (760, 40), (40, 40), (10, 52),
)
PANES: tuple[Outline, ...] = (
    ((182, 180), (262, 262), (302, 276), (394, 276), (394, 180)),
    ((414, 180), (414, 276), (514, 276), (556, 262), (632, 180)),
)
GLEAMS: tuple[Outline, ...] = (
    ((230, 180), (296, 268), (322, 268), (262, 180)),
    ((450, 180), (500, 268), (520, 268), (478, 180)),
)
# fmt: on
CARS = ("#c4523e", "#3f6f8a", "#e7e1d3", "#d9a441", "#5d7a66")


def parking(canvas: Canvas, fixed: bool) -> None:
    """The fire lane before a stairwell, with a car across it or free."""
    sky(canvas, 630)
    house(canvas, -30, 610, 14, 5, canvas.chance.choice(WALLS))
    entrance(canvas, 560, 610)
    tree(canvas, 150, 640, 430)
    tree(canvas, 1170, 640, 400)
    for x in (330, 440, 900, 1010):
        bush(canvas, x, 636, 60)
    canvas.box(0, 626, 1280, 24, "#d8cbb0")
    canvas.fade(0, 648, 1280, 312, "#8f8a83", "#77726c")
    _fire_lane(canvas)
    if fixed:
        canvas.glow(640, 600, 900, 560, "#fff0c4", 0.2)
        return
    _car(canvas, 250 + canvas.damage.uniform(-40, 40), 868, canvas.damage.choice(CARS))


def _fire_lane(canvas: Canvas) -> None:
    yellow = "#f0be3c"
    corners = [(330.0, 668.0), (950.0, 668.0), (1120.0, 930.0), (160.0, 930.0)]
    for step in range(7):
        share = step / 6
        top = 330 + 620 * share
        for down in (160 + 960 * (share + 0.35), 160 + 960 * (share - 0.35)):
            reach = min(1.0, max(0.0, _until(top, down)))
            canvas.line([(top, 668), (top + (down - top) * reach, 668 + 262 * reach)], 9, yellow)
    canvas.line([*corners, corners[0]], 12, yellow)


def _until(top: float, down: float) -> float:
    """How far a stripe from the upper edge towards `down` runs before it meets the slanting side of the lane."""
    if down > 1120:
        return (950 - top) / (down - top - 170)
    if down < 160:
        return (top - 330) / (top - down - 170)
    return 1.0


def _car(canvas: Canvas, x: float, ground: float, paint: str) -> None:
    """A saloon from the side, 800 long and 300 high."""
    canvas.shadow(x + 400, ground + 6, 520, 60, 0.9)
    for outline, fill in (
        (BODY, paint),
        *((pane, "#34444c") for pane in PANES),
        *((gleam, "#6d8a94") for gleam in GLEAMS),
    ):
        canvas.shape([(x + across, ground - up) for across, up in outline], fill)
    canvas.box(x + 12, ground - 74, 776, 34, "#2f3338", 10)
    canvas.line(
        [(x + 60, ground - 128), (x + 760, ground - 128)], 4, "#ffffff" if paint != "#e7e1d3" else "#b8b2a4"
    )
    for handle in (350, 560):
        canvas.box(x + handle, ground - 160, 44, 10, "#e9e4d8", 5)
    canvas.box(x + 402, ground - 180, 5, 106, "#2f3338")
    canvas.box(x + 752, ground - 152, 36, 28, "#fff2c2", 8)
    canvas.box(x + 12, ground - 146, 26, 34, "#c8382c", 6)
    canvas.oval(x + 648, ground - 186, 20, 12, INK)
    for wheel in (164, 636):
        for size, colour in ((68, "#2a2d31"), (40, "#c4c8c8"), (30, "#8f9699"), (10, "#e4e6e4")):
            canvas.oval(x + wheel, ground - 44, size, size, colour)


def pothole(canvas: Canvas, fixed: bool) -> None:
    """A road between houses with a hole in it, or with a fresh patch where the hole was."""
    sky(canvas, 430)
    house(canvas, -90, 440, 5, 3, canvas.chance.choice(WALLS))
    house(canvas, 860, 440, 6, 3, canvas.chance.choice(WALLS))
    for x, size in ((500, 200), (800, 230), (980, 290), (300, 300)):
        tree(canvas, x, 452, size)
    canvas.fade(0, 430, 1280, 530, "#cfc0a0", "#b4a081")
    canvas.shape([(560, 432), (720, 432), (1420, 960), (-140, 960)], "#e5dcc6")
    canvas.shape([(572, 432), (708, 432), (1340, 960), (-60, 960)], "#8b8781")
    canvas.shape([(600, 432), (680, 432), (1100, 960), (180, 960)], "#918d87")
    for near, far in ((0.05, 0.13), (0.24, 0.4)):
        _dash(canvas, near, far)
    place = canvas.chance.uniform(560, 700)
    if fixed:
        _patch(canvas, place)
    else:
        _hole(canvas, place)
        _cone(canvas, place + 380, 850)


def _patch(canvas: Canvas, x: float) -> None:
    canvas.shape([(x - 270, 690), (x + 262, 684), (x + 318, 868), (x - 322, 876)], "#5f5c59")
    canvas.shape([(x - 256, 698), (x + 248, 692), (x + 302, 860), (x - 306, 868)], "#524f4d")
    for _ in range(240):
        grain = x + canvas.damage.uniform(-240, 240), canvas.damage.uniform(706, 852)
        canvas.oval(*grain, 2.4, 1.6, canvas.damage.choice(["#6b6764", "#454240", "#75706c"]))
    canvas.glow(640, 640, 900, 480, "#fff0c8", 0.18)


def _hole(canvas: Canvas, x: float) -> None:
    dice = canvas.damage
    for across, down in ((-330, -60), (300, -90), (-260, 110), (350, 70), (40, 140)):
        crack: list[Point] = [(x, 780)]
        for _ in range(5):
            last = crack[-1]
            crack.append(
                (last[0] + across / 4 + dice.uniform(-18, 18), last[1] + down / 4 + dice.uniform(-12, 12))
            )
        canvas.line(crack, 5, "#4a4744")
    canvas.shape(canvas.blob(x, 780, 290, 106, 0.3, dice), "#6d6964")
    rim = canvas.blob(x, 784, 262, 90, 0.3, dice)
    canvas.shape(rim, "#3a3735")
    canvas.shape([(a * 0.8 + x * 0.2, b * 0.72 + 232) for a, b in rim], "#64757a")
    canvas.shape([(a * 0.5 + x * 0.5 - 30, b * 0.3 + 560) for a, b in rim], "#9db1b6")
    for _ in range(26):
        stone = canvas.blob(
            x + dice.gauss(0, 210), 790 + dice.gauss(0, 66), dice.uniform(6, 20), 8, 0.4, dice
        )
        canvas.shape(stone, dice.choice(["#5a5653", "#77736e", "#a29c93"]))


def _dash(canvas: Canvas, start: float, end: float) -> None:
    """A white dash on the middle of the road between two shares of the way from the horizon to the viewer."""
    top, bottom = 432 + 528 * start, 432 + 528 * end
    canvas.shape(
        [
            (640 - 3 - 26 * start, top),
            (640 + 3 + 26 * start, top),
            (640 + 3 + 26 * end, bottom),
            (640 - 3 - 26 * end, bottom),
        ],
        "#f1ead8",
    )


def _cone(canvas: Canvas, x: float, ground: float) -> None:
    canvas.shadow(x, ground, 120, 26, 0.7)
    canvas.shape(
        [(x - 92, ground - 14), (x + 92, ground - 14), (x + 80, ground + 12), (x - 80, ground + 12)],
        "#c24f22",
    )
    for low, high, colour in ((0, 1, "#ea6a2c"), (0.2, 0.42, "#f8f0e0"), (0.6, 0.78, "#f8f0e0")):
        wide, narrow = 62 * (1 - low) + 10 * low, 62 * (1 - high) + 10 * high
        bottom, top = ground - 14 - 200 * low, ground - 14 - 200 * high
        canvas.shape([(x - wide, bottom), (x + wide, bottom), (x + narrow, top), (x - narrow, top)], colour)

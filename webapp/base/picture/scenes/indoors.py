"""Places under a roof: the stairs, the lift, the pipe in the cellar."""

from webapp.base.picture.scenes.canvas import INK, Canvas

SEGMENTS = {"1": "bc", "2": "abged", "3": "abgcd", "5": "afgcd", "6": "afgedc", "8": "abcdefg", "-": "g"}


def lamp(canvas: Canvas, fixed: bool) -> None:
    """A landing with a neighbour's door, stairs going up, and the lamp that should light them."""
    dado = canvas.chance.choice(["#8fae95", "#93b3b5", "#c4a07c"])
    canvas.fade(0, 0, 1280, 790, "#e9d8b8", "#f3e7cf")
    canvas.box(0, 500, 1280, 300, dado)
    canvas.box(0, 494, 1280, 8, "#f7efdd")
    canvas.fade(0, 790, 1280, 170, "#c4ae8e", "#a98f70")
    canvas.box(0, 786, 1280, 10, "#7d6a57")
    canvas.box(0, 0, 1280, 70, "#d9c7a6")
    _stairs(canvas)
    _flat(canvas, 130)
    canvas.box(610, 330, 60, 120, "#dfe3df", 6)
    canvas.line([(625, 365), (655, 365)], 4, "#9aa39f")
    canvas.line([(625, 385), (655, 385)], 4, "#9aa39f")
    canvas.oval(640, 425, 9, 9, "#c34f3d")
    canvas.box(590, 68, 100, 22, "#8c8a84", 6)
    if fixed:
        canvas.glow(640, 150, 620, 520, "#fff3c4", 0.75)
        canvas.glow(640, 860, 560, 170, "#ffeab0", 0.5)
        canvas.oval(640, 122, 52, 50, "#fff6d6")
        canvas.glow(640, 122, 150, 150, "#fffdf0", 1.0)
        canvas.oval(640, 120, 38, 36, "#fffef8")
    else:
        canvas.oval(640, 122, 52, 50, "#7f7d78")
        canvas.line([(618, 92), (634, 118), (622, 132), (640, 160)], 3, "#4a4846")
        canvas.dusk("#151a2a", 0.8, (430 + canvas.damage.uniform(-60, 60), 640, 620, 560))
        canvas.glow(430, 760, 300, 200, "#ffe9b8", 0.25)


def _stairs(canvas: Canvas) -> None:
    steps = [(760 + 76 * number, 790 - 46 * number) for number in range(8)]
    for x, y in steps:
        canvas.box(x, y - 46, 600, 800 - y + 46 - 10, "#b39b7c")
    for x, y in steps:
        canvas.box(x, y - 46, 78, 12, "#e5d5b8")
        canvas.box(x, y - 34, 5, 34, "#96805f")
    for x, y in steps[::2]:
        canvas.line([(x + 40, y - 46), (x + 40, y - 220)], 9, "#4c5a63")
    canvas.line([(740, 596), (1290, 263)], 20, "#9c5b3c")
    canvas.line([(740, 591), (1290, 258)], 6, "#c07f57")
    canvas.line([(745, 790), (745, 590)], 14, "#4c5a63")


def _flat(canvas: Canvas, x: float) -> None:
    canvas.box(x - 18, 262, 316, 530, "#6d4436", 4)
    canvas.box(x, 280, 280, 512, "#8e4f3c", 3)
    for y in (310, 560):
        canvas.box(x + 34, y, 212, 200, "#a2614b", 8)
        canvas.box(x + 46, y + 12, 188, 176, "#94543f", 6)
    canvas.box(x + 246, 520, 16, 70, "#e0b862", 6)
    canvas.shape([(x + 140, 330), (x + 210, 400), (x + 140, 470), (x + 70, 400)], "#d2342c")
    canvas.shape([(x + 140, 346), (x + 194, 400), (x + 140, 454), (x + 86, 400)], "#e9b44a")
    canvas.shape([(x + 140, 354), (x + 186, 400), (x + 140, 446), (x + 94, 400)], "#d2342c")
    for petal in ((0, -16), (0, 16), (-16, 0), (16, 0)):
        canvas.oval(x + 140 + petal[0], 400 + petal[1], 11, 11, "#f1c65c")
    canvas.oval(x + 140, 400, 8, 8, "#d2342c")
    for side in (-52, 302):
        canvas.box(x + side, 300, 30, 360, "#d2342c")
        for mark in range(5):
            canvas.oval(x + side + 15, 340 + mark * 68, 9, 15, "#efc35a")


def lift(canvas: Canvas, fixed: bool) -> None:
    """The door of a lift: shut and at its floor, or stuck half open behind a warning board."""
    tile = canvas.chance.choice(["#e6d3b5", "#dccab8", "#d8d2bd"])
    floor = canvas.chance.choice("12356")
    canvas.box(0, 0, 1280, 960, tile)
    for x in range(-40, 1280, 220):
        canvas.box(x, 0, 4, 800, "#cdb795")
    for y in range(90, 800, 178):
        canvas.box(0, y, 1280, 4, "#cdb795")
    canvas.fade(0, 800, 1280, 160, "#b89f80", "#917a60")
    canvas.box(0, 792, 1280, 14, "#8d7458")
    canvas.box(366, 130, 548, 670, "#7d858a", 6)
    canvas.box(398, 190, 484, 610, "#20242b")
    for left, right in ((398, 640), (640, 882)) if fixed else ((398, 566), (760, 882)):
        canvas.fade(left, 190, right - left, 610, "#c9d0d2", "#98a3a8")
        canvas.shape([(left + 24, 800), (left + 74, 190), (left + 104, 190), (left + 54, 800)], "#d8dedf")
        canvas.box(right - 4 if left == 398 else left, 190, 4, 610, "#6f797e")
    canvas.box(540, 140, 200, 44, "#14181c", 6)
    _call_panel(canvas, fixed)
    if fixed:
        _digit(canvas, 588, 146, floor, "#7df0a0")
        canvas.shape([(660, 174), (676, 148), (692, 174)], "#7df0a0")
        canvas.glow(640, 880, 420, 120, "#fff4d8", 0.5)
        canvas.glow(640, 60, 640, 360, "#fff6dc", 0.5)
        _plant(canvas, 180)
        return
    for x in (588, 640):
        _digit(canvas, x, 146, "-", "#ff5b46")
    canvas.glow(664, 500, 110, 380, "#0c0e12", 0.8)
    for y in range(240, 800, 70):
        canvas.line([(574, y), (752, y + 18)], 5, "#3a4048")
    canvas.glow(640, 300, 900, 700, "#3a3226", 0.25)
    _warning_board(canvas, 520 + canvas.damage.uniform(-30, 60))
    _plant(canvas, 180)


def _digit(canvas: Canvas, x: float, y: float, sign: str, colour: str) -> None:
    places = {"a": (4, 0, 20, 5), "b": (22, 2, 5, 14), "c": (22, 17, 5, 14), "d": (4, 27, 20, 5)}
    places |= {"e": (0, 17, 5, 14), "f": (0, 2, 5, 14), "g": (4, 13, 20, 5)}
    for segment in SEGMENTS[sign]:
        left, top, width, height = places[segment]
        canvas.box(x + left, y + top, width, height, colour, 2)


def _call_panel(canvas: Canvas, works: bool) -> None:
    canvas.box(976, 420, 92, 180, "#aab3b6", 10)
    for y, points in ((470, (-12, 8, 12)), (548, (12, -8, -12))):
        canvas.oval(1022, y, 30, 30, "#e8ecec")
        canvas.oval(1022, y, 24, 24, "#ffd27a" if works else "#c9cfcf")
        canvas.shape([(1010, y + points[1]), (1022, y + points[0]), (1034, y + points[1])], INK)
    if not works:
        canvas.line([(985, 432), (1059, 588)], 12, "#d9412f")
        canvas.line([(1059, 432), (985, 588)], 12, "#d9412f")


def _warning_board(canvas: Canvas, x: float) -> None:
    canvas.shadow(x + 120, 905, 210, 40, 0.7)
    canvas.shape([(x + 46, 560), (x + 194, 560), (x + 262, 900), (x - 22, 900)], "#d99a1e")
    canvas.shape([(x + 38, 560), (x + 186, 560), (x + 244, 904), (x - 36, 904)], "#f6c342")
    canvas.shape([(x + 110, 606), (x + 190, 742), (x + 24, 742)], INK)
    canvas.shape([(x + 109, 632), (x + 168, 730), (x + 48, 730)], "#f9d264")
    canvas.box(x + 101, 658, 16, 42, INK, 6)
    canvas.oval(x + 109, 715, 9, 9, INK)
    for step in range(5):
        left = x - 22 + step * 54
        canvas.shape([(left, 850), (left + 26, 800), (left + 52, 800), (left + 26, 850)], INK)


def _plant(canvas: Canvas, x: float) -> None:
    canvas.shadow(x, 880, 130, 30, 0.5)
    for lean in (-90, -55, -20, 20, 55, 90):
        canvas.line([(x, 760), (x + lean * 0.6, 640), (x + lean, 560 + abs(lean) * 0.7)], 16, "#5d8c5f")
        canvas.line([(x, 760), (x + lean * 0.5, 660)], 6, "#86ae74")
    canvas.shape([(x - 66, 750), (x + 66, 750), (x + 48, 880), (x - 48, 880)], "#b5674a")
    canvas.box(x - 74, 740, 148, 26, "#c67a5b", 6)


def leak(canvas: Canvas, fixed: bool) -> None:
    """A pipe along a wall: sprung at its joint with a bucket under it, or held by a new clamp."""
    wall, pipe = (
        canvas.chance.choice(["#e8d9bd", "#dfd3c3"]),
        canvas.chance.choice(["#6f8f97", "#8a8f8a", "#7f8f6f"]),
    )
    joint = canvas.chance.uniform(560, 720)
    canvas.fade(0, 0, 1280, 800, wall, "#d2bd9b")
    canvas.fade(0, 800, 1280, 160, "#a8957b", "#877660")
    canvas.box(0, 792, 1280, 12, "#7b6a55")
    canvas.box(80, 470, 230, 326, "#8fa0a0", 6)
    canvas.box(96, 486, 198, 294, "#9fb0ae", 4)
    canvas.oval(274, 630, 9, 9, "#58686a")
    if not fixed:
        wet = canvas.blob(joint + 20, 560, 190, 270, 0.3, canvas.damage)
        canvas.shape(wet, "#b79f7d")
        canvas.shape(canvas.blob(joint + 10, 600, 130, 220, 0.3, canvas.damage), "#a18a6a")
    for y, thick in ((300, 74), (150, 40)):
        canvas.box(0, y + 14, 1280, thick, "#b9a383", 8)
        canvas.box(0, y, 1280, thick, pipe)
        canvas.box(0, y + thick * 0.18, 1280, thick * 0.18, "#b4c4c4")
        canvas.box(0, y + thick * 0.78, 1280, thick * 0.22, "#566a6e")
    for bracket in (120, 1120):
        canvas.box(bracket, 120, 26, 270, "#6a6259", 4)
    for x in (joint - 62, joint + 42):
        canvas.box(x, 282, 22, 110, "#54676c", 5)
    _valve(canvas, 960)
    if fixed:
        canvas.box(joint - 74, 274, 148, 126, "#d9a441", 14)
        canvas.box(joint - 74, 296, 148, 18, "#f0cd7c", 6)
        for x in (joint - 52, joint + 52):
            for bolt in (288, 386):
                canvas.oval(x, bolt, 10, 10, "#7a5a1e")
        canvas.glow(640, 200, 900, 600, "#fff3d6", 0.25)
        return
    _spray(canvas, joint)
    canvas.glow(640, 300, 1000, 800, "#2f3a44", 0.28)


def _valve(canvas: Canvas, x: float) -> None:
    canvas.box(x - 12, 220, 24, 90, "#5a6a6e")
    canvas.box(x - 34, 286, 68, 104, "#6d7f84", 10)
    for across, down in ((80, 16), (60, 11)):
        canvas.oval(x, 214, across, down, "#c4473a" if across == 80 else "#8e2f28")
    canvas.oval(x, 212, 18, 7, "#c4473a")


def _spray(canvas: Canvas, joint: float) -> None:
    dice = canvas.damage
    canvas.shape(canvas.blob(joint + 10, 890, 430, 62, 0.25, dice), "#7f9aa3")
    canvas.shape(canvas.blob(joint, 888, 330, 40, 0.25, dice), "#a5bcc2")
    canvas.line([(joint - 8, 330), (joint + 4, 352), (joint - 6, 376)], 5, "#1f2b30")
    for _ in range(34):
        reach, fall = dice.uniform(-330, 330), dice.uniform(0.2, 1)
        points = [
            (joint + reach * t, 350 - 190 * t * (1 - t) * 2 + 470 * t * t * fall)
            for t in (0, 0.25, 0.5, 0.75, 1)
        ]
        canvas.line(points, dice.uniform(2, 4), dice.choice(["#dcebee", "#bcd6de", "#eef6f6"]))
    for _ in range(60):
        x, y, size = joint + dice.gauss(0, 130), dice.uniform(390, 860), dice.uniform(3, 8)
        canvas.oval(x, y, size * 0.7, size, dice.choice(["#dcebee", "#a9cad5"]))
    canvas.shadow(joint, 900, 150, 30, 0.6)
    canvas.shape([(joint - 92, 740), (joint + 92, 740), (joint + 66, 905), (joint - 66, 905)], "#c8553d")
    canvas.shape([(joint - 92, 740), (joint - 40, 740), (joint - 34, 905), (joint - 66, 905)], "#dc6f54")
    canvas.oval(joint, 740, 92, 20, "#9c3d2b")
    canvas.oval(joint, 744, 80, 14, "#a5cbd6")

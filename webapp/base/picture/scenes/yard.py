"""Places between the houses: the bins, the gate, the yard after rain."""

from math import cos, radians, sin

from webapp.base.picture.scenes.canvas import Canvas, Point
from webapp.base.picture.scenes.scenery import WALLS, bush, entrance, house, sky, tree


def rubbish(canvas: Canvas, fixed: bool) -> None:
    """Four bins along a wall, buried in bags or with a swept floor before them."""
    sky(canvas, 420)
    house(canvas, -60, 470, 5, 4, canvas.chance.choice(WALLS))
    house(canvas, 760, 470, 6, 3, canvas.chance.choice(WALLS))
    tree(canvas, 600, 470, 330)
    canvas.box(0, 400, 1280, 250, "#c98b6b")
    for row in range(8):
        for brick in range(-1, 16):
            canvas.box(
                brick * 88 + (row % 2) * 44,
                408 + row * 30,
                82,
                25,
                ("#c27f5f", "#cf9473")[(brick + row * 3) % 4 == 0],
            )
    canvas.box(0, 388, 1280, 18, "#e2cfb0", 4)
    canvas.fade(0, 640, 1280, 320, "#cdbb9d", "#b39d7e")
    for x in range(-200, 1500, 190):
        canvas.line([(640 + (x - 640) * 0.75, 645), (x * 1.3 - 190, 970)], 3, "#b8a486")
    colours = ["#4f8a5b", "#50789a", "#8d8d86", "#c5533f"]
    canvas.chance.shuffle(colours)
    for number, colour in enumerate(colours):
        _bin(canvas, 210 + number * 230, 690, colour, ajar=not fixed and number % 2 == 0)
    if fixed:
        canvas.glow(640, 700, 900, 420, "#fff2cc", 0.25)
        canvas.line([(1130, 420), (1160, 690)], 12, "#a87848")
        canvas.shape([(1138, 680), (1192, 676), (1214, 770), (1124, 776)], "#d8b25e")
        return
    _heap(canvas)


def _bin(canvas: Canvas, x: float, ground: float, colour: str, ajar: bool) -> None:
    canvas.shadow(x + 80, ground + 6, 130, 26, 0.6)
    canvas.shape([(x, ground - 230), (x + 160, ground - 230), (x + 142, ground), (x + 18, ground)], colour)
    canvas.shape(
        [(x, ground - 230), (x + 44, ground - 230), (x + 52, ground), (x + 18, ground)], _mix(colour, 22)
    )
    canvas.box(x + 46, ground - 150, 68, 68, "#f2ecdc", 34)
    canvas.shape([(x + 80, ground - 140), (x + 102, ground - 98), (x + 58, ground - 98)], colour)
    for wheel in (34, 126):
        canvas.oval(x + wheel, ground, 15, 15, "#34383c")
    if ajar:
        canvas.oval(x + 80, ground - 240, 62, 34, "#3a3b40")
        canvas.shape(
            [(x - 8, ground - 238), (x + 20, ground - 310), (x + 190, ground - 300), (x + 168, ground - 244)],
            _mix(colour, -25),
        )
    else:
        canvas.box(x - 10, ground - 252, 180, 28, _mix(colour, -25), 10)


def _heap(canvas: Canvas) -> None:
    dice = canvas.damage
    canvas.shadow(650, 850, 620, 110, 0.7)
    places = [(dice.uniform(120, 1160), dice.uniform(690, 770)) for _ in range(11)]
    places += [(dice.gauss(640, 240), dice.uniform(760, 880)) for _ in range(13)]
    for x, y in sorted(places, key=lambda place: place[1]):
        _bag(
            canvas,
            x,
            y,
            dice.uniform(58, 96),
            dice.choice(["#2f3238", "#383b42", "#43474d", "#5b6a78", "#c9c2b4"]),
        )
    canvas.shape([(180, 800), (360, 775), (392, 900), (214, 925)], "#c59a63")
    canvas.shape([(180, 800), (226, 752), (396, 728), (360, 775)], "#dcb57f")
    canvas.shape([(360, 775), (396, 728), (430, 850), (392, 900)], "#a97f4c")
    for _ in range(9):
        x, y = dice.uniform(90, 1190), dice.uniform(880, 935)
        canvas.shape(
            canvas.blob(x, y, dice.uniform(14, 34), 9, 0.5, dice),
            dice.choice(["#efe7d3", "#d9694f", "#8fb0a0"]),
        )
    for _ in range(7):
        x, y = dice.uniform(250, 1050), dice.uniform(560, 720)
        canvas.oval(x, y, 6, 4, "#26282b")
        canvas.line([(x - 8, y - 6), (x, y - 1), (x + 8, y - 6)], 2, "#5c6065")


def _bag(canvas: Canvas, x: float, y: float, size: float, colour: str) -> None:
    canvas.shadow(x, y + size * 0.5, size * 1.3, size * 0.3, 0.7)
    canvas.shape(canvas.blob(x, y, size, size * 0.78, 0.16, canvas.damage), colour)
    canvas.oval(x - size * 0.28, y - size * 0.22, size * 0.3, size * 0.18, _mix(colour, 26))
    knot = y - size * 0.66
    canvas.shape(
        [(x - size * 0.16, knot), (x - size * 0.3, knot - size * 0.36), (x, knot - size * 0.1)], colour
    )
    canvas.shape(
        [(x + size * 0.16, knot), (x + size * 0.3, knot - size * 0.34), (x, knot - size * 0.1)],
        _mix(colour, 14),
    )
    canvas.line([(x - size * 0.1, knot + size * 0.06), (x - size * 0.3, y - size * 0.2)], 3, _mix(colour, 30))


def gate(canvas: Canvas, fixed: bool) -> None:
    """The iron gate of a compound: hanging from one hinge, or shut with its reader lit."""
    sky(canvas, 600)
    house(canvas, 130, 600, 4, 4, canvas.chance.choice(WALLS))
    house(canvas, 640, 600, 5, 3, canvas.chance.choice(WALLS))
    tree(canvas, 560, 610, 380)
    tree(canvas, 1010, 610, 300)
    canvas.fade(0, 590, 1280, 370, "#d7c6a4", "#b7a283")
    canvas.shape([(470, 600), (810, 600), (1080, 960), (200, 960)], "#c9b694")
    for x in (320, 860):
        bush(canvas, x, 650, 70)
    iron = canvas.chance.choice(["#3d5a52", "#4b4f57", "#6b4438"])
    for x in (70, 1050):
        _pillar(canvas, x)
    canvas.box(1080, 450, 58, 96, "#2c3137", 8)
    canvas.box(1090, 462, 38, 34, "#8fb4bf" if fixed else "#41474d", 4)
    canvas.oval(1109, 522, 9, 9, "#63d68a" if fixed else "#d9412f")
    if fixed:
        canvas.glow(1109, 522, 46, 46, "#8cf0ac", 0.8)
        canvas.shadow(640, 836, 480, 30, 0.5)
        _leaf(canvas, (232, 300), 410, iron, 0)
        _leaf(canvas, (1048, 300), -404, iron, 0)
        canvas.glow(640, 300, 900, 600, "#fff3cc", 0.18)
        return
    _leaf(canvas, (232, 300), 410, iron, 0)
    canvas.shadow(930, 880, 330, 60, 0.6)
    _leaf(canvas, (1040, 330), -404, iron, -13 - canvas.damage.uniform(0, 4))
    canvas.line([(430, 880), (640, 915)], 14, iron)
    canvas.line([(700, 930), (790, 902)], 14, iron)
    canvas.box(1030, 742, 26, 44, "#8a4a34", 4)


def _pillar(canvas: Canvas, x: float) -> None:
    canvas.shadow(x + 80, 846, 150, 34, 0.6)
    canvas.box(x, 250, 160, 596, "#b9775a")
    for row in range(19):
        for left, right in ((4, 52), (56, 156)) if row % 2 else ((4, 104), (108, 156)):
            colour = ("#c38567", "#ad6c50", "#bd7d5f")[(row * 2 + left) % 3]
            canvas.box(x + left, 256 + row * 31, right - left, 26, colour)
    canvas.box(x - 16, 226, 192, 32, "#e2cfb0", 5)
    canvas.box(x + 24, 190, 112, 40, "#d3bd9b", 5)


def _leaf(canvas: Canvas, hinge: Point, width: float, iron: str, lean: float) -> None:
    """One wing of the gate, 530 high, swung by `lean` degrees around its upper hinge."""
    turn = radians(lean)

    def at(across: float, down: float) -> Point:
        x, y = width * across, 530 * down
        return hinge[0] + x * cos(turn) - y * sin(turn), hinge[1] + x * sin(turn) + y * cos(turn)

    for bar in range(9):
        across = 0.04 + bar * 0.115
        canvas.line([at(across, -0.03), at(across, 0.98)], 9, iron)
        tip = at(across, -0.07)
        canvas.shape([at(across - 0.03, -0.02), tip, at(across + 0.03, -0.02)], "#d9a94c")
    for down in (0.04, 0.5, 0.94):
        canvas.line([at(0, down), at(1, down)], 16, iron)
    for across in (0.0, 1.0):
        canvas.line([at(across, 0), at(across, 1)], 20, iron)
    canvas.line([at(0.02, 0.93), at(0.98, 0.52)], 8, iron)
    x, y = at(0.93, 0.56)
    canvas.oval(x, y, 16, 16, "#d9a94c")


def flood(canvas: Canvas, fixed: bool) -> None:
    """A yard whose drain is blocked and stands under water, or the same yard with the drain open."""
    sky(canvas, 600, grey=not fixed)
    house(canvas, -40, 600, 6, 4, canvas.chance.choice(WALLS))
    house(canvas, 700, 600, 6, 4, canvas.chance.choice(WALLS))
    tree(canvas, 655, 610, 360)
    entrance(canvas, 180, 600)
    canvas.fade(0, 596, 1280, 364, "#cdbb9d", "#ab967a")
    for row, y in enumerate((620, 660, 712, 780, 866)):
        canvas.line([(0, y), (1280, y)], 2 + row * 0.4, "#b6a284")
    for x in range(-1400, 2700, 180):
        canvas.line([(640 + (x - 640) * 0.55, 598), (x, 970)], 2.4, "#b6a284")
    for x in (520, 800, 1180):
        bush(canvas, x, 622, 54)
    if fixed:
        canvas.shape(canvas.blob(760, 800, 400, 88, 0.35, canvas.damage), "#a99478")
        _drain(canvas, 760, 800)
        canvas.glow(640, 500, 1000, 700, "#fff1c8", 0.22)
        return
    _water(canvas)


def _drain(canvas: Canvas, x: float, y: float) -> None:
    canvas.shape([(x - 120, y - 36), (x + 120, y - 36), (x + 150, y + 42), (x - 150, y + 42)], "#4b4f52")
    for slot in range(9):
        across = -96 + slot * 24
        canvas.line([(x + across, y - 24), (x + across * 1.22, y + 30)], 9, "#1d2022")


def _water(canvas: Canvas) -> None:
    dice = canvas.damage
    canvas.shape(canvas.blob(650, 790, 720, 168, 0.2, dice), "#8b7f6b")
    pool = canvas.blob(650, 790, 690, 152, 0.2, dice)
    canvas.shape(pool, "#8ea3a8")
    canvas.shape([(x * 0.9 + 60, y * 0.8 + 152) for x, y in pool], "#a4b7ba")
    for _ in range(26):
        x, y, length = dice.uniform(120, 1100), dice.uniform(690, 890), dice.uniform(40, 150)
        canvas.line(
            [(x, y), (x + length, y)], dice.uniform(2, 5), dice.choice(["#c3d1d2", "#7f969c", "#b3a488"])
        )
    for _ in range(16):
        x, y, size = dice.uniform(140, 1140), dice.uniform(680, 890), dice.uniform(12, 34)
        for ring, colour in (
            (size, "#d4dfe0"),
            (size * 0.82, "#9bafb3"),
            (size * 0.4, "#d4dfe0"),
            (size * 0.28, "#9bafb3"),
        ):
            canvas.oval(x, y, ring, ring * 0.32, colour)
    for number in range(5):
        x, y = 330 + number * 122, 648 + number * 50
        canvas.oval(x + 44, y + 44, 74, 14, "#71858a")
        canvas.shape([(x, y + 8), (x + 76, y), (x + 96, y + 22), (x + 16, y + 32)], "#c98563")
        canvas.shape([(x + 16, y + 32), (x + 96, y + 22), (x + 96, y + 42), (x + 16, y + 52)], "#a2634a")
    for _ in range(12):
        x, y = dice.uniform(160, 1100), dice.uniform(700, 880)
        canvas.shape(canvas.blob(x, y, 14, 6, 0.4, dice), dice.choice(["#b98a3e", "#8f9c4d", "#c4633f"]))
    for _ in range(150):
        x, y, length = dice.uniform(0, 1300), dice.uniform(-40, 900), dice.uniform(22, 56)
        canvas.line([(x, y), (x - length * 0.22, y + length)], 1.6, "#dfe6e6")


def _mix(colour: str, by: int) -> str:
    parts = (min(255, max(0, int(colour[at : at + 2], 16) + by)) for at in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)

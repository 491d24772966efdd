"""Things that stand about in more than one picture: houses, trees, people's doors."""

from webapp.base.picture.scenes.canvas import Canvas

WALLS = ("#e3c9a0", "#d9b48f", "#d7c4b0", "#e0b9a0", "#c9c3a8")
LEAVES = ("#6f9a62", "#86a95c", "#5d8c6a")
GLASS = ("#8fb4bf", "#a3c3c6", "#7fa6b5", "#f2d798")


def sky(canvas: Canvas, down_to: float, grey: bool = False) -> None:
    """Afternoon, or a day of rain."""
    above, below = ("#aeb8bd", "#d5d6d0") if grey else ("#9fc8d6", "#f6e6c8")
    canvas.fade(0, 0, 1280, down_to, above, below)


def house(canvas: Canvas, x: float, ground: float, columns: int, floors: int, wall: str) -> None:
    """A block of flats of `columns` × `floors` windows, each window 96 × 108 with what people hang and mount there."""
    width, height = columns * 96 + 24, floors * 108 + 30
    top = ground - height
    canvas.box(x, top, width, height, wall)
    canvas.box(x - 8, top - 14, width + 16, 18, "#b0694f")
    for floor in range(floors):
        canvas.box(x, top + 22 + floor * 108 + 92, width, 5, "#c8a988")
        for column in range(columns):
            window(canvas, x + 24 + column * 96, top + 26 + floor * 108)


def window(canvas: Canvas, x: float, y: float) -> None:
    """One window, with a cooler, with flowers, or plain."""
    glass, thing = canvas.chance.choice(GLASS), canvas.chance.random()
    canvas.box(x - 4, y - 4, 72, 80, "#f4ecdc", 3)
    canvas.box(x, y, 64, 72, glass, 2)
    canvas.shape([(x + 8, y + 72), (x + 40, y), (x + 54, y), (x + 22, y + 72)], _lighter(glass))
    canvas.box(x + 30, y, 4, 72, "#f4ecdc")
    if thing < 0.3:
        canvas.box(x + 8, y + 78, 46, 26, "#ece9e0", 4)
        canvas.oval(x + 40, y + 91, 9, 9, "#b9bdb8")
    elif thing < 0.5:
        canvas.box(x + 2, y + 70, 60, 8, "#8a5a3c", 2)
        for step in range(5):
            canvas.oval(x + 9 + step * 12, y + 66, 7, 7, ("#5f8f5c", "#d8694f")[step % 2])


def tree(canvas: Canvas, x: float, ground: float, size: float) -> None:
    """A round tree of the height `size`."""
    leaf = canvas.chance.choice(LEAVES)
    canvas.shadow(x, ground, size * 0.45, size * 0.07)
    canvas.shape(
        [
            (x - size * 0.05, ground),
            (x - size * 0.025, ground - size * 0.6),
            (x + size * 0.025, ground - size * 0.6),
            (x + size * 0.05, ground),
        ],
        "#7d5a44",
    )
    crown = [(0, 0.72, 0.3), (-0.2, 0.6, 0.22), (0.2, 0.62, 0.22), (0.04, 0.86, 0.2)]
    for across, up, reach in crown:
        canvas.oval(x + size * across, ground - size * up, size * reach, size * reach * 0.92, leaf)
    for across, up, reach in crown:
        canvas.oval(
            x + size * (across - 0.07),
            ground - size * (up + 0.07),
            size * reach * 0.5,
            size * reach * 0.42,
            _lighter(leaf),
        )


def bush(canvas: Canvas, x: float, ground: float, size: float) -> None:
    """A clipped bush along a wall."""
    leaf = canvas.chance.choice(LEAVES)
    for across in (-0.6, 0, 0.6):
        canvas.oval(x + size * across, ground - size * 0.4, size * 0.55, size * 0.5, leaf)
    for across in (-0.7, -0.1, 0.5):
        canvas.oval(x + size * across, ground - size * 0.55, size * 0.2, size * 0.16, _lighter(leaf))


def entrance(canvas: Canvas, x: float, ground: float) -> None:
    """The door of a stairwell under its little roof, 190 wide, with the board that carries the code beside it."""
    canvas.box(x - 24, ground - 300, 296, 300, "#dcc8a6")
    canvas.box(x, ground - 300, 190, 300, "#a9846a")
    canvas.box(x + 14, ground - 280, 162, 280, "#4f6d6a", 4)
    canvas.box(x + 26, ground - 266, 66, 150, "#8fb4bf", 3)
    canvas.box(x + 99, ground - 266, 66, 150, "#a3c3c6", 3)
    canvas.box(x + 93, ground - 280, 4, 280, "#39524f")
    canvas.box(x + 82, ground - 140, 7, 44, "#e8c06a", 3)
    canvas.shape(
        [(x - 26, ground - 300), (x + 216, ground - 300), (x + 196, ground - 336), (x - 6, ground - 336)],
        "#b0694f",
    )
    plate(canvas, x + 206, ground - 220)


def plate(canvas: Canvas, x: float, y: float) -> None:
    """The service board at the door."""
    canvas.box(x, y, 50, 66, "#1f6b4f", 5)
    canvas.box(x + 8, y + 14, 34, 34, "white", 2)
    for row in range(5):
        for column in range(5):
            if (row * 3 + column * 5 + row * column) % 3 != 1:
                canvas.box(x + 10 + column * 6, y + 16 + row * 6, 6, 6, "#20302a")


def _lighter(colour: str) -> str:
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{part + (255 - part) // 4:02x}" for part in parts)

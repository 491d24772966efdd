"""Where things lie on the sheets, found from the page itself and not from the layout under test."""

from PIL import Image

from qr.door_plate import HEIGHT, WIDTH

MM_PER_INCH = 25.4
COLUMNS, ROWS = 4, 2
SHEET = (297.0, 210.0)


def plate_pictures(page: Image.Image) -> list[Image.Image]:
    """The eight plates of an A4 sheet as it will be cut, in reading order."""
    per_mm = page.width / SHEET[0]
    left, top = (SHEET[0] - COLUMNS * WIDTH) / 2, (SHEET[1] - ROWS * HEIGHT) / 2
    return [
        page.crop(
            tuple(
                round(edge * per_mm)
                for edge in (
                    left + column * WIDTH,
                    top + row * HEIGHT,
                    left + (column + 1) * WIDTH,
                    top + (row + 1) * HEIGHT,
                )
            )
        )
        for row in range(ROWS)
        for column in range(COLUMNS)
    ]

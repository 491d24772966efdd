"""What Chromium's fake camera sees: a picture in a file, which may be another one the next time it is opened."""

import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from qr.code import code_png

SIZE = (640, 480)
FRAMES = 3
MODULE = 8
"""Pixels of the code's smallest square."""


@dataclass(frozen=True)
class FakeCamera:
    """A motion-JPEG file for `--use-file-for-fake-video-capture`."""

    file: Path

    def sees(self, picture: Image.Image) -> None:
        """From the next opening on the camera stands before this."""
        frame = io.BytesIO()
        picture.convert("RGB").resize(SIZE).save(frame, "JPEG", quality=90)
        self.file.write_bytes(frame.getvalue() * FRAMES)

    def sees_code(self, address: str) -> None:
        """A printed code, held straight before the camera."""
        code = Image.open(io.BytesIO(code_png(address, MODULE)))
        paper = Image.new("L", SIZE, 225)
        paper.paste(code, ((SIZE[0] - code.width) // 2, (SIZE[1] - code.height) // 2))
        self.sees(paper)

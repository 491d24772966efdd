"""Why a file is not taken as a photo, each with a sentence for the person who sent it."""

from enum import StrEnum
from typing import ClassVar

from webapp.base.errors import Problem


class Reason(StrEnum):
    """What is wrong with the file; a page may translate by it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_PICTURE = "not_a_picture"
    MOVING = "moving"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"


SENTENCES = {
    Reason.EMPTY: "这张照片是空的，里面什么也没有。请重新拍一张，或换一张再传。",
    Reason.TOO_LARGE: "这张照片太大了，最多收 {megabytes} MB。请换一张，或用手机重新拍一张。",
    Reason.NOT_A_PICTURE: "这个文件不是我们能打开的照片。请传 JPG、PNG、WebP 或 HEIC 照片，也可以直接拍一张。",
    Reason.MOVING: "这是视频或动图，这里只收照片。请拍一张照片，或截一张图再传。",
    Reason.BROKEN: "这张照片不完整，打不开，可能是没传完。请再传一次，或重新拍一张。",
    Reason.TOO_MANY_PIXELS: "这张照片的尺寸太大，打不开。请换一张，或用手机重新拍一张。",
}


class PictureRefused(Problem):
    """The file is not taken; `reason` says why to the program, `sentence` to the person."""

    status: ClassVar[int] = 422
    code: ClassVar[str] = "picture_refused"

    def __init__(self, reason: Reason, **figures: object) -> None:
        super().__init__(SENTENCES[reason].format(**figures), reason=reason.value)
        self.reason = reason

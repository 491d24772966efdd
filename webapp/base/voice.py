"""Voice notes: told by their content, bounded in size and length, kept as they came. Pure functions over bytes.

WebM (RFC 9559), Ogg (RFC 3533 with RFC 7845 for Opus) and MP4 (ISO/IEC 14496-12): what phones' browsers record.
"""

import re
from dataclasses import dataclass

MOST_BYTES = 2 * 1024 * 1024
MOST_SECONDS = 60
TOLERANCE = 5
"""A recorder stops a moment late."""
HEAD = 64
_EBML, _CLUSTER = b"\x1aE\xdf\xa3", b"\x1fC\xb6u"
_CLUSTER_TIME = re.compile(rb"\x1fC\xb6u.{1,8}?\xe7([\x81-\x88])", re.DOTALL)
_PICTURES = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif"}


class VoiceRefused(ValueError):
    """Not a voice note that is taken; the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Voice:
    """What a recording is: its media type, and its length in seconds where the file tells."""

    media_type: str
    seconds: float | None


def media_type_of(head: bytes) -> str | None:
    """The media type of a recording that begins like this; None when it is none."""
    if head.startswith(_EBML):
        return "audio/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    return "audio/mp4" if head[4:8] == b"ftyp" and head[8:12] not in _PICTURES else None


def inspect_voice(content: bytes) -> Voice:
    """Look at a recording; `VoiceRefused` when it is empty, no recording, over 2 MB or over 60 s."""
    if not content:
        raise VoiceRefused("这段语音是空的，请再录一次。")
    if len(content) > MOST_BYTES:
        raise VoiceRefused("这段语音太大了，请录短一点，最多 60 秒。")
    kind = media_type_of(content[:HEAD])
    if kind is None or (kind == "audio/webm" and _CLUSTER not in content):
        raise VoiceRefused("这不是能放的录音，请重新录一次，或者写字。")
    seconds = {"audio/webm": _webm, "audio/ogg": _ogg, "audio/mp4": _mp4}[kind](content)
    if seconds is not None and seconds > MOST_SECONDS + TOLERANCE:
        raise VoiceRefused(f"这段语音有 {seconds:.0f} 秒，最多 60 秒，请录短一点。")
    return Voice(kind, seconds)


def _webm(content: bytes) -> float | None:
    """The last cluster's time; browsers write no length into what they record. In the default scale of 1 ms."""
    times = [
        int.from_bytes(content[m.end() : m.end() + (m[1][0] & 0x0F)], "big")
        for m in _CLUSTER_TIME.finditer(content)
    ]
    return max(times) / 1000 if times else None


def _ogg(content: bytes) -> float | None:
    """The granule position of the last page, for Opus at 48 kHz."""
    at = content.rfind(b"OggS")
    if b"OpusHead" not in content[:512] or at + 14 > len(content):
        return None
    return int.from_bytes(content[at + 6 : at + 14], "little", signed=True) / 48_000


def _mp4(content: bytes) -> float | None:
    """Length and scale of the movie header; nothing when it was written before the sound."""
    at = content.find(b"mvhd")
    if at < 0:
        return None
    wide = content[at + 4 : at + 5] == b"\x01"
    first = at + (24 if wide else 16)
    scale = int.from_bytes(content[first : first + 4], "big")
    length = int.from_bytes(content[first + 4 : first + (12 if wide else 8)], "big")
    return length / scale if scale and length else None

"""Keys of stored files: random, short, and unable to leave the store."""

import re
import secrets

SEGMENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}", re.ASCII)
LONGEST = 500


class BadKey(ValueError):
    """The key is not one that a store accepts."""

    def __init__(self, key: str) -> None:
        super().__init__(f"not a key: {key[:80]!r}")


def check_key(key: str) -> str:
    """Give the key back, or raise `BadKey`.

    A key is one or more segments joined by `/`; each starts with a small letter or a digit and goes on with these
    or `. _ -`. So there is no empty segment, no `.` and `..`, no drive, no NUL, and no two keys that a
    case-blind disk would mix up.
    """
    if len(key) > LONGEST or not all(SEGMENT.fullmatch(segment) for segment in key.split("/")):
        raise BadKey(key)
    return key


def check_prefix(prefix: str) -> str:
    """Give a folder of keys back without its closing `/`; the empty prefix means all keys. Else `BadKey`."""
    return check_key(prefix.removesuffix("/")) if prefix else ""


def new_key(prefix: str) -> str:
    """A new key in the folder `prefix`: 128 random bits, so it is neither guessed nor met twice."""
    return check_key(f"{prefix}/{secrets.token_hex(16)}")

"""Words of the meeting desk that rules, records and pages share."""

from collections.abc import Mapping
from enum import StrEnum


class PlaceKind(StrEnum):
    """Where people meet: at the door, in the service room, or on the spot itself."""

    DOOR = "door"
    ROOM = "room"
    SPOT = "spot"


PLACE_WORDS: Mapping[PlaceKind, str] = {
    PlaceKind.DOOR: "居民门口",
    PlaceKind.ROOM: "服务室",
    PlaceKind.SPOT: "现场",
}


class Side(StrEnum):
    """The two who meet."""

    RESIDENT = "resident"
    HANDLER = "handler"

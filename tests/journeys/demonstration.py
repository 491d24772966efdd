"""The demonstration district, told once in a run: whoever needs a district to walk in begins with a copy of it."""

from pathlib import Path

from tests import database
from tests.journeys.server import Server


def tell(folder: Path) -> Path:
    """Make the demonstration in an empty data folder, which is given back."""
    maker = Server(folder)
    maker.flask("db", "upgrade")
    maker.flask("demo")
    return folder


def told_once() -> Path:
    """The data folder of this run with the demonstration in it; copy it, do not write to it."""
    with database.turn("demo-district") as folder:
        mark = folder.with_suffix(".made")
        if not mark.exists():
            folder.mkdir()
            tell(folder)
            mark.touch()
    return folder

"""The drawn photos of the demonstration district."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from webapp.base.picture import inspect_picture
from webapp.base.picture.draw import SCENES, draw_scene
from webapp.base.picture.scenes.canvas import Canvas


@pytest.mark.parametrize("kind", SCENES)
def test_before_and_after_are_photos_that_the_program_itself_would_take(kind: str) -> None:
    before, after = draw_scene(kind, fixed=False, seed=7), draw_scene(kind, fixed=True, seed=7)
    for photo in (before, after):
        seen = inspect_picture(photo)
        assert (seen.media_type, seen.width, seen.height) == ("image/jpeg", 1280, 960)
    apart = ImageChops.difference(*(Image.open(BytesIO(photo)).convert("L") for photo in (before, after)))
    assert ImageStat.Stat(apart).mean[0] > 6


@pytest.mark.parametrize("kind", SCENES)
def test_damage_and_repair_are_drawn_at_the_same_place(kind: str) -> None:
    """Chance, which decides what the place looks like, is asked the same questions both times."""
    broken, mended = Canvas(f"{kind} 7"), Canvas(f"{kind} 7")
    SCENES[kind](broken, False)
    SCENES[kind](mended, True)
    assert broken.chance.getstate() == mended.chance.getstate() != Canvas(f"{kind} 7").chance.getstate()


def test_the_same_seed_draws_the_same_bytes_and_another_seed_another_place() -> None:
    assert draw_scene("parking", False, 3) == draw_scene("parking", False, 3)
    assert len({draw_scene("parking", False, seed) for seed in range(4)}) == 4


def test_an_unknown_scene_is_an_error() -> None:
    with pytest.raises(KeyError):
        draw_scene("volcano", False, 1)

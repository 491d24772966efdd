"""The ground of the map, as the district decides it on a page."""

import pytest

from tests.builders.district import build_district
from webapp.access.role import Role
from webapp.admin.deciding import decide
from webapp.base.errors import Invalid
from webapp.catalogue.base_map import base_map, picture_hosts
from webapp.catalogue.settings import in_force

KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def told(kernel, clock):
    """Decide some of it as the administrator does; answer what the browser is told."""
    admin = build_district(kernel)[Role.ADMINISTRATOR]

    def put(**typed):
        with kernel.work(admin) as work:
            for name, words in typed.items():
                decide(work, name, words, "")
        with kernel.read() as session:
            return base_map(in_force(session, clock))

    return put


def test_without_a_decision_or_a_key_there_is_plain_ground(told):
    assert told() == {"kind": "none"}
    assert told(base_map="天地图") == {"kind": "none"}
    assert told(base_map="图片") == {"kind": "none"}
    assert picture_hosts({"kind": "none"}) == ()


def test_tianditu_is_wgs84_with_its_names_on_top(told):
    base = told(base_map="天地图", base_map_key=KEY)
    assert base["datum"] == "wgs84"
    assert ["LAYER=vec" in layer["url"] for layer in base["layers"]] == [True, False]
    assert picture_hosts(base) == tuple(f"https://t{digit}.tianditu.gov.cn" for digit in range(8))


def test_amap_is_gcj02(told):
    base = told(base_map="高德", base_map_key=KEY)
    assert (base["datum"], len(base["layers"])) == ("gcj02", 1)
    assert picture_hosts(base) == tuple(f"https://webrd0{digit}.is.autonavi.com" for digit in range(1, 5))


def test_a_picture_of_ones_own_lies_in_its_bounds(told):
    base = told(base_map="图片", base_map_image="https://map.example.cn/a.png 116.30 39.89 116.36 39.92")
    assert base == {
        "kind": "image",
        "url": "https://map.example.cn/a.png",
        "bounds": [116.30, 39.89, 116.36, 39.92],
    }
    assert picture_hosts(base) == ("https://map.example.cn",)
    assert picture_hosts(told(base_map_image="/ground.png 116.30 39.89 116.36 39.92")) == ()
    assert told(base_map_image="") == {"kind": "none"}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("base_map", "谷歌"), ("base_map", ""), ("base_map_key", "短"), ("base_map_key", "x" * 15),
        ("base_map_key", KEY + "&evil=1"), ("base_map_image", "http://a.cn/a.png 116.3 39.8 116.4 39.9"),
        ("base_map_image", "https://a.cn/a.png"), ("base_map_image", "https://a.cn/a.png 116.4 39.9 116.3 39.8"),
        ("base_map_image", "https://a.cn/a.png nan 39.8 116.4 39.9"), ("base_map_image", "//a.cn/a.png 116.3 39.8 116.4 39.9"),
        ("base_map_image", "https://a.cn;script-src/a.png 116.3 39.8 116.4 39.9"),
        ("base_map_image", "javascript:x 116.3 39.8 116.4 39.9"), ("base_map_image", "图"),
    ],
)  # fmt: skip
def test_what_is_no_ground_is_refused_with_a_sentence(told, name, typed):
    with pytest.raises(Invalid) as refused:
        told(**{name: typed})
    assert refused.value.fields["value"]

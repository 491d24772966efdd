"""The built files are served by their hashed names, for ever, squeezed as the browser likes it."""

import gzip
import json

import pytest

import pwa


@pytest.fixture
def client(page_app):
    return page_app.test_client()


@pytest.fixture
def address(page_app):
    with page_app.test_request_context():
        return pwa.asset_url("report.js")


def test_the_name_carries_the_content_and_is_kept_for_ever(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.cache_control.immutable
    assert answer.cache_control.max_age == 31_536_000
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.content_encoding is None


@pytest.mark.parametrize(
    ("accepts", "gets"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("gzip, br;q=0", "gzip"), ("identity", None), ("", None)],
)
def test_the_best_squeeze_that_the_browser_takes(client, address, accepts, gets):
    answer = client.get(address, headers={"Accept-Encoding": accepts})
    assert answer.content_encoding == gets
    assert "Accept-Encoding" in answer.vary


def test_squeezed_and_plain_are_the_same_file(client, address):
    squeezed = client.get(address, headers={"Accept-Encoding": "gzip"}).data
    assert gzip.decompress(squeezed) == client.get(address).data


@pytest.mark.parametrize(
    "name", ["manifest.json", "report.js", "report.js.gz", "..%2fpackage.json", "nothing.js"]
)
def test_only_hashed_names_are_served(client, name):
    assert client.get(f"/assets/{name}").status_code == 404


def test_a_name_that_was_never_built_is_named(page_app):
    with (
        page_app.test_request_context(),
        pytest.raises(pwa.NotBuiltError, match=r"no nothing\.js; it has .*report\.js"),
    ):
        pwa.asset_url("nothing.js")


def test_a_missing_build_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(pwa, "DIST", tmp_path / "dist")
    with pytest.raises(pwa.NotBuiltError, match=r"npm ci.*build\.mjs"):
        pwa.inline_css("resident")


def test_a_new_build_is_seen_without_a_restart(tmp_path, monkeypatch):
    monkeypatch.setattr(pwa, "DIST", tmp_path)
    for word in ("old", "new"):
        (tmp_path / f"resident.{word}.css").write_text(word)
        (tmp_path / "fresh.json").write_text(json.dumps({"resident.css": f"resident.{word}.css"}))
        (tmp_path / "fresh.json").rename(tmp_path / "manifest.json")
        assert pwa.inline_css("resident") == word


@pytest.mark.parametrize(
    ("path", "accepts", "squeezed"),
    [
        ("/q/", "gzip", True),
        ("/t/", "br, gzip", True),
        ("/q/", "", False),
        ("/q/", "gzip;q=0", False),
        ("/desk/", "gzip", False),
    ],
)
def test_resident_pages_travel_squeezed_and_pages_with_form_tokens_do_not(client, path, accepts, squeezed):
    answer = client.get(f"{path}door", headers={"Accept-Encoding": accepts})
    assert (answer.content_encoding == "gzip") == squeezed
    assert ("Accept-Encoding" in answer.vary) == path.startswith(("/q/", "/t/"))
    text = gzip.decompress(answer.data) if squeezed else answer.data
    assert "说说怎么回事" in text.decode()
    assert answer.content_length == len(answer.data)

"""The resident's page keeps its budget of bytes (field.md, Budgets), also with what makes it longest."""

import pytest
from flask.testing import FlaskClient

from tests.builders.district import District, build_district
from tests.builders.report import send_report
from tests.webapp.plate.page_weight import ALL_MOST, HTML_MOST, SCRIPT_MOST, Weight, weigh
from webapp.plate.door import MOST_NEIGHBOURS

SQUEEZED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def district(kernel) -> District:
    return build_district(kernel)


def weight_of(client: FlaskClient, path: str) -> Weight:
    def get(address: str) -> tuple[int, bytes]:
        answer = client.get(address, headers=SQUEEZED)
        return answer.status_code, answer.data

    return weigh(get, path, client.get(path).text)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_with_a_full_list_of_neighbours_stays_small(client, kernel, district, language):
    for _ in range(MOST_NEIGHBOURS):
        send_report(kernel, district)
    weight = weight_of(client, f"/q/{district.codes[0]}?lang={language}")
    assert weight.html <= HTML_MOST
    assert 0 < weight.script <= SCRIPT_MOST
    assert weight.whole <= ALL_MOST


def test_page_asks_nobody_else_and_goes_no_way_round(client, kernel, district):
    weight = weight_of(client, f"/q/{district.codes[0]}")
    assert (weight.redirects, weight.third_parties) == (0, 0)


def test_a_stranger_on_the_page_would_be_counted(client, kernel, district):
    path = f"/q/{district.codes[0]}"
    plain = client.get(path).text + '<script src="https://cdn.example/x.js"></script>'
    assert weigh(lambda _: (200, b""), path, plain).third_parties == 1

"""What the program says about itself to who keeps it running."""

import re

import pytest
from sqlalchemy import text

from tests.builders.district import build_district
from tests.builders.report import deliver_all, send_report

ADDRESSES_NEAR = ["127.0.0.1", "::1", "10.3.4.5", "192.168.1.9", "172.20.0.4"]
ADDRESSES_FAR = ["8.8.8.8", "114.114.114.114", "2400:3200::1", "", None, "nobody"]


def test_a_process_is_alive_whatever_the_database_does(client, kernel):
    with kernel.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    assert client.get("/healthz").json == {"status": "alive"}


def test_ready_means_that_database_and_store_answer(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready"})


@pytest.mark.parametrize("nothing", ["DROP TABLE alembic_version", "DELETE FROM alembic_version"])
def test_a_database_that_was_never_migrated_is_named(client, kernel, nothing):
    with kernel.engine.begin() as connection:
        connection.execute(text(nothing))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["database"])


@pytest.mark.only_sqlite("the store and the answers, no query of its own")
def test_a_store_that_cannot_be_written_is_named(client, kernel, tmp_path):
    files = tmp_path / "files"
    client.get("/readyz")
    moved = files.rename(tmp_path / "gone") if files.exists() else None
    files.write_text("a file where the folder was")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["failing"]) == (503, ["store"]), moved


def samples(client) -> dict[str, float]:
    """The lines of `/metrics`, with the number of the worker left out of the labels."""
    lines = client.get("/metrics").text.splitlines()
    found = [line.rsplit(" ", 1) for line in lines if not line.startswith("#")]
    return {re.sub(r',?worker="\d+"', "", name): float(value) for name, value in found}


def test_metrics_count_requests_by_endpoint_and_what_waits_in_the_database(client, kernel, clock):
    district = build_district(kernel)
    send_report(kernel, district)
    client.get("/t/")
    client.get("/q/NOTACODE?phone=13800001234")
    clock.move(seconds=40)
    waiting = samples(client)
    assert waiting['mashang_requests_total{endpoint="tracking.ask",method="GET",status="200"}'] == 1
    assert waiting['mashang_requests_total{endpoint="plate.show",method="GET",status="404"}'] == 1
    assert waiting['mashang_request_seconds_count{endpoint="tracking.ask"}'] == 1
    assert waiting["mashang_open_tickets"] == 1
    assert waiting["mashang_deliveries_waiting"] >= 1
    assert waiting["mashang_oldest_delivery_seconds"] == 40
    deliver_all(kernel)
    after = samples(client)
    assert (after["mashang_deliveries_waiting"], after["mashang_oldest_delivery_seconds"]) == (0, 0)
    assert after["mashang_open_tickets"] == 1


def test_metrics_hold_no_address_code_or_number_of_a_person(client, kernel):
    district = build_district(kernel)
    client.get(f"/q/{district.codes[0]}?phone=13800001234")
    client.open("/t/abcdefgh", method="SPY")
    said = client.get("/metrics").text
    for secret in (district.codes[0], "13800001234", "abcdefgh", "SPY"):
        assert secret not in said


@pytest.mark.only_sqlite("the store and the answers, no query of its own")
@pytest.mark.parametrize("address", ADDRESSES_NEAR)
def test_metrics_are_given_to_near_addresses(client, address):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 200


@pytest.mark.only_sqlite("the store and the answers, no query of its own")
@pytest.mark.parametrize("address", ADDRESSES_FAR)
def test_metrics_do_not_exist_for_far_addresses(client, address):
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": address}).status_code == 404


@pytest.mark.only_sqlite("the store and the answers, no query of its own")
@pytest.mark.parametrize("peer", ["127.0.0.1", "172.20.0.4"])
def test_metrics_do_not_exist_for_who_comes_through_a_proxy(client, peer):
    told = {"X-Forwarded-For": "8.8.8.8"}
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": peer}, headers=told).status_code == 404

import ipaddress
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import zxingcpp
from cryptography import x509

from qr.code import code_of
from webapp.admin import lan

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def names_of(kept: lan.Certificate) -> set[str]:
    chain = x509.load_pem_x509_certificate(kept.chain.read_bytes())
    there = chain.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(address) for address in there.get_values_for_type(x509.IPAddress)}


def test_the_certificate_names_every_address_of_the_machine_and_itself(tmp_path):
    kept = lan.certificate(tmp_path, ["192.168.1.5", "10.0.0.7"], NOW)
    assert names_of(kept) == {"192.168.1.5", "10.0.0.7", "127.0.0.1"}


def test_nobody_else_can_read_the_key(tmp_path):
    assert stat.S_IMODE(lan.certificate(tmp_path, ["192.168.1.5"], NOW).key.stat().st_mode) == 0o600


def test_a_phone_need_not_be_warned_twice(tmp_path):
    first = lan.certificate(tmp_path, ["192.168.1.5"], NOW).chain.read_bytes()
    assert lan.certificate(tmp_path, ["192.168.1.5"], NOW + timedelta(days=300)).chain.read_bytes() == first


@pytest.mark.parametrize(
    ("host", "later"), [("192.168.1.6", timedelta(0)), ("192.168.1.5", lan.LIFE - timedelta(days=6))]
)
def test_a_new_address_or_the_end_of_its_life_makes_a_new_one(tmp_path, host, later):
    first = lan.certificate(tmp_path, ["192.168.1.5"], NOW).chain.read_bytes()
    assert lan.certificate(tmp_path, [host], NOW + later).chain.read_bytes() != first


def test_phones_take_it(tmp_path):
    chain = x509.load_pem_x509_certificate(lan.certificate(tmp_path, ["192.168.1.5"], NOW).chain.read_bytes())
    assert chain.not_valid_after_utc - chain.not_valid_before_utc < timedelta(days=398)
    usage = chain.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert x509.oid.ExtendedKeyUsageOID.SERVER_AUTH in usage


def test_the_addresses_of_the_machine_are_addresses_and_not_its_own_loop():
    # In a process of its own: asking the kernel for the way out is a `connect` that the tests do not allow.
    ask = "from webapp.admin import lan; print(*lan.addresses())"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)
    found = [ipaddress.ip_address(word) for word in done.stdout.split()]
    assert not any(address.is_loopback for address in found)
    assert len(found) == len(set(found))


def test_a_phone_reads_the_code_from_the_terminal():
    lines = lan.picture(code_of("https://192.168.1.5:8000/q/K7M2", "Q")).splitlines()
    upper = [[letter in "█▀" for letter in line] for line in lines]
    lower = [[letter in "█▄" for letter in line] for line in lines]
    rows = [row for pair in zip(upper, lower, strict=True) for row in pair]
    pixels = np.kron(np.array(rows, dtype=np.uint8) * 255, np.ones((4, 4), dtype=np.uint8))
    assert [found.text for found in zxingcpp.read_barcodes(pixels)] == ["https://192.168.1.5:8000/q/K7M2"]

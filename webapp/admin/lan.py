"""What a real phone in the room needs: the machine's own addresses, and a certificate made for them.

Camera and position are given to secure pages only, so the trial in the room needs HTTPS. The certificate is
signed by itself: the phone warns once. A district in service puts its own certificate in front (docs/handbook).
"""

import ipaddress
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from qr.code import QUIET_MODULES, Code

LIFE = timedelta(days=390)  # phones refuse certificates that live longer than 398 days
SPARE = timedelta(days=7)


class Certificate(NamedTuple):
    """Two PEM files: the certificate, and its key, which only its owner can read."""

    chain: Path
    key: Path


def addresses() -> tuple[str, ...]:
    """The machine's IPv4 addresses that others in the room can reach, the likeliest first; may be empty."""
    found: dict[str, None] = {}
    # There may be no way out.
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # sends nothing: it asks the kernel which way out it would take
        found[probe.getsockname()[0]] = None
    with suppress(OSError):  # the machine may not know its own name
        known = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        found |= {str(info[4][0]): None for info in known}
    return tuple(address for address in found if not ipaddress.ip_address(address).is_loopback)


def certificate(folder: Path, hosts: Sequence[str], now: datetime | None = None) -> Certificate:
    """The certificate kept in `folder`, made anew when it lacks one of `hosts` or is about to run out."""
    now = now or datetime.now(UTC)
    kept = Certificate(folder / "certificate.pem", folder / "key.pem")
    wanted = {*hosts, "127.0.0.1"}
    if not (kept.key.exists() and kept.chain.exists() and _serves(kept.chain, wanted, now)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make(kept, wanted, now)
    return kept


def _serves(chain: Path, hosts: set[str], now: datetime) -> bool:
    kept = x509.load_pem_x509_certificate(chain.read_bytes())
    names = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    there = {str(address) for address in names.get_values_for_type(x509.IPAddress)}
    return hosts <= there and now + SPARE < kept.not_valid_after_utc


def _make(kept: Certificate, hosts: set[str], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mashang (LAN trial)")])
    names: list[x509.GeneralName] = [x509.IPAddress(ipaddress.ip_address(host)) for host in sorted(hosts)]
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + LIFE)
        .add_extension(x509.SubjectAlternativeName([*names, x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept.key.touch(mode=0o600)
    os.chmod(kept.key, 0o600)
    kept.key.write_bytes(private)
    kept.chain.write_bytes(signed.public_bytes(serialization.Encoding.PEM))


def picture(code: Code) -> str:
    """A code as lines of half blocks, two modules a letter, light on a dark terminal, with its quiet zone."""
    side = range(-QUIET_MODULES, code.size + QUIET_MODULES)

    def light(x: int, y: int) -> bool:
        inside = 0 <= x < code.size and 0 <= y < code.size
        return not (inside and code.rows[y][x])

    halves = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    rows = ("".join(halves[light(x, y), light(x, y + 1)] for x in side) for y in side[::2])
    return "\n".join(rows)

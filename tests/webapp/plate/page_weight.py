"""What a phone downloads to see the page behind a plate: the same for the test and the bench."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

Get = Callable[[str], tuple[int, bytes]]
"""Fetches an address of ours as a browser that takes gzip and brotli: status and the bytes as they travel."""

HTML_MOST, SCRIPT_MOST, ALL_MOST = 14 * 1024, 12 * 1024, 30 * 1024
_LOADED = re.compile(r"""<(?:script|img|link|iframe|source)\b[^>]*?\s(?:src|href)=["']?([^"'\s>]+)""")


@dataclass(frozen=True)
class Weight:
    """Bytes as they travel, and what must not happen on the way."""

    html: int
    script: int
    others: int
    redirects: int
    third_parties: int

    @property
    def whole(self) -> int:
        """Everything the page loads."""
        return self.html + self.script + self.others


def weigh(get: Get, path: str, plain: str) -> Weight:
    """Weigh a page and all that it loads; `plain` is its text, not squeezed."""
    status, body = get(path)
    script = others = third = 0
    redirects = int(status in range(300, 400))
    for address in dict.fromkeys(_LOADED.findall(plain)):
        parts = urlsplit(address)
        if parts.scheme == "data" or not (parts.netloc or parts.path):
            continue
        if parts.netloc:
            third += 1
            continue
        status, loaded = get(address)
        assert status == 200, f"{address}: {status}"
        redirects += int(status in range(300, 400))
        if parts.path.endswith(".js"):
            script += len(loaded)
        else:
            others += len(loaded)
    return Weight(len(body), script, others, redirects, third)

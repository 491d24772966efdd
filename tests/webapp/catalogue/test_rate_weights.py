"""The weights of the composite are decided together and make up the whole."""

import pytest

from webapp.catalogue.rate_weights import WEIGHTS, read_weights

BOOK = "响应 10\n解决 50\n满意 40\n基本满意 90"


def test_four_lines_in_any_order_with_or_without_a_sign():
    assert read_weights(BOOK) == WEIGHTS
    assert read_weights("基本满意 90%\n\n满意 40％\n 响应  10 \n解决 50") == WEIGHTS
    assert dict(read_weights("响应 0\n解决 100\n满意 0\n基本满意 0"))["解决"] == "100"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (BOOK.replace("50", "45"), "加起来要正好 100，现在是 95"),
        (BOOK.replace("10", "110"), "「响应」后面要填 0 到 100 的整数"),
        (BOOK.replace("10", "1.5"), "「响应」后面要填 0 到 100 的整数"),
        (BOOK.replace("90", "-1"), "「基本满意」后面要填"),
        (BOOK.replace("10", "²"), "「响应」后面要填"),
        (BOOK.replace("响应", "响应率"), "四行，一行一个"),
        (f"{BOOK}\n响应 10", "四行，一行一个"),
        (BOOK.replace("响应 10", "响应"), "四行，一行一个"),
        ("", "四行，一行一个"),
    ],
)
def test_whatever_else_is_refused_with_the_remedy(typed, said):
    with pytest.raises(ValueError, match=said):
        read_weights(typed)

"""How much each rate weighs in the composite, and a basically satisfied in satisfaction: decided together. Pure."""

from typing import Final

NAMES: Final = ("响应", "解决", "满意", "基本满意")
"""The first three are parts of the composite and make up the whole of it (mission.md, Numbers)."""
PARTS: Final = NAMES[:3]
WEIGHTS: Final = [["响应", "10"], ["解决", "50"], ["满意", "40"], ["基本满意", "90"]]
HOW: Final = "四行，一行一个：响应、解决、满意、基本满意，名称、空格、百分数，例如「解决 50」。"


def read_weights(typed: str) -> list[list[str]]:
    """The weights from a form, in per cent; ValueError with the sentence for the page."""
    lines = [line.split() for line in typed.replace("%", " ").replace("％", " ").splitlines() if line.strip()]
    if sorted(line[0] for line in lines) != sorted(NAMES) or any(len(line) != 2 for line in lines):
        raise ValueError(HOW)
    found = {name: _per_cent(name, number) for name, number in lines}
    whole = sum(found[name] for name in PARTS)
    if whole != 100:
        raise ValueError(f"响应、解决、满意加起来要正好 100，现在是 {whole}。")
    return [[name, str(found[name])] for name in NAMES]


def _per_cent(name: str, number: str) -> int:
    if not (number.isascii() and number.isdigit() and len(number) <= 3 and int(number) <= 100):
        raise ValueError(f"「{name}」后面要填 0 到 100 的整数。")
    return int(number)

"""The national code of a component (mission.md: 6 division + 2 major class + 3 minor class + 6 order). Pure.

The older 16 digits have a minor class of 2 (GB/T 30428.2 before its revision); they are taken as they are.
"""

import re
from collections.abc import Set
from dataclasses import dataclass

PROVINCES = range(11, 83)
"""The first two digits of a division (GB/T 2260), from Beijing to Macau."""
LENGTHS = frozenset({16, 17})
_GAPS = str.maketrans("", "", " -\t\u3000")
_OTHER = re.compile(r"[^0-9]")


class BadCode(ValueError):
    """It is no code of a component; the sentence says why."""


@dataclass(frozen=True)
class ComponentCode:
    """A code in its parts."""

    digits: str

    @property
    def division(self) -> str:
        """The district."""
        return self.digits[:6]

    @property
    def major(self) -> str:
        """大类."""
        return self.digits[6:8]

    @property
    def minor(self) -> str:
        """小类: three digits, two in an older code."""
        return self.digits[8:-6]

    @property
    def klass(self) -> str:
        """大类 and 小类 as the catalogue keeps them: 5 digits, 4 in an older code."""
        return self.digits[6:-6]

    @property
    def order(self) -> str:
        """The number in its class and district."""
        return self.digits[-6:]


@dataclass(frozen=True)
class Known:
    """What a district knows its codes by; an empty set judges nothing."""

    divisions: Set[str] = frozenset()
    """Its own divisions, 6 digits each."""
    classes: Set[str] = frozenset()
    """Classes of components in its catalogue, 5 digits."""
    older: Set[str] = frozenset()
    """The same of the older list, 4 digits."""


NOTHING_KNOWN = Known()


def read_code(typed: str, known: Known = NOTHING_KNOWN) -> ComponentCode:
    """Read a code, spaces and hyphens left out. `BadCode` says the one thing that is wrong with it."""
    digits = typed.translate(_GAPS)
    if "e+" in digits.lower():
        raise BadCode(f"部件编码「{typed}」被表格改成了科学计数。请把这一列设成文本，重新粘贴。")
    if strange := _OTHER.search(digits):
        raise BadCode(f"部件编码「{typed[:24]}」里有「{strange[0]}」，只能是半角的数字 0–9。")
    if len(digits) not in LENGTHS:
        raise BadCode(f"部件编码「{typed[:24]}」是 {len(digits)} 位，要 17 位数字，老的 16 位也可以。")
    code = ComponentCode(digits)
    if int(digits[:2]) not in PROVINCES:
        raise BadCode(f"部件编码「{digits}」的前 6 位 {code.division} 不是行政区划。")
    if known.divisions and code.division not in known.divisions:
        raise BadCode(
            f"部件编码「{digits}」的前 6 位 {code.division} 不是本区，本区是 {'、'.join(sorted(known.divisions))}。"
        )
    if code.major == "00" or int(code.minor) == 0:
        raise BadCode(f"部件编码「{digits}」没有大类或小类。")
    classes = known.classes if len(digits) == max(LENGTHS) else known.older
    if classes and code.klass not in classes:
        raise BadCode(
            f"部件编码「{digits}」的大类小类 {code.klass} 目录里没有，请核对，或先把这一类导入目录。"
        )
    if int(code.order) == 0:
        raise BadCode(f"部件编码「{digits}」的流水号是 0。表格会把长数字的末尾改成 0：请把这一列设成文本。")
    return code

"""The rule table held against complaints that were labelled by hand: `python -m bench.complaints TEXTS.csv`.

`labelled/units.csv` says for 200 complaints, by their number in a published collection of 2019, to which kind of unit
each belongs. The texts are not ours to carry about: whoever has the collection names its file (columns 留言编号,
留言主题, 留言详情). A complaint gets the class of which most is found in its words, none where too little is; from there on
it is the program that decides: what the words are about, whether a rule may send it at once, which rule, which unit.
Printed are the shares of right, wrong and to the desk, and each miss.
"""

import csv
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

from webapp.dispatch.routing.table import RuleBook, RuleRow, Situation, compile_book
from webapp.dispatch.routing.words import Target, Way
from webapp.dispatch.rules import may_go_directly
from webapp.report.rules import is_about_unit, kind_of

HERE = Path(__file__).parent / "labelled"
ENOUGH = 0.6
"""Which share of the pairs of characters of a class's name must stand in the words."""
READ = 120
"""How many characters of the details are read after the subject: what follows tells a story."""


@dataclass(frozen=True)
class Named:
    """A class with its name, and what people say instead."""

    code: str
    name: str
    also: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """One complaint: where it belongs, where the table sends it (none: to the desk), why."""

    number: str
    subject: str
    belongs: str
    sent: str | None
    why: str


def judge(texts: Path) -> list[Judged]:
    """Every labelled complaint that stands in the file, in the order of the labels."""
    with texts.open(encoding="utf-8-sig", newline="") as file:
        known = {row["留言编号"]: row for row in csv.DictReader(file)}
    classes = [Named(row["code"], row["name"], tuple(row["also"].split())) for row in _rows("classes.csv")]
    book, units = _book([one.code for one in classes])
    return [
        _one(row, known[row["id"]], classes, book, units) for row in _rows("units.csv") if row["id"] in known
    ]


def _rows(name: str) -> Sequence[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _book(codes: Sequence[str]) -> tuple[RuleBook, Mapping[uuid.UUID, str]]:
    """The rules of labelled/rules.csv, compiled as a published table is."""
    rows = [
        RuleRow(
            number, frozenset(_id(code) for code in codes if code.startswith(row["prefix"])), target=Target.UNIT,
            unit_id=_id(row["unit"]), way=Way(row["way"]), words=f"{row['prefix']}…",
        )
        for number, row in enumerate(_rows("rules.csv"), start=1)
    ]  # fmt: skip
    return compile_book(1, rows), {_id(row["unit"]): row["unit"] for row in _rows("rules.csv")}


def _id(word: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, word)


def _one(
    label: Mapping[str, str], text: Mapping[str, str], classes: Sequence[Named], book: RuleBook,
    units: Mapping[uuid.UUID, str],
) -> Judged:  # fmt: skip
    subject = text["留言主题"]
    words = f"{subject} {text['留言详情'].strip()[:READ]}"
    found = class_in(subject, classes) or class_in(words, classes)
    code = found.code if found else None
    choice = book.choose(Situation(class_id=_id(code) if code else None))
    ticket = SimpleNamespace(
        kind=kind_of(words), about_unit=is_about_unit(words), confidential=False, class_id=code, door_id=None, lng=0.0,
        returns=0, objections=0,
    )  # fmt: skip
    sent, why = None, "没有认出类别"
    if choice is not None:
        why = f"规则 {choice.rule.number}：{found.name if found else ''}"
        direct = choice.rule.way is Way.DIRECT and may_go_directly(ticket)
        sent = units[choice.unit_id] if direct else None
        why += "" if direct else "，坐席过目"
    return Judged(label["id"], subject, label["unit"], sent, why)


def class_in(words: str, classes: Sequence[Named]) -> Named | None:
    """The class of whose name the most stands in the words, the longer name first; none where it is too little.

    What people say instead of the name counts where it stands there whole.
    """
    found = [(1.0, len(said), one) for one in classes for said in one.also if said in words]
    found += [(share, len(one.name), one) for one in classes if (share := _share(one.name, words)) >= ENOUGH]
    return max(found, key=lambda each: each[:2])[2] if found else None


def _share(name: str, words: str) -> float:
    pairs = [name[place : place + 2] for place in range(len(name) - 1)]
    return sum(pair in words for pair in pairs) / len(pairs)


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """The shares, then each miss."""
    wrong = [one for one in judged if one.sent is not None and one.sent != one.belongs]
    desk = sum(one.sent is None for one in judged)
    right = len(judged) - desk - len(wrong)
    for name, count in (("right", right), ("wrong", len(wrong)), ("to the desk", desk)):
        yield f"{name:12} {count:4} of {len(judged)}  {100 * count / max(1, len(judged)):.1f} %"
    for one in wrong:
        yield f"miss {one.number}: belongs to {one.belongs}, sent to {one.sent} ({one.why}): {one.subject}"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("python -m bench.complaints TEXTS.csv")
    for line in report(judge(Path(sys.argv[1]))):
        print(line)

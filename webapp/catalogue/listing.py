"""The catalogue as pages show it: the list by words and list, and one class with all its cases."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from webapp.base.errors import NotFound
from webapp.catalogue.queries import terms_of
from webapp.catalogue.records import MatterClass
from webapp.catalogue.terms import ClassTerms, StandardTerms
from webapp.catalogue.words import KINDS, SCHEMES, TIER_WORDS, limit_words

SIZE = 60
MOST_OLDER = 20
USES = {"live": "在用的", "gone": "停用的", "all": "全部"}
_GROUP = aliased(MatterClass)


@dataclass(frozen=True)
class Asked:
    """What the list is asked for; `after` is the key of the last row of the page before."""

    q: str = ""
    scheme: str = ""
    kind: str = ""
    use: str = "live"
    after: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class ClassRow:
    """A class as the list shows it."""

    id: uuid.UUID
    code: str
    name: str
    scheme: str
    kind: str
    group: str
    tier: str
    limit: str
    cases: int
    example: bool
    live: bool
    is_group: bool


@dataclass(frozen=True)
class ClassPage:
    """A page of the list; `after` asks for the next one."""

    rows: tuple[ClassRow, ...]
    after: str = ""


@dataclass(frozen=True)
class Case:
    """One case of a class: what holds now, what will from which day, what held before."""

    condition: str
    now: StandardTerms | None
    coming: tuple[StandardTerms, ...]
    past: tuple[StandardTerms, ...]


@dataclass(frozen=True)
class ClassShown:
    """A class with everything that is known about it."""

    row: MatterClass
    terms: ClassTerms
    scheme: str
    kind: str
    tier: str
    group: str
    same_as: MatterClass | None
    older: Sequence[MatterClass]
    cases: tuple[Case, ...]


def list_classes(session: Session, asked: Asked, day: date) -> ClassPage:
    """A page of classes with the limits of a day, by list, kind and number."""
    key = (MatterClass.scheme, MatterClass.kind, MatterClass.code)
    query = _wanted(
        select(MatterClass, _GROUP.name).outerjoin(_GROUP, _GROUP.id == MatterClass.parent_id), asked
    )
    if asked.after:
        query = query.where(tuple_(*key) > asked.after)
    found = session.execute(query.order_by(*key).limit(SIZE + 1)).all()
    rows = tuple(_row(session, one, group, day) for one, group in found[:SIZE])
    last = found[SIZE - 1][0] if len(found) > SIZE else None
    return ClassPage(rows, "|".join((last.scheme, last.kind, last.code)) if last else "")


def count_classes(session: Session, asked: Asked) -> int:
    """How many classes the list would show on all its pages."""
    return session.scalar(_wanted(select(func.count()).select_from(MatterClass), asked)) or 0


def schemes_known(session: Session) -> Sequence[tuple[str, str]]:
    """The lists that have classes, ours first, each with its name."""
    found = set(session.scalars(select(MatterClass.scheme).distinct()))
    rest = sorted(found - set(SCHEMES))
    return [(one, scheme_words(one)) for one in (*(known for known in SCHEMES if known in found), *rest)]


def show_class(session: Session, class_id: uuid.UUID, day: date) -> ClassShown:
    """One class; `NotFound` when there is none of this id."""
    row, terms = session.get(MatterClass, class_id), terms_of(session, class_id)
    if row is None or terms is None:
        raise NotFound("没有这个类别。")
    group = session.get(MatterClass, row.parent_id) if row.parent_id else None
    same_as = session.get(MatterClass, row.same_as_id) if row.same_as_id else None
    older = (
        select(MatterClass)
        .where(MatterClass.same_as_id == class_id)
        .order_by(MatterClass.scheme, MatterClass.code)
    )
    return ClassShown(
        row=row, terms=terms, scheme=scheme_words(row.scheme), kind=kind_words(row.kind), tier=TIER_WORDS[row.tier],
        group=f"{group.code} {group.name}" if group else "", same_as=same_as,
        older=session.scalars(older.limit(MOST_OLDER)).all(), cases=cases_of(terms, day),
    )  # fmt: skip


def cases_of(terms: ClassTerms, day: date) -> tuple[Case, ...]:
    """The standards of a class by case: the one that counts where none is said first, those of the past last."""
    ordered = sorted(terms.standards, key=lambda one: (one.condition, one.valid_from))
    cases = [
        Case(
            condition,
            next((one for one in rows if one.is_in_force(day)), None),
            tuple(one for one in rows if one.valid_from > day),
            tuple(one for one in rows if one.valid_to is not None and one.valid_to < day),
        )
        for condition, rows in (
            (name, tuple(found)) for name, found in groupby(ordered, lambda one: one.condition)
        )
    ]
    return tuple(
        sorted(
            cases, key=lambda one: (one.now is None and not one.coming, not (one.now and one.now.is_default))
        )
    )


def scheme_words(scheme: str) -> str:
    """The name of a list; of one we do not know, what it was called when it was brought."""
    return SCHEMES.get(scheme, scheme)


def kind_words(kind: str) -> str:
    """What a number stands for, in words."""
    return next((words for known, words in KINDS.items() if known == kind), kind)


def _row(session: Session, row: MatterClass, group: str | None, day: date) -> ClassRow:
    terms = terms_of(session, row.id)
    in_force = terms.in_force(day) if terms else ()
    standard = terms.standard(day) if terms else None
    return ClassRow(
        id=row.id, code=row.code, name=row.name, scheme=scheme_words(row.scheme), kind=kind_words(row.kind),
        group=group or "", tier=TIER_WORDS[row.tier], limit=limit_words(standard.limit if standard else row.limit),
        cases=len(in_force), example=any(one.example for one in in_force), live=row.live, is_group=row.is_group,
    )  # fmt: skip


def _wanted(query: Select[*tuple[Any, ...]], asked: Asked) -> Select[*tuple[Any, ...]]:
    where: list[ColumnElement[bool]] = []
    if asked.q:
        like = f"%{_plain(asked.q)}%"
        where.append(or_(MatterClass.name.like(like, escape="\\"), MatterClass.code.like(like, escape="\\")))
    if asked.scheme:
        where.append(MatterClass.scheme == asked.scheme)
    if asked.kind:
        where.append(MatterClass.kind == asked.kind)
    if asked.use in {"live", "gone"}:
        where.append(MatterClass.live.is_(asked.use == "live"))
    return query.where(*where)


def _plain(typed: str) -> str:
    return typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def asked_list(given: Mapping[str, str]) -> Asked:
    """The list that an address asks for; what it cannot mean is left out."""
    after = tuple(given.get("after", "")[:80].split("|"))
    use = given.get("use", "live")
    return Asked(
        q=given.get("q", "").replace("\0", "").strip()[:40], scheme=given.get("scheme", "")[:20].replace("\0", ""),
        kind=given.get("kind", "")[:20].replace("\0", ""), use=use if use in USES else "live",
        after=(after[0], after[1], after[2]) if len(after) == 3 else None,
    )  # fmt: skip

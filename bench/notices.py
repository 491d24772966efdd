"""What a month of notices costs on paper, and whether 200 drawn at once get one number each."""

import io
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache

from sqlalchemy import select

from bench.figure import figure
from bench.program import fresh_program
from tests.builders.district import District, build_district
from tests.builders.photo import jpeg
from webapp.access.role import Role
from webapp.base.work import Kernel
from webapp.people.records import UnitKind
from webapp.supervise.commands import IssueNotice, issue_notice
from webapp.supervise.paper import Paper
from webapp.supervise.pdf import draw_notices
from webapp.supervise.records import Notice

A_MONTH, AT_ONCE, THREADS, FAILS = 500, 200, 20, 20
PROBLEM = "{n}月19日，新街坊{n}号院北门六杆路灯全灭，电缆被挖断后没有接上，老人晚上看不见路，居民反映了两次（单号 1119-{n:04d}）。"


@figure("dispatch.notices_pdf", "s", limit=20)
def month_as_pdf() -> float:
    """From 500 notices with two photos each to one PDF, by the clock on the wall."""
    photo, began, out = jpeg(), time.perf_counter(), io.BytesIO()
    drawn = draw_notices(map(_paper, range(A_MONTH)), lambda _key: io.BytesIO(photo), out)
    assert drawn == A_MONTH
    return time.perf_counter() - began


def _paper(turn: int) -> Paper:
    return Paper(
        number=f"新街督〔2026〕{turn + 1}号", head="新街街道办事处", subject=f"关于新街坊{turn}号院路灯不亮的问题", to="新街物业",
        problem=PROBLEM.format(n=turn), place=f"新街坊{turn}号院北门", demand="请接到本单后马上到现场核查整改，举一反三查同类问题。",
        due="2026年11月26日17时", contact="值班室，010-88880100", office="新街街道办事处", day="2026年11月22日", copies="新街社区居委会",
        signed="", photos=("a", "b"),
    )  # fmt: skip


@figure("dispatch.notice_numbers.sqlite", "wrong", limit=0)
def numbers_on_sqlite() -> float:
    """Gaps and doubles among 200 notices issued at once by 20 threads, one in 20 of which fails after its number."""
    return _wrong("sqlite")


@figure("dispatch.notice_numbers.postgresql", "wrong", limit=0)
def numbers_on_postgresql() -> float:
    """As on SQLite."""
    return _wrong("postgresql")


class _BrokenError(Exception):
    """What goes wrong after a number was drawn."""


@cache
def _wrong(kind: str) -> float:
    with fresh_program(kind) as (_, kernel):
        district = build_district(kernel)
        with ThreadPoolExecutor(THREADS) as pool:
            stood = sum(pool.map(lambda turn: _issue(kernel, district, turn), range(AT_ONCE)))
        with kernel.read() as session:
            drawn = list(session.scalars(select(Notice.number)))
    assert stood == AT_ONCE - AT_ONCE // FAILS == len(drawn)
    return len(drawn) - len(set(drawn)) + len(set(range(1, stood + 1)) - set(drawn))


def _issue(kernel: Kernel, district: District, turn: int) -> bool:
    order = IssueNotice(
        units=(district.units[UnitKind.PROPERTY],), subject=f"第{turn}件", problem="路灯不亮", demand="马上修好",
        due=kernel.clock.now() + timedelta(days=3),
    )  # fmt: skip
    try:
        with kernel.work(district[Role.STREET]) as work:
            issue_notice(work, order)
            if turn % FAILS == 0:
                raise _BrokenError
    except _BrokenError:
        return False
    return True

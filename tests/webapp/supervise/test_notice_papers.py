"""The notice on paper, held against a clerk's checklist: the PDF, the Word file, the month's batch, lines that break well."""

import io
from datetime import timedelta

import docx
import pypdfium2
import pytest

from tests.builders.notice import does, issues, picture, signs
from tests.builders.report import deliver_all
from tests.builders.signed_in import sign_in
from tests.webapp.supervise.test_notice_pages import post
from webapp.access.role import Role
from webapp.people.records import Unit, UnitKind
from webapp.supervise import judging
from webapp.supervise.documents import Form, OrderNoticeFile, order_notice_file
from webapp.supervise.paper import papers_of
from webapp.supervise.pdf import draw_notices
from webapp.supervise.pictures import tie
from webapp.supervise.records import Notice
from webapp.supervise.setting import NEVER_FIRST, wrap
from webapp.supervise.word import notices_docx
from webapp.ticket.records import PhotoRole

CHECKLIST = (
    "新街街道办事处", "新街督〔2026〕1号", "督查通知单", "关于新街坊30号院路灯不亮的问题", "主送：新街物业", "一、发现的问题",
    "北门六杆路灯全灭", "地点：新街坊30号院北门", "二、整改要求", "举一反三", "三、办结期限：2026年11月23日10时前", "四、联系人：值班室",
    "附件：问题照片1张", "2026年11月20日", "抄送：community单位", "沿此线裁开", "存根", "经办人", "签收回执", "签收人", "property甲", "盖章",
)  # fmt: skip
"""Issuing head, number, title, 主送, problem, demand, deadline, contact, 附件, date, 抄送, cut line, stub, receipt."""


@pytest.fixture
def notice(kernel, district) -> Notice:
    with kernel.work(district[Role.ADMINISTRATOR]) as work:
        work.session.get_one(Unit, district.units[UnitKind.STREET]).name = "新街街道办事处"
    made = issues(kernel, district, copies=(district.units[UnitKind.COMMUNITY],))
    with kernel.work(district[Role.STREET]) as work:
        tie(work, made, [picture(kernel, PhotoRole.PROBLEM)], 0)
    deliver_all(kernel)
    return signs(kernel, district[Role.PROPERTY], made)


def pdf_text(content: bytes) -> tuple[str, int]:
    """All letters without blanks, and the number of pages."""
    file = pypdfium2.PdfDocument(content)
    return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in file), len(file)


def word_text(content: bytes) -> str:
    file = docx.Document(io.BytesIO(content))
    lines = [line.text for line in file.paragraphs]
    lines += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "".join("".join(lines).split())


def test_pdf_and_word_hold_what_a_clerk_checks(kernel, notice):
    with kernel.read() as session:
        papers = papers_of(session, [session.get_one(Notice, notice.id)])
    out = io.BytesIO()
    assert draw_notices(papers, kernel.store.open, out) == 1
    pdf, pages = pdf_text(out.getvalue())
    word = word_text(notices_docx(papers, kernel.store.open))
    for words in CHECKLIST:
        assert words in pdf, f"the PDF lacks {words}"
        assert words in word, f"the Word file lacks {words}"
    assert pages == 2, "the notice, and a page of photos"
    file = docx.Document(io.BytesIO(notices_docx(papers, kernel.store.open)))
    assert len(file.inline_shapes) == 1
    assert file.styles["Normal"].font.name == "仿宋"
    assert abs(file.sections[0].page_width.mm - 210) < 0.1


def test_a_long_notice_goes_on_and_its_last_page_is_never_without_text(kernel, district, notice):
    for lines in range(6, 14):
        long = issues(
            kernel, district, problem="\n".join(f"第{place}处灯不亮，线路裸露。" for place in range(lines))
        )
        with kernel.read() as session:
            papers = papers_of(session, [session.get_one(Notice, long.id)])
        out = io.BytesIO()
        draw_notices(papers, kernel.store.open, out)
        file = pypdfium2.PdfDocument(out.getvalue())
        last = "".join(file[len(file) - 1].get_textpage().get_text_bounded().split())
        assert "附件：无" in last
        assert "新街街道办事处" in last
        assert "存根" in last
    assert len(file) == 2


def test_a_months_notices_come_in_one_file_for_who_may_read_them(app, kernel, district, notice, clock):
    issues(kernel, district, by=Role.DISTRICT)
    gone = issues(kernel, district)
    does(kernel, district[Role.STREET], judging.withdraw, judging.Withdraw, gone, reason="发错了")
    clock.move(days=30)
    issues(kernel, district, due=clock.now() + timedelta(days=2))
    deliver_all(kernel)
    for role, heads in ((Role.STREET, 1), (Role.PROPERTY, 2), (Role.DISTRICT, 2)):
        browser = sign_in(app, district[role])
        asked = post(browser, "/desk/notices/files", month="2026-11", form="pdf", once=str(role))
        assert asked.status_code == 303
        assert "正在做" in browser.get(asked.location).text
        deliver_all(kernel)
        assert "做好了" in browser.get(asked.location).text
        fetched = browser.get(f"{asked.location}/download", buffered=True)
        assert fetched.mimetype == "application/pdf"
        assert pdf_text(fetched.data)[0].count("沿此线裁开") == heads
    street = sign_in(app, district[Role.STREET])
    assert "这个月没有通知单" in follow(
        street, post(street, "/desk/notices/files", month="2020-01", form="pdf")
    )
    assert "请选哪个月" in follow(street, post(street, "/desk/notices/files", month="", form="docx"))
    other = post(sign_in(app, district.other_firm), f"/desk/notices/{notice.id}/file", form="docx")
    assert other.status_code == 404


def follow(browser, answer) -> str:
    return browser.get(answer.location).text


def test_one_notice_as_word_is_made_by_the_worker(kernel, district, notice):
    with kernel.work(district[Role.PROPERTY]) as work:
        name = order_notice_file(work, OrderNoticeFile(form=Form.WORD, notice_id=notice.id))
    deliver_all(kernel)
    with kernel.store.open(f"notices/{name}") as file:
        assert "新街督〔2026〕1号" in word_text(file.read())


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("一二三四五六七八", ["一二三四五", "六七八"]), ("一二三四五，六", ["一二三四", "五，六"]), ("一二三四（五）", ["一二三四", "（五）"]),
        ("单号1119-0001了", ["单号", "1119-0001了"]), ("", [""]), ("abcdefghijklmnopqrstuvw", ["abcdefghijklmnopqrst", "uvw"]),
    ],
)  # fmt: skip
def test_lines_break_as_on_official_papers(text, lines):
    def width(words: str) -> float:
        return sum(0.5 if letter.isascii() else 1 for letter in words)

    found = wrap(text, 10 if text[:1].isascii() and text else 5.5, width)
    assert found == lines
    assert "".join(found) == text
    assert not [line for line in found[1:] if line[0] in NEVER_FIRST]

"""How the minutes of a review look as a Word file: A4, the official fonts, two tables."""

from collections.abc import Iterable, Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from webapp.base.clock import CHINA
from webapp.layout.word_look import GRID, repeat_head, set_letters, set_widths
from webapp.review.queries import CaseView, MeasureView, ReviewView

BLACK = RGBColor(0, 0, 0)


def written(review: ReviewView) -> Paper:
    """The minutes as a document: A4, the official fonts, two tables."""
    paper = Document()
    _dress(paper)
    paper.add_heading(f"{review.street}每周复盘纪要", 0).alignment = WD_ALIGN_PARAGRAPH.CENTER
    held = review.held_at.astimezone(CHINA) if review.held_at else None
    said = [
        ("哪一周", review.week),
        ("什么时候开的", f"{held.year}年{held.month}月{held.day}日" if held else "还没开"),
        ("谁参加", review.people or "没写"),
    ]
    for name, words in said:
        paper.add_paragraph(f"{name}：{words}")
    paper.add_heading("一、会上定了什么", 1)
    paper.add_paragraph(review.summary or "没写")
    paper.add_heading(f"二、典型工单（{len(review.cases)} 件）", 1)
    heads = ("单号", "什么事", "谁办的", "原因", "问题出在哪", "改了哪条规矩")
    _table(paper, heads, map(_case_row, review.cases), (27, 26, 26, 24, 38, 29))
    paper.add_heading(f"三、措施（{len(review.measures)} 条）", 1)
    _table(
        paper,
        ("做什么", "谁来办", "哪天前", "办得怎么样"),
        map(_measure_row, review.measures),
        (70, 40, 25, 35),
    )
    return paper


def _dress(paper: Paper) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    for name, size in (("Normal", 14), ("Title", 22), ("Heading 1", 16)):
        style = paper.styles[name]
        style.font.color.rgb = BLACK
        set_letters(style.font, size)


def _case_row(case: CaseView) -> Sequence[str]:
    what = f"{case.class_name}（{case.place}）"
    return (case.number, what, case.unit, case.cause, case.wrong, case.rule or "没改")


def _measure_row(measure: MeasureView) -> Sequence[str]:
    return (measure.what, measure.owner, f"{measure.due.month}月{measure.due.day}日", measure.words)


def _table(paper: Paper, heads: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
    """A table with a head that is repeated on every page; widths in millimetres."""
    table = paper.add_table(rows=1, cols=len(heads), style=GRID)
    for row in (heads, *rows):
        cells = table.rows[0].cells if row is heads else table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = words
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size, run.font.bold = Pt(10.5), row is heads
    set_widths(table, [Mm(width) for width in widths])
    repeat_head(table.rows[0])

"""Notices as a Word file in the layout of official papers: the same parts as the PDF, set in 仿宋 by whoever has it."""

import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from docx import Document
from docx.document import Document as File
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from webapp.layout.word_look import GRID, LETTERS, set_letters, set_widths
from webapp.supervise.paper import OPENING, TITLE, Paper

HEAD_LETTERS, HEADING_LETTERS = "方正小标宋简体", "黑体"
SIZE, LEADING = 16, 28
RED = RGBColor(0xD4, 0, 0)
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
MOST_HEAD = 36


def notices_docx(papers: Iterable[Paper], open_photo: Callable[[str], BinaryIO]) -> bytes:
    """All papers in one file, each beginning on a page of its own; ValueError when there is none."""
    file = Document()
    page = file.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Mm(28), Mm(26), Mm(22), Mm(20)
    set_letters(file.styles["Normal"].font, SIZE)
    _speak_chinese(file)
    count = 0
    for count, paper in enumerate(papers, start=1):
        if count > 1:
            file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
        _write(file, paper, open_photo)
    if not count:
        raise ValueError("没有要印的通知单。")
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()


def _speak_chinese(file: File) -> None:
    """Say that the text is simplified Chinese: else some programs set its marks as Taiwan does."""
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "zh-CN")
    language.set(qn("w:eastAsia"), "zh-CN")
    file.styles["Normal"].font._element.get_or_add_rPr().append(language)


def _write(file: File, paper: Paper, open_photo: Callable[[str], BinaryIO]) -> None:
    head = _say(
        file, paper.head, min(MOST_HEAD, 440 // max(1, len(paper.head))), HEAD_LETTERS, CENTRE, exact=False
    )
    head.runs[0].font.color.rgb, head.runs[0].font.bold = RED, True
    _red_line(_say(file, paper.number, align=CENTRE))
    _say(file, TITLE, 22, HEAD_LETTERS, CENTRE, exact=False).runs[0].font.bold = True
    _say(file, paper.subject, 18, HEAD_LETTERS, CENTRE).runs[0].font.bold = True
    _say(file, f"主送：{paper.to}")
    _say(file, OPENING, indent=True)
    for heading, paragraphs in paper.sections:
        _say(file, heading, letters=HEADING_LETTERS if paragraphs else LETTERS, indent=True)
        for words in paragraphs:
            _say(file, words, indent=True)
    last = _say(file, f"附件：{paper.attachments}", indent=True)
    last.paragraph_format.keep_with_next = True
    for place, words in enumerate((paper.office, paper.day)):
        line = _say(file, words, align=RIGHT)
        line.paragraph_format.right_indent = Pt(4 * SIZE)
        line.paragraph_format.space_before = Pt(0 if place else 2 * LEADING)
        line.paragraph_format.keep_with_next = not place
        line.paragraph_format.space_after = Pt(LEADING if place else 0)
    if paper.copies:
        _say(file, f"抄送：{paper.copies}", 14)
    _slips(file, paper)
    _photos(file, paper, open_photo)


def _say(
    file: File, words: str, size: float = SIZE, letters: str = LETTERS, align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
    *, indent: bool = False, exact: bool = True,
) -> Paragraph:  # fmt: skip
    line = file.add_paragraph()
    line.alignment = align
    form = line.paragraph_format
    form.space_before = form.space_after = Pt(0)
    if exact:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LEADING)
    if indent:
        form.first_line_indent = Pt(2 * size)
    set_letters(line.add_run(words).font, size, letters)
    return line


def _red_line(line: Paragraph) -> None:
    """The red line under the number; the library has no word for it."""
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "D40000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    line._p.get_or_add_pPr().append(border)
    line.paragraph_format.space_after = Pt(14)


def _slips(file: File, paper: Paper) -> None:
    """Stub and receipt beside each other below the cut line."""
    _say(file, "- - - - - - - - - - - - - - （沿此线裁开） - - - - - - - - - - - - - -", 9, align=CENTRE)
    rows = [(f"{TITLE}存根", "", f"{TITLE}签收回执", "")]
    rows += [(*left, *right) for left, right in zip(paper.stub, paper.receipt, strict=True)]
    table = file.add_table(rows=0, cols=4, style=GRID)
    for row in rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            set_letters(cell.paragraphs[0].add_run(words).font, 10.5)
    for first in (0, 2):
        table.rows[0].cells[first].merge(table.rows[0].cells[first + 1])
    set_widths(table, [Mm(20), Mm(58), Mm(20), Mm(58)])
    _say(file, "", 5)


def _photos(file: File, paper: Paper, open_photo: Callable[[str], BinaryIO]) -> None:
    if not paper.photos:
        return
    file.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
    _say(file, f"附件：问题照片（{paper.number}）", letters=HEADING_LETTERS)
    for key in paper.photos:
        with open_photo(key) as source:
            picture = io.BytesIO(source.read())
        file.add_paragraph().add_run().add_picture(picture, width=Mm(110))

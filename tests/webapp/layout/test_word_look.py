"""What every Word file of ours must keep on paper, read back from the file."""

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from webapp.layout.word_look import GRID, LETTERS, repeat_head, set_letters, set_widths


@pytest.mark.parametrize("style", ["Normal", "Title", "Heading 1"])
def test_a_style_is_written_in_our_letters_and_not_in_those_of_the_theme(style):
    font = docx.Document().styles[style].font
    set_letters(font, 16)
    fonts = dict(font._element.rPr.rFonts.attrib)
    assert fonts == {qn(f"w:{script}"): LETTERS for script in ("ascii", "hAnsi", "eastAsia")}, (
        "a theme's letters win over those that are named beside them"
    )
    assert font.size.pt == 16


def test_a_table_says_its_widths_twice_and_repeats_its_head():
    table = docx.Document().add_table(rows=3, cols=2, style=GRID)
    set_widths(table, [Mm(70), Mm(25)])
    repeat_head(table.rows[0])
    assert [round(column.width.mm) for column in table.columns] == [70, 25]
    assert [[round(cell.width.mm) for cell in row.cells] for row in table.rows] == [[70, 25]] * 3
    assert table.autofit is False
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, False, False]

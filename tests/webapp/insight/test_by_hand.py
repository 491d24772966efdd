"""Twenty orders whose rates were worked out by hand: the page, the published period and both files say the same.

November, weights 10/50/40, a basically satisfied counts 0.9. `contacted` of a link's answer that was not asked
follows from the meeting: met or declined is contacted, not answered is not.

新街物业, 10 valid of 12             另一家物业, 6 valid of 8
met      1 yes yes       contacted   met      13 yes yes       contacted
         2 yes yes       contacted            14 yes yes       contacted
         3 yes basically contacted            15 yes no        contacted
         4 partly basic. contacted   phoned   16 yes basically contacted
phoned   5 yes yes       contacted            17 partly no     not contacted
         6 no  no        not                  18 yes yes, reopened in December
         7 yes yes       by link, so yes      19 left out
         8 partly basic. by link, said not    20 refused to answer
silent   9 yes basically not contacted
        10 no  no        by link, so not
phoned  11 not yet called
        12 unreachable in three half days
"""

import io
import re
import zipfile
from datetime import date

import docx
import pytest
from python_calamine import load_workbook

from tests.builders.callback import answers_by_link, asks_to_leave_out, calls_back, task_of, with_phone
from tests.builders.rates import publishes
from tests.builders.report import deliver_all, send_report
from tests.builders.signed_in import form_on, sign_in
from tests.builders.walk import step, to_fed_back, to_passed
from webapp.access.role import Role
from webapp.callback.leaving_out import DecideLeaveOut, decide_leave_out
from webapp.callback.lifecycle import CallbackState
from webapp.insight.queries import all_tables, period_and_weights, rates_table
from webapp.insight.records import RateSum
from webapp.insight.rules import PeriodKind
from webapp.insight.scope import rates_read
from webapp.insight.table import By
from webapp.ticket.advance import load, note
from webapp.ticket.words import Action, Gate

NOVEMBER = date(2026, 11, 20)
FIRST, SECOND, BOTH, MEAN = "新街物业", "另一家物业", "合计（放在一起算）", "平均（各行不分多少）"

# valid · contacted, rate · solved, rate · satisfied, basically, rate · composite · then valid and composite of each side
BY_HAND = {
    # 5/6 = 83.33; (3 + 0.9)/6 = 65; 8.33 + 41.67 + 26 = 76
    # met 3/3, 3/3, 2/3: 10 + 50 + 26.67; phoned 2/3, 2/3, (1 + 0.9)/3: 6.67 + 33.33 + 25.33
    SECOND: (6, 5, "83.3", 5, "83.3", 3, 1, "65.0", "76.0", 3, "86.7", 3, "65.3", 0, "—"),
    # 6/10; 6/10; (4 + 4·0.9)/10 = 76; 6 + 30 + 30.4 = 66.4
    # met 4/4, 3/4, (2 + 1.8)/4: 10 + 37.5 + 38; phoned 2/4, 2/4, (2 + 0.9)/4: 5 + 25 + 29; silent 0, 1/2, 0.9/2: 25 + 18
    FIRST: (10, 6, "60.0", 6, "60.0", 4, 4, "76.0", "66.4", 4, "85.5", 4, "59.0", 2, "43.0"),
    # 11/16 = 68.75; (7 + 4.5)/16 = 71.875; 6.875 + 34.375 + 28.75 = 70
    # met 7/7, 6/7, (4 + 1.8)/7: 10 + 42.86 + 33.14; phoned 4/7, 4/7, (3 + 1.8)/7: 5.71 + 28.57 + 27.43
    BOTH: (16, 11, "68.8", 11, "68.8", 7, 5, "71.9", "70.0", 7, "86.0", 7, "61.7", 2, "43.0"),
}
# (83.3 + 60.0)/2 = 71.65; (65 + 76)/2; (76 + 66.4)/2: each unit weighs the same
AVERAGED = ("71.7", "71.7", "70.5", "71.2")
# without number 18: 4/5; 4/5; (2 + 0.9)/5 = 58; 8 + 40 + 23.2
SECOND_IN_DECEMBER = (5, "80.0", "80.0", "58.0", "71.2")


class Orders:
    """Sends and closes orders by number."""

    def __init__(self, kernel, district):
        self.kernel, self.district, self.receipts = kernel, district, {}

    def close(self, numbers, gate, second=False):
        firm = self.district.other_firm if second else self.district[Role.PROPERTY]
        door = self.district.other_code if second else self.district.codes[0]
        for number in numbers:
            more = with_phone() | {"door": door, "text": f"第 {number} 件"}
            self.receipts[number] = send_report(self.kernel, self.district, **more)
        deliver_all(self.kernel)
        for number in numbers:
            self._close(self.receipts[number].ticket.id, gate, firm)
        deliver_all(self.kernel)

    def _close(self, ticket_id, gate, firm):
        to_fed_back(self.kernel, self.district, ticket_id, firm)
        to_passed(self.kernel, self.district, ticket_id)
        with self.kernel.work(self.district[Role.OPERATOR]) as work:
            note(work, load(work, ticket_id), "meeting_settled", meeting_gate=gate)
        step(self.kernel, self.district[Role.OPERATOR], ticket_id, Action.CLOSE)

    def call(self, number, outcome="reached", **said):
        task = task_of(self.kernel, self.receipts[number].report)
        return calls_back(self.kernel, self.district[Role.CLERK], task.id, outcome, **said)

    def link(self, number, solved, satisfied, **said):
        return answers_by_link(
            self.kernel, self.receipts[number], solved, satisfied, f"phone {number}", **said
        )


@pytest.fixture
def orders(kernel, district, clock):
    """All twenty, as they stand at the end of November."""
    made = Orders(kernel, district)
    made.close((1, 2, 3, 4), Gate.MET)
    made.close((5, 6, 7, 8, 11, 12), Gate.DECLINED)
    made.close((9, 10), Gate.UNANSWERED)
    made.close((13, 14, 15), Gate.MET, second=True)
    made.close((16, 17, 18, 19, 20), Gate.DECLINED, second=True)
    for number in (1, 2, 5, 13, 14, 18):
        made.call(number, contacted=True, solved="yes", satisfied="yes")
    for number in (3, 16):
        made.call(number, contacted=True, solved="yes", satisfied="basically")
    made.call(4, contacted=True, solved="partly", satisfied="basically")
    made.call(6, contacted=False, solved="no", satisfied="no")
    made.link(7, "yes", "yes")
    made.link(8, "partly", "basically", contacted=False)
    made.call(9, contacted=False, solved="yes", satisfied="basically")
    made.link(10, "no", "no")
    made.call(15, contacted=True, solved="yes", satisfied="no")
    made.call(17, contacted=False, solved="partly", satisfied="no")
    made.call(20, "refused")
    left_out = made.call(19, contacted=True, solved="no", satisfied="no")
    wish = asks_to_leave_out(kernel, district[Role.CLERK], left_out.id).id
    with kernel.work(district[Role.STREET]) as work:
        decide_leave_out(work, DecideLeaveOut(leave_out_id=wish, approved=True))
    for _ in range(3):
        made.call(12, "no_answer")
        clock.move(hours=4 if clock.now().hour < 12 else 20)  # mornings at ten, afternoons at two
    deliver_all(kernel)
    states = {number: task_of(kernel, made.receipts[number].report).state for number in (11, 12, 20)}
    assert states == {
        11: CallbackState.WAITING, 12: CallbackState.UNREACHABLE, 20: CallbackState.REFUSED,
    }  # fmt: skip
    return made


def test_the_page_the_snapshot_and_the_files_say_what_was_worked_out_by_hand(
    app, kernel, clock, district, orders
):
    clock.move(days=20)
    street = sign_in(app, district[Role.STREET])
    live = f"/desk/rates?day={NOVEMBER}"
    assert on_page(street.get(live).text) == as_page()
    assert_files(kernel, street, live, "/desk/rates/files", "还没有发布")
    snapshot = f"/desk/rates/published/{publishes(kernel, district, NOVEMBER)}"
    published = street.get(snapshot).text
    assert on_page(published) == as_page()
    assert "现在再算，和发布时一样" in published
    orders.link(18, "no", "no")  # reopened after publication: its answer is of December now
    deliver_all(kernel)
    assert with_totals(orders.kernel, district)[SECOND] == SECOND_IN_DECEMBER
    stands, _, beside = street.get(snapshot).text.partition("现在再算，会不一样")
    assert on_page(stands) == as_page()
    assert on_page(beside)[SECOND].startswith("5 发布时 6 80.0% 4/5")
    assert FIRST not in on_page(beside)
    assert_files(kernel, street, snapshot, f"{snapshot}/file", "发布，之后的改动不计")


def with_totals(kernel, district):
    """Live, both ways of asking: one table by one statement, and all of them by another."""
    with kernel.read() as session:
        asked = rates_table(session, district[Role.STREET], kernel.clock, PeriodKind.MONTH, NOVEMBER, By.UNIT)
        period, weights = period_and_weights(session, kernel.clock, PeriodKind.MONTH, NOVEMBER)
        scope = rates_read(RateSum, district[Role.STREET])
        assert all_tables(session, period, weights, scope)[By.UNIT] == asked
    return {
        row.name: (row.counts.valid, *(str(rate) for rate in vars(row.rates).values()))
        for row in (*asked.rows, asked.pooled)
    }


def as_page():
    """The lines as the page writes them."""
    told = {}
    for name, hand in BY_HAND.items():
        valid, contacted, response, solved, solution, yes, basically, satisfaction, composite, *sides = hand
        pairs = zip(sides[::2], sides[1::2], strict=True)
        told[name] = (
            f"{valid} {response}% {contacted}/{valid} {solution}% {solved}/{valid} "
            f"{satisfaction}% {yes}+{basically}×0.9/{valid} {composite} "
            + " ".join(f"{rate} {count} 通" if count else "—" for count, rate in pairs)
        )
    response, solution, satisfaction, composite = AVERAGED
    return told | {MEAN: f"{response}% {solution}% {satisfaction}% {composite}"}


def on_page(page):
    """The lines of the table: the name, and the rest as one text."""
    rows = re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', page, re.DOTALL)
    return {name: " ".join(re.sub(r"<[^>]+>", " ", rest).split()) for name, rest in rows}


def assert_files(kernel, street, page, address, note):
    """Both files that are asked for on a page say what was worked out by hand."""
    form = form_on(street.get(page).text, address)
    found = {}
    for kind in ("xlsx", "docx"):
        asked = street.post(address, data=form | {"as": kind}).location
        assert "正在做" in street.get(asked).text
        deliver_all(kernel)
        assert "做好了" in street.get(asked).text
        with street.get(f"{asked}/download") as answer:
            assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
            found[kind] = answer.data
    assert in_excel(found["xlsx"], note) == as_numbers()
    assert in_word(found["docx"], note) == as_words()


def as_numbers():
    told = {name: [*hand[:2], *map(number, hand[2:])] for name, hand in BY_HAND.items()}
    for line in told.values():
        for rate in (2, 4, 7):
            line[rate] = round(line[rate] / 100, 3)
    averaged = [float(one) for one in AVERAGED]
    return told | {MEAN: [*(round(one / 100, 3) for one in averaged[:3]), averaged[3]]}


def number(cell):
    return cell if cell == "—" else float(cell)


def in_excel(content, note):
    """The lines of the first sheet; percentages and points must be numbers, and nothing a formula."""
    book = load_workbook(io.BytesIO(content))
    assert book.sheet_names == ["责任单位", "社区", "类别", "见面"]
    sheet = book.get_sheet_by_name("责任单位")
    merged = sheet.merged_cell_ranges
    assert ((2, 0), (3, 0)) in merged  # the name stands over two lines
    assert ((2, 2), (2, 3)) in merged  # 响应率 over its two columns
    rows = sheet.to_python()
    assert [cell for cell in rows[2] if cell] == [
        "责任单位",
        "有效回访",
        "响应率",
        "解决率",
        "满意率",
        "综合",
        "见了",
        "电话说",
        "未回应",
    ]
    assert rows[3][2:8] == ["联系过", "率", "已解决", "率", "满意", "基本满意", "率"][:6]
    assert any(note in str(row[0]) for row in rows)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in parts.read(name) for name in sheets)
        assert b'formatCode="0.0%"' in parts.read("xl/styles.xml")
    lines = {row[0]: [round(c, 3) if isinstance(c, float) else c for c in row[1:]] for row in rows[4:7]}
    mean = rows[7]
    assert mean[0] == MEAN
    return lines | {MEAN: [round(mean[place], 3) for place in (3, 5, 8, 9)]}


def as_words():
    told = {}
    for name, hand in BY_HAND.items():
        words = [str(cell) for cell in hand]
        for rate in (2, 4, 7):
            words[rate] += "%"
        told[name] = words
    return told | {MEAN: [*(f"{rate}%" for rate in AVERAGED[:3]), AVERAGED[3]]}


def in_word(content, note):
    """The lines of the first table."""
    document = docx.Document(io.BytesIO(content))
    said = [paragraph.text for paragraph in document.paragraphs]
    assert any(note in one for one in said)
    assert any("满意＋0.9×基本满意" in one for one in said)
    assert len(document.tables) == 4
    assert [one.tag.rpartition("}")[2] for one in document.tables[0]._tbl.tblPr][-2:] == [
        "tblCellMar",
        "tblLook",
    ]
    name, number = (document.tables[0].columns[place].width for place in (0, 1))
    assert name > 2 * number, "the names of units stand on one line"
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0][:4] == ["责任单位", "有效回访", "响应率", "响应率"]
    assert rows[1][:4] == ["责任单位", "有效回访", "联系过", "率"]
    found = {row[0]: row[1:] for row in rows[2:]}
    mean = found[MEAN]
    return found | {MEAN: [mean[place] for place in (2, 4, 7, 8)]}

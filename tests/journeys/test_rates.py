"""The street reads a published week, goes down from a number to one ticket, and takes the week along as files."""

import re

import docx
from playwright.sync_api import expect
from python_calamine import load_workbook

NUMBER = re.compile(r"\d{4}-\d{4}")


def test_from_a_published_week_to_one_ticket_and_to_both_files(office, district, shot):
    street = office("jiedao").page
    street.goto("/desk/rates/published")
    street.get_by_role("listitem").filter(has_text="发布，有效回访").first.get_by_role("link").click()
    expect(street.get_by_role("heading", level=1)).to_contain_text("已发布的三率")
    shot(street, "rates-published")
    street.get_by_role("link", name="现在的三率").click()
    chart = street.get_by_role("img", name=re.compile("下面的表里是同样的数字"))
    expect(chart.locator("canvas")).to_be_visible()
    shot(street, "rates")
    unit = street.locator("tbody th").first.inner_text()

    for button, read in (("做 Excel", units_in_excel), ("做 Word", units_in_word)):
        week = street.url
        street.get_by_role("button", name=button).click()
        with street.expect_download() as fetched:
            street.get_by_role(
                "link", name="下载"
            ).click()  # the page looks again until the worker has made it
        assert unit in read(fetched.value.path())
        street.goto(week)

    street.locator("tbody tr").first.get_by_role("link").click()
    expect(street.get_by_role("heading", level=1)).to_contain_text(f"{unit}：")
    line = street.get_by_role("list", name="有效回访").get_by_role("link").first
    number = NUMBER.search(line.inner_text())[0]
    line.click()
    expect(street.get_by_role("heading", level=1)).to_contain_text(number)
    assert district.ticket(number)["unit_id"]


def units_in_excel(path):
    with open(path, "rb") as file:
        return [row[0] for row in load_workbook(file).get_sheet_by_name("责任单位").to_python()]


def units_in_word(path):
    with open(path, "rb") as file:
        return [row.cells[0].text for row in docx.Document(file).tables[0].rows]

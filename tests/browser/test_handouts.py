"""Handouts: what is on them, and that each is one page of A4 when a browser prints it."""

import base64
import re
from pathlib import Path

import pytest
from book_site import REPOSITORY, module

from lasaft_nb.errors import UserError

tool = module("tools/make_handouts.py")
off_site = module("book/_ext/offline_assets.py").off_site_assets
each = pytest.mark.parametrize("path", tool.sources(), ids=lambda path: path.stem)
SECTIONS = ["Lab sheet", "Discuss", "Read"]


def test_every_part_that_has_an_assignment_has_a_lab() -> None:
    assert [path.stem for path in tool.sources()] == [path.stem for path in module("tools/assignments.py").sources()]


@each
def test_a_lab_has_a_sheet_prompts_and_readings_with_what_they_need(path: Path) -> None:
    text = path.read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    sheet, prompts, readings = (part.strip() for part in re.split(r"^## .+$", text, flags=re.MULTILINE)[1:])
    times = [int(found) for found in re.findall(r"^\d\. .*?\((\d+) min\)", sheet, re.MULTILINE)]
    assert 75 <= sum(times) <= 90
    assert "**You need**" in sheet and "|  |" in sheet.replace("| |", "|  |") and "**Hand in:**" in sheet
    assert len(re.findall(r"^- .*\?", prompts, re.MULTILINE)) >= 4
    items = [line for line in readings.splitlines() if line.startswith("- ")]
    assert len(items) >= 4
    assert [item for item in items if not re.search(r"\{cite:t\}`\w+`.*\*Needs\* ", item)] == []


@each
def test_a_handout_is_plain_html_that_asks_nobody(path: Path) -> None:
    page = tool.page(path)
    assert off_site(page) == [] and "{cite" not in page and "Discuss" not in page
    assert "<table>" in page and page.count("<li>") == 5
    assert [link for link in re.findall(r'href="([^"]+)"', page) if not link.startswith("https://")] == []


def test_a_page_without_a_sheet_is_named_with_the_cure(tmp_path: Path) -> None:
    path = tmp_path / "lab.md"
    path.write_text("# Lab\n\n## Discuss\n", "utf-8")
    with pytest.raises(UserError, match=r"lab\.md has no section 'Lab sheet'; write it below a heading '## Lab sheet'"):
        tool.sheet(path)


@pytest.mark.browser
def test_each_handout_is_printed_on_one_page(browser, tmp_path: Path) -> None:
    assert tool.main(["--out", str(tmp_path)]) == 0
    written = sorted(tmp_path.glob("*.html"))
    assert len(written) == len(tool.sources())
    for file in written:
        browser.get(file.as_uri())
        found = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
        printed = base64.b64decode(found["data"])
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1, file.name


@pytest.mark.browser
def test_each_handout_can_be_read_on_a_telephone(browser, tmp_path: Path) -> None:
    assert tool.main(["--out", str(tmp_path)]) == 0
    telephone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", telephone)
    try:
        for file in sorted(tmp_path.glob("*.html")):
            browser.get(file.as_uri())
            width, left = browser.execute_script(
                "const words = document.createRange(); words.selectNodeContents(document.querySelector('h1'));"
                "return [document.documentElement.scrollWidth, words.getBoundingClientRect().left]"
            )
            assert width == 390 and left > 8, file.name
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_the_command_is_a_target_of_make() -> None:
    assert "tools/make_handouts.py" in (REPOSITORY / "Makefile").read_text("utf-8")

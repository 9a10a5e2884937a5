"""Slides: every figure of a chapter, no solution, nothing from another host."""

import functools
import re
from pathlib import Path

import nbformat
import pytest
from book_site import NOTEBOOKS, REPOSITORY, executed, made_book, module
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

tool = module("tools/make_slides.py")
cutter = module("tools/slide_cells.py")
teaching = module("tools/teaching_notebooks.py")
off_site = module("book/_ext/offline_assets.py").off_site_assets
chapter_slides = functools.cache(lambda path: tool.chapter_slides(executed(path)))
IMAGE = '<img alt="{}">'
each_chapter = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def figure(html: str) -> nbformat.NotebookNode:
    output = new_output("display_data", data={"text/html": html, "text/plain": "x"})
    return new_code_cell("show()", outputs=[output])


@each_chapter
def test_every_figure_of_a_chapter_is_shown_and_large_ones_have_a_slide_of_their_own(path: Path) -> None:
    cells = [cell for cell in nbformat.read(executed(path), as_version=4).cells if cell.cell_type == "code"]
    cells = [cell for cell in cells if "quiz" not in cell.metadata.get("tags", [])]
    data = [output.data for cell in cells for output in cell.outputs if "data" in output]
    shown = [item["text/html"] for item in data if "text/html" in item]
    shown = [html for html in shown if not cutter.BLANK.fullmatch("".join(html))]
    found = chapter_slides(path)
    figures = [html for slide in found for html in slide.figures]
    assert len(figures) == len(shown)
    assert all(html.endswith("".join(own)) for html, own in zip(figures, shown, strict=True))
    assert "lasaft-quiz" not in re.sub(r"<(script|style)>.*?</\1>", "", "".join(figures), flags=re.DOTALL)
    assert [slide.title for slide in found if len(slide.figures) > 1 and not cutter.is_small(slide)] == []
    assert found[0].level == 1
    assert all(slide.title for slide in found)


@each_chapter
def test_a_page_of_slides_asks_nobody_shows_no_solution_and_keeps_its_words_for_pictures(path: Path) -> None:
    page = tool.page(chapter_slides(path), depth=1)
    assert off_site(page) == []
    seen = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert [image[:80] for image in re.findall(r"<img\b[^>]*>", seen) if not re.search(r'alt="[^"]{10,}"', image)] == []
    said = "\n".join("\n".join((*slide.text, *slide.notes)) for slide in chapter_slides(path))
    solved = [cell.source for cell in teaching.versions(path)["instructor"].cells if "solves" in cell.metadata]
    assert [line for text in solved for line in text.splitlines() if len(line) > 40 and line in said] == []
    assert re.findall(r"\{[\w:]+\}<code>|\{cite", page) == []
    assert [link for link in re.findall(r'<a [^>]*href="([^"]*)"', seen) if not link.startswith("https://")] == []


def test_a_section_has_its_question_its_equation_and_a_slide_for_each_figure() -> None:
    cells = [
        new_markdown_cell("# Title\n\n*Thesis 3.*"),
        new_markdown_cell("## Part\n\nWhy?\n\n$$x = 1$$ (eq-x)\n\n```{admonition} no\nnot this\n```\nNext paragraph."),
        figure(IMAGE.format("one")),
        new_markdown_cell("What one sees."),
        figure(IMAGE.format("two")),
        new_code_cell("hidden", metadata={"tags": ["remove-cell"]}, outputs=figure("<p>no</p>").outputs),
    ]
    title, first, second = cutter.slides(cells)
    assert (title.title, title.text) == ("Title", ["*Thesis 3.*"])
    said = ["Next paragraph.", "What one sees."]
    assert (first.text, first.figures, first.notes) == (["Why?", "$$x = 1$$"], [IMAGE.format("one")], said)
    assert (second.title, second.text, second.figures) == ("Part", ["What one sees."], [IMAGE.format("two")])


def test_exercises_are_one_list_with_their_numbers_and_their_tasks_are_notes() -> None:
    cells = [
        new_markdown_cell("## Exercises\n\n### Exercise 2.1.1 · Recall\nHow many frames?"),
        new_markdown_cell("### Exercise 2.1.2\n\nWrite it.\n\n## Summary\n\n" + "word " * 80),
    ]
    exercises, summary = cutter.slides(cells)
    assert (exercises.title, exercises.text) == ("Exercises", ["- **2.1.1** Recall", "- **2.1.2**"])
    assert exercises.notes == ["How many frames?", "Write it."] and summary.title == "Summary"


def test_short_neighbours_share_a_slide_and_long_lists_are_divided_between_items() -> None:
    short = [new_markdown_cell(f"## {name}\n\nA few words on {name}.") for name in ("One", "Two")]
    [shared] = cutter.slides(short)
    assert shared.text == ["A few words on One.", "### Two", "A few words on Two."]
    items = [f"- {number} {'word ' * 29}".strip() for number in range(6)]
    parts = cutter.slides([new_markdown_cell("## Summary\n\n" + "\n".join(items))])
    assert [part.title for part in parts] == ["Summary", "Summary"]
    assert "\n".join(block for part in parts for block in part.text).split("\n") == items
    assert all(len(" ".join(part.text).split()) <= 120 for part in parts)


def test_plain_players_of_one_heading_share_a_slide_and_pictures_never_do() -> None:
    player = "<audio controls></audio>"
    cells = [new_markdown_cell("## Listen"), *(figure(player) for _ in range(4)), figure(IMAGE.format("x"))]
    assert [len(slide.figures) for slide in cutter.slides(cells)] == [3, 1, 1]


def test_questions_are_left_out_and_a_later_figure_still_has_the_scripts_that_stood_in_them() -> None:
    asked = figure("<style>s {}</style><form>?</form><script>each()</script>")
    asked.metadata["tags"] = ["hide-input", "quiz"]
    [slide] = cutter.slides([new_markdown_cell("## Part"), asked, figure("<table>"), figure("<table>")])[:1]
    assert slide.figures == ["<style>s {}</style><script>each()</script><table>"]


def test_equations_stay_tex_for_mathjax() -> None:
    assert cutter.html(["$$x = 1$$"]).split() == ["\\[", "x", "=", "1", "\\]"]
    assert "\\(y\\)" in cutter.html(["a $y$ b"])


def test_the_command_writes_an_index_and_its_own_mathjax(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chapter = REPOSITORY / "book/03_frequency_transformation/04_comparison.ipynb"
    monkeypatch.setattr(tool, "chapters", lambda: [chapter])
    assert tool.main(["--out", str(tmp_path), "--preset", made_book().preset]) == 0
    page = tmp_path / "03_frequency_transformation/04_comparison.html"
    assert f'href="{page.relative_to(tmp_path).as_posix()}"' in (tmp_path / "index.html").read_text("utf-8")
    [script] = re.findall(r'src="(\.\./vendor/[^"]+)"', page.read_text("utf-8")) or [
        "../vendor/mathjax/tex-chtml-full.js"
    ]
    assert (page.parent / script).is_file()


def test_a_chapter_that_was_not_executed_is_named_with_the_cure(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(tool, "copy_of", lambda path, preset: tmp_path / path.name)
    assert tool.main(["--out", str(tmp_path), "--preset", "smoke"]) == 2
    assert "is not executed at preset smoke; `make slides PRESET=smoke` does it" in capsys.readouterr().err

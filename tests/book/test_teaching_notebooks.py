"""The three editions: one source, different only where a solution stands, and plain Markdown in all of it."""

import functools
import itertools
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from book_site import REPOSITORY, built_site, module
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat.v4 import new_code_cell, new_markdown_cell

tool = module("tools/teaching_notebooks.py")
cutter = module("tools/exercise_cells.py")
markdown = module("tools/plain_markdown.py")
links = module("tools/site_links.py")
SOURCES = tool.sources()
versions = functools.cache(tool.versions)
GIVEN = re.compile(r"def \w+\(.*:$|from |import |check\(|with ")  # what a task itself says, or any chapter does
RENDERER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, allow_labels=True)
MYST = re.compile(r"\{[\w:+-]+\}|\{\{|:::|\$\$|^:[\w-]+:|^\([\w-]+\)=|\[\]\(", re.MULTILINE)
PAGE = REPOSITORY / "book/03_frequency_transformation/03_inside_tdf.ipynb"
each_chapter = pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)


def runs(notebook: nbformat.NotebookNode) -> list[tuple[str, list]]:
    """The cells in groups: (label, cells) of a solution or an answer, ('', cells) of what stands between."""
    groups = itertools.groupby(notebook.cells, key=lambda cell: cell.metadata.get("solves", ""))
    return [(label, list(cells)) for label, cells in groups]


def prose_of(path: Path) -> str:
    return "\n".join(module("book/_ext/page_anchors.py").prose(path))


def left_over(source: str) -> list[str]:
    """MyST's marks that a plain CommonMark renderer shows a reader as they are; maths and code are not looked into."""
    return [mark for text in _shown(RENDERER.parse(source)) for mark in MYST.findall(text)]


def _shown(tokens: list[Token]) -> Iterator[str]:
    """Text that is neither code nor maths, and the words beside a fence; a label and a wordless link as their marks."""
    for token in tokens:
        if token.type == "inline":
            inner = token.children or []
            yield "".join("x" if "code" in one.type or "math" in one.type else one.content or "\n" for one in inner)
            if ("link_open", "link_close") in itertools.pairwise(one.type for one in inner):
                yield "[]("
        elif token.type == "math_block_label":
            yield "$$"
        elif token.type in {"fence", "html_block"}:
            yield token.info if token.type == "fence" else token.content


@each_chapter
def test_no_cell_of_any_edition_shows_a_mark_of_myst(path: Path) -> None:
    for edition, notebook in versions(path).items():
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                assert left_over(cell.source) == [], f"{edition}, cell {cell.id}"


@pytest.mark.parametrize(
    "source",
    [
        "```{note}\nx\n```",
        ":::{note}\nx\n:::",
        "> :::{note}\n> x\n> :::",
        "See {cite:t}`a`.",
        "- item\n\n  {eq}`b`",
        "(label)=\n# Heading",
        "$$ x $$ (label)",
        "see [](page)",
        "a\n\n:label: b",
        "{{ name }}",
        "<details>\n\n{term}`c`\n\n</details>",
    ],
)
def test_the_search_for_marks_finds_each_kind(source: str) -> None:
    assert left_over(source) != []


def test_the_search_lets_code_and_maths_be() -> None:
    blocks = ("`{a}` and $\\{b\\}$", "$$ x_{c} \\tag{1.1} $$", "```python\nf'{d}'\n```", "[e](https://f.g)")
    assert left_over("\n\n".join(blocks)) == []


@each_chapter
def test_the_editions_differ_only_where_a_solution_stands(path: Path) -> None:
    three = [runs(notebook) for notebook in versions(path).values()]
    labels = [[label for label, _ in edition] for edition in three]
    assert labels[0] == labels[1] == labels[2]
    for (label, folded), (_, answer), (_, solution) in zip(*three, strict=True):
        if not label:
            assert [[cell for cell in cells if cell.id != "about"] for cells in (answer, solution)] == [
                [cell for cell in folded if cell.id != "about"]
            ] * 2
            continue
        assert [cell.metadata["tags"] for cell in answer] == [["answer"]]
        assert all(cell.metadata["tags"] == ["solution"] for cell in solution)
        assert folded[0].source.startswith("<details>\n<summary><b>Solution</b></summary>\n\n")
        for cell in solution:
            assert cell.source.removeprefix("**Solution.**").strip() in folded[0].source


@each_chapter
def test_no_word_of_a_page_is_lost_on_the_way(path: Path) -> None:
    words = re.compile(r"[A-Za-z]{4,}")
    before = "\n".join(cell.source for cell in tool.chapter_cells(path))
    after = "\n".join(cell.source for cell in versions(path)["instructor"].cells)
    marks = r"^:[\w-]+:.*$|\{[\w:-]+\}(`[^`]*`|.*$)|\]\([^)]*\)|^\([\w-]+\)=$|\$\$ *\([\w-]+\)"
    before = re.sub(marks, "", before, flags=re.MULTILINE)
    assert set(words.findall(before)) - set(words.findall(after)) == set()


@each_chapter
def test_the_student_reads_nothing_of_a_solution(path: Path) -> None:
    both = versions(path)
    shown = "\n".join(cell.source for cell in both["student"].cells)
    solutions = [cell.source for cell in both["instructor"].cells if "solves" in cell.metadata]
    lines = [line.strip() for text in solutions for line in text.splitlines() if len(line.strip()) > 25]
    assert bool(lines) == ("{solution" in path.read_text("utf-8"))
    assert [line for line in lines if line in shown and not GIVEN.match(line)] == []
    assert "{solution" not in shown


@each_chapter
def test_every_exercise_stays_and_every_solved_one_has_a_cell_to_answer_in(path: Path) -> None:
    both, source = versions(path), prose_of(path) if path.suffix == ".ipynb" else path.read_text("utf-8")
    shown = "\n".join(cell.source for cell in both["student"].cells)
    count = len(re.findall(r"^:label:", source, re.MULTILINE))
    start = "".join(f"{number}." for number in tool.chapter_of(path))
    assert re.findall(r"^### Exercise ([\d.]+)", shown, re.MULTILINE) == [f"{start}{at + 1}" for at in range(count)]
    solved = set(re.findall(r"\{solution(?:-start)?\} ([\w-]+)", path.read_text("utf-8")))
    assert {cell.metadata["solves"] for cell in both["student"].cells if "solves" in cell.metadata} == solved


@each_chapter
def test_every_edition_is_valid_and_without_outputs(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a cell id that occurs twice is only warned of
        for notebook in versions(path).values():
            nbformat.validate(notebook)
    code = [cell for cell in versions(path)["student"].cells if cell.cell_type == "code"]
    assert [cell for cell in code if cell.outputs or cell.execution_count is not None] == []


def test_a_solution_over_several_cells_leaves_one_cell_of_the_right_kind() -> None:
    cells = [
        new_markdown_cell("```{exercise-start} Code\n:label: a\n```\nTask.\n```{exercise-end}\n```"),
        new_markdown_cell("```{solution-start} a\n:class: dropdown\n```\nFirst"),
        new_code_cell("x = 42"),
        new_markdown_cell("```{solution-end}\n```\n\n````{solution} b\n\n```python\ny\n```\n````\nAfter."),
    ]
    found, checked = cutter.pieces(cells, (2, 4))
    assert [(piece.cell.source, piece.solves) for piece in found] == [
        ("### Exercise 2.4.1 · Code\nTask.", ""),
        ("First", "a"),
        ("x = 42", "a"),
        ("```python\ny\n```", "b"),
        ("After.", ""),
    ]
    sheet = tool.student(found, checked)
    assert [cell.cell_type for cell in sheet] == ["markdown", "code", "code", "markdown"]
    assert [cell.source for cell in tool.student(found, {"a"})][1] == tool.NOTES


def test_a_folded_solution_over_several_cells_is_one_cell_with_code_as_text() -> None:
    pieces = [cutter.Piece(cell, "a") for cell in (new_markdown_cell("First"), new_code_cell("x = 42"))]
    [cell] = tool.colab(pieces, set())
    assert cell.source == markdown.folded("Solution", "First\n\n```python\nx = 42\n```")


PLAIN = {
    ":::{admonition} Why `x`\n:class: note\nBecause.\n\n- a\n:::": "> **Why `x`**\n>\n> Because.\n>\n> - a",
    "```{warning}\nHot.\n```": "> **Warning**\n>\n> Hot.",
    ":::{admonition} Look\n:class: dropdown\nHere.\n:::": markdown.folded("Look", "Here."),
    "(a-label)=\n## Heading\n% a comment": "## Heading",
    "`{cite:t}` and ``{eq}`x` `` stay": "`{cite:t}` and ``{eq}`x` `` stay",
    "$[a](b)$ stays": "$[a](b)$ stays",
    "```python\n[](x)\n```": "```python\n[](x)\n```",
    "{cite:p}`choi2021thesis`": "([Choi, 2021](SITE/book/references.html#cite-choi2021thesis))",
    "{cite:t}`choi2021thesis`": "[Choi (2021)](SITE/book/references.html#cite-choi2021thesis)",
    "{eq}`inside-sum`": "[(5.4.1)](SITE/book/05_audio_manipulation/04_inside_amss_net.html#equation-inside-sum)",
    "{term}`mask`": "[mask](SITE/book/glossary.html#term-mask)",
    "[](04_comparison)": "[Comparison with other systems](SITE/book/03_frequency_transformation/04_comparison.html)",
    "{ref}`it <silent-mixture>`": "[it](SITE/book/03_frequency_transformation/03_inside_tdf.html#silent-mixture)",
    "[x](../glossary.md) [y](https://z.org)": "[x](SITE/book/glossary.html) [y](https://z.org)",
}


@pytest.mark.parametrize("source", PLAIN)
def test_what_each_mark_becomes(source: str) -> None:
    assert markdown.plain(source, PAGE) == PLAIN[source].replace("SITE/", links.site())


def test_a_label_below_an_equation_becomes_its_number() -> None:
    shown = markdown.plain("$$\nx\n$$ (inside-sum)\n\n$$ y $$", PAGE)
    assert shown == "$$\nx \\tag{5.4.1}\n$$\n\n$$ y $$"


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("```{figure} x.png\n```", "directive 'figure'"),
        ("{download}`x`", "role {download}"),
        ("[a](no-such-place)", "links to 'no-such-place'"),
        ("{eq}`no-such-equation`", "label 'no-such-equation'"),
    ],
)
def test_what_has_no_rule_is_refused_with_the_cure(source: str, words: str) -> None:
    with pytest.raises(ValueError, match=re.escape(words)) as refusal:
        markdown.plain(source, PAGE)
    assert re.search(r"[;,] (use|correct|write) ", str(refusal.value))


@pytest.mark.slow
def test_every_link_to_the_site_leads_to_a_place_on_it_and_equations_and_exercises_have_the_same_numbers() -> None:
    site = built_site()
    page_of = functools.cache(lambda name: (site / name).read_text("utf-8"))
    for path in SOURCES:
        shown = "\n".join(cell.source for cell in versions(path)["colab"].cells if cell.cell_type == "markdown")
        for name, anchor in re.findall(rf"\]\({re.escape(links.site())}([^)#]*)(?:#([^)]*))?\)", shown):
            assert not anchor or f'id="{anchor}"' in page_of(name), f"{path.name}: {name}#{anchor}"
            assert page_of(name)
        page = page_of(path.relative_to(REPOSITORY).with_suffix(".html").as_posix())
        on_page = re.findall(r'class="eqno">\(([\d.]+)\)', page)
        assert re.findall(r"\\tag\{([\d.]+)\}", shown) == on_page, path.name
        on_page = re.findall(r'class="caption-number">Exercise ([\d.]+)', page)
        assert re.findall(r"^### Exercise ([\d.]+)", shown, re.MULTILINE) == on_page, path.name


def test_the_address_of_the_site_is_that_of_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    for repository, address in {
        "https://github.com/Someone/fork": "https://someone.github.io/fork/",
        "https://github.com/someone/someone.github.io": "https://someone.github.io/",
    }.items():
        monkeypatch.setattr(links, "repository", lambda repository=repository: repository)
        links.site.cache_clear()
        assert links.site() == address
    links.site.cache_clear()


def test_the_command_writes_each_edition_of_every_chapter(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool.main(["--out", str(tmp_path)]) == 0
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    names = [path.relative_to(REPOSITORY / "book").with_suffix(".ipynb").as_posix() for path in SOURCES]
    editions = {f"{edition}/{name}" for edition in ("colab", "student", "instructor") for name in names}
    tasks = [path.relative_to(REPOSITORY / "book").as_posix() for path in module("tools/assignments.py").sources()]
    editions |= {f"{edition}/{name}" for edition in ("student", "instructor") for name in tasks}
    assert written == editions | {"README.md", "requirements.txt", "runtime.txt"}
    assert f"{len(SOURCES)} chapters" in capsys.readouterr().out

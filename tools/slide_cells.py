"""A chapter as slides: a heading, the question below it, its equations; each of its figures on a slide of its own."""

import re
from dataclasses import dataclass, field

from citations import cited
from clean_notebook import SHARED
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

HEADING = re.compile(r"^(#{1,3}) +(.+?) *$")
CITATION = re.compile(r"\{cite:(\w)\}`([^`]*)`")
ROLE = re.compile(r"\{[\w:]+\}`([^`]*)`")  # {term}`word` -> word
EMPTY_LINK = re.compile(r"\[\]\(([^)]*)\)")
LABEL = re.compile(r"^\([\w-]+\)=$")
FENCE = re.compile(r"^ *(```|:::|~~~)")
EQUATION_LABEL = re.compile(r"(\$\$)\s*\([\w-]+\)\s*$")
WHOLE = ("Summary",)  # sections that are shown in full, not by their first words
LEFT_OUT = {"remove-cell", "remove-output", "parameters", "quiz"}  # a speaker asks by word of mouth
_renderer = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, renderer=lambda text, _: text)


@dataclass
class Slide:
    """A heading, Markdown to read, finished HTML of figures, and Markdown for whoever speaks."""

    title: str
    text: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    level: int = 2


def slides(cells: list[NotebookNode]) -> list[Slide]:
    """The slides of a chapter, from its cells with their outputs."""
    found: list[Slide] = []
    waiting: list[str] = []  # paragraphs since the last figure
    shared = ""  # scripts and styles that stand in what was left out and that a later figure counts on
    for cell in cells:
        if cell.cell_type == "markdown":
            waiting = _read(cell.source, found, waiting)
        elif figures := _figures(cell):
            if LEFT_OUT & set(cell.metadata.get("tags", [])):
                shared += "".join(match[0] for figure in figures for match in SHARED.finditer(figure))
                continue
            if found[-1].figures:
                found.append(Slide(found[-1].title, waiting[-1:]))
            found[-1].figures += [shared + figures[0], *figures[1:]]
            shared, waiting = "", []
    return found


def _figures(cell: NotebookNode) -> list[str]:
    outputs = (output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return [html for html in map("".join, outputs) if html]


def _read(source: str, found: list[Slide], waiting: list[str]) -> list[str]:
    """Add what a Markdown cell says to the slides; return the paragraphs that may introduce the next figure."""
    for block in _blocks(source):
        if heading := HEADING.match(block):
            found.append(Slide(plain(heading[2]), level=len(heading[1])))
            waiting = []
            continue
        slide = found[-1] if found else found.append(Slide("")) or found[-1]
        if block.startswith("$$") or slide.title in WHOLE or not (slide.text or slide.figures):
            slide.text.append(block)
        elif slide.figures and len(slide.notes) < 2:
            slide.notes.append(block)
        if not block.startswith("$$"):
            waiting.append(block)
    return waiting


def _blocks(source: str) -> list[str]:
    """Paragraphs, lists, equations and headings, without directives and code."""
    blocks, lines, fence = [], [], ""
    for line in [*source.splitlines(), ""]:
        mark = FENCE.match(line)
        if mark:
            fence = "" if fence == mark[1] and line.strip(" `:~") == "" else fence or mark[1]
            continue
        if fence or LABEL.match(line):
            continue
        if HEADING.match(line) or not line.strip():
            blocks += ["\n".join(lines)] if lines else []
            lines = []
            blocks += [line] if HEADING.match(line) else []
        else:
            lines.append(line)
    return [EQUATION_LABEL.sub(r"\1", block) for block in blocks]


def plain(text: str) -> str:
    """Markdown without MyST's roles and without links that only a site can name."""
    sourced = CITATION.sub(lambda found: cited(found[2], textual=found[1] == "t"), text)
    return EMPTY_LINK.sub("", ROLE.sub(r"\1", sourced))


def html(blocks: list[str]) -> str:
    """Markdown blocks as HTML; equations stay in TeX, for MathJax."""
    return _math(_renderer.render("\n\n".join(plain(block) for block in blocks)))


def _math(rendered: str) -> str:
    inline = re.sub(r'<span class="math inline">(.*?)</span>', r"\\(\1\\)", rendered, flags=re.DOTALL)
    return re.sub(r'<div class="math block">(.*?)</div>', r"\\[\1\\]", inline, flags=re.DOTALL)

"""A chapter as slides: a heading, the question below it, its equations; each of its figures on a slide of its own.

Neighbours that have only a few words share a slide, long text is divided, and exercises are a list. What is not shown
becomes notes for whoever speaks.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from clean_notebook import SHARED
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

EXERCISE = re.compile(r"Exercise ([\d.]+)(?: · (.+))?")
LIST_ITEM = re.compile(r"\n(?=[-*] |\d+\. )")
SHORT, LONG, NOTES = 80, 120, 4  # words that slides without a figure have in all at most; words; paragraphs
EQUATION_WORDS, PLAYER_WORDS = 20, 10  # as much room as an equation and a plain player take
BRIEF, PLAYERS = 30, 3  # words of a slide that is shown large; plain players of one slide
LARGE = re.compile(r"<(?:img|svg|canvas|table|pre|details|stem-player|input)\b|role=\"group\"")
BLANK = re.compile(r"\s*<pre[^>]*>\s*</pre>\s*")  # what a progress bar leaves that has gone
HEADING = re.compile(r"^(#{1,3}) +(.+?) *$")
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
    """The slides of a chapter, from its cells with their outputs; their Markdown has no roles of MyST any more."""
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
            for figure in figures:
                if found[-1].figures:
                    found.append(Slide(found[-1].title, waiting[-1:]))
                found[-1].figures.append(shared + figure)
                shared, waiting = "", []
    return [part for slide in _together(found) for part in _divided(slide)]


def _figures(cell: NotebookNode) -> list[str]:
    outputs = (output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return [html for html in map("".join, outputs) if html and not BLANK.fullmatch(html)]


def _read(source: str, found: list[Slide], waiting: list[str]) -> list[str]:
    """Add what a Markdown cell says to the slides; return the paragraphs that may introduce the next figure."""
    for block in _blocks(source):
        heading = HEADING.match(block)
        title = heading[2] if heading else ""
        if heading and (exercise := EXERCISE.fullmatch(title)) and found:
            found[-1].text.append(f"- **{exercise[1]}** {exercise[2] or ''}".rstrip())
            waiting = []
            continue
        if heading:
            found.append(Slide(title, level=len(heading[1])))
            waiting = []
            continue
        slide = found[-1] if found else found.append(Slide("")) or found[-1]
        if block.startswith("$$") or slide.title in WHOLE or not (slide.text or slide.figures):
            slide.text.append(block)
        elif len(slide.notes) < NOTES:
            slide.notes.append(block)
        if not block.startswith("$$"):
            waiting.append(block)
    return waiting


def _words(slide: Slide) -> int:
    return sum(EQUATION_WORDS if block.startswith("$$") else len(block.split()) for block in slide.text)


def _divided(slide: Slide) -> Iterator[Slide]:
    """A slide, or several where its text is long; lists are cut between their items. The notes go with the first."""
    parts = [part for block in slide.text for part in LIST_ITEM.split(block)]
    if slide.figures or _words(slide) <= LONG or len(parts) < 2:
        yield slide
        return
    count = -(-_words(slide) // LONG)
    share, text = _words(slide) / count, [[parts[0]]]
    for part in parts[1:]:
        if len(text) < count and _words(Slide("", text[-1])) + len(part.split()) / 2 > share:
            text.append([])
        text[-1].append(part)
    for number, one in enumerate(text):
        yield Slide(slide.title, _joined(one), notes=[] if number else slide.notes, level=slide.level)


def _joined(parts: list[str]) -> list[str]:
    """Items of a list as one block again, so that they stay one list."""
    blocks: list[str] = []
    for part in parts:
        if blocks and LIST_ITEM.match(f"\n{part}") and LIST_ITEM.match(f"\n{blocks[-1]}"):
            blocks[-1] += f"\n{part}"
        else:
            blocks.append(part)
    return blocks


def is_small(slide: Slide) -> bool:
    """Whether it has nothing but words and plain players."""
    return not any(LARGE.search(SHARED.sub("", figure)) for figure in slide.figures)


def is_brief(slide: Slide) -> bool:
    """Whether it has so little on it that it can be shown large."""
    return is_small(slide) and _words(slide) + PLAYER_WORDS * len(slide.figures) <= BRIEF


def _may_share(one: Slide, other: Slide) -> bool:
    """Whether two neighbours fit one slide: words under two headings, or a few players under the same."""
    if not (is_small(one) and is_small(other)) or one.level == 1:
        return False
    if one.figures or other.figures:
        same = one.title == other.title and bool(one.figures) and bool(other.figures)
        return same and len(one.figures) + len(other.figures) <= PLAYERS
    return _words(one) + _words(other) <= SHORT


def _together(found: Iterable[Slide]) -> Iterator[Slide]:
    """Slides that have little on them and follow each other as one."""
    last: Slide | None = None
    for slide in found:
        if last is None:
            last = slide
        elif _may_share(last, slide):
            heading = [f"### {slide.title}"] if slide.title != last.title else []
            text, figures = [*last.text, *heading, *slide.text], [*last.figures, *slide.figures]
            last = Slide(last.title, text, figures, [*last.notes, *slide.notes], last.level)
        else:
            yield last
            last = slide
    if last is not None:
        yield last


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


def html(blocks: list[str]) -> str:
    """Markdown blocks as HTML; equations stay in TeX, for MathJax."""
    return _math(_renderer.render("\n\n".join(blocks)))


def _math(rendered: str) -> str:
    inline = re.sub(r'<span class="math inline">(.*?)</span>', r"\\(\1\\)", rendered, flags=re.DOTALL)
    return re.sub(r'<div class="math block">(.*?)</div>', r"\\[\1\\]", inline, flags=re.DOTALL)

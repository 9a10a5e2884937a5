"""How long a chapter takes, counted from its source: `python tools/reading_time.py [CHAPTER…]` writes it at its top.

Reading: 180 words of prose a minute, a third of a minute for each displayed equation, half a minute for each question
and for each figure, table or player, four seconds for a line of code that is not folded. Exercises stand apart: five
minutes each. Both are told in steps of five minutes.
"""

import re
import sys
from pathlib import Path

import nbformat
from clean_notebook import written
from nbformat import NotebookNode

sys.path.append(str(Path(__file__).parent.parent / "book" / "_ext"))
from exercise_minutes import exercise_minutes

WORDS_A_MINUTE = 180
EQUATION, DISPLAY, LINE = 1 / 3, 1 / 2, 1 / 15  # minutes
STEP = 5
TIME = re.compile(
    r"\*\*Time:\*\* (?P<read>\d+)\s+minutes\s+to\s+read,\s+(?P<exercises>\d+)\s+for\s+the\s+exercises?\b", re.DOTALL
)
TASK = re.compile(
    r"`{3,}\{(?P<kind>exercise|solution)-start\}.*?`{3,}\{(?P=kind)-end\}"
    r"|(?P<fence>`{3,})\{(?:exercise|solution)\}.*?\n(?P=fence)\s*?$",
    re.DOTALL | re.MULTILINE,
)
DIRECTIVE = re.compile(r"^\s*(?:`{3,}|:{3,}|:[\w-]+:|\([\w-]+\)=).*$", re.MULTILINE)
MATHS = re.compile(r"\$\$.*?\$\$", re.DOTALL)
FOLDED = {"hide-input", "remove-cell", "remove-input", "hide-cell", "parameters"}
SHOWN = re.compile(r"\bshow\.\w+\(|\bcompare\(|^print\(|\bdisplay\(", re.MULTILINE)
QUESTION = re.compile(r'"[\w-]+/[\w-]+"')


def minutes(notebook: NotebookNode) -> tuple[int, int]:
    """(reading, exercises) of a chapter, in steps of five minutes."""
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    read = _prose(TASK.sub("", prose)) + sum(map(_code, notebook.cells))
    return _step(read), _step(exercise_minutes(prose))


def _prose(text: str) -> float:
    words = len(MATHS.sub("", DIRECTIVE.sub("", text)).split())
    return words / WORDS_A_MINUTE + EQUATION * len(MATHS.findall(text))


def _code(cell: NotebookNode) -> float:
    if cell.cell_type != "code" or "check(" in cell.source:
        return 0.0
    tags = set(cell.metadata.get("tags", []))
    if "quiz" in tags:
        return DISPLAY * len(QUESTION.findall(cell.source))
    shown = 0.0 if tags & FOLDED else LINE * len(cell.source.splitlines())
    return shown + (0.0 if "remove-cell" in tags else DISPLAY * bool(SHOWN.search(cell.source)))


def _step(value: float) -> int:
    return max(STEP, round(value / STEP) * STEP)


def stated(notebook: NotebookNode) -> tuple[int, int] | None:
    """What the chapter says at its top, or None."""
    found = TIME.search(notebook.cells[0].source)
    return (int(found["read"]), int(found["exercises"])) if found else None


def write(path: Path) -> bool:
    """Put the counted minutes in place of those that a chapter states; says whether they changed."""
    notebook = nbformat.read(path, as_version=4)
    if stated(notebook) in (None, counted := minutes(notebook)):
        return False
    numbers = iter(counted)
    told = TIME.sub(
        lambda found: re.sub(r"\d+", lambda _: str(next(numbers)), found[0]), notebook.cells[0].source, count=1
    )
    notebook.cells[0].source = told
    path.write_text(written(notebook), "utf-8")
    return True


if __name__ == "__main__":
    book = Path(__file__).parent.parent / "book"
    for name in [Path(name) for name in sys.argv[1:]] or sorted(book.rglob("*.ipynb")):
        state = "written anew" if write(name) else "as it was"
        found = nbformat.read(name, as_version=4)
        print(f"{name}: {stated(found) or 'not stated'}, counted {minutes(found)}, {state}")

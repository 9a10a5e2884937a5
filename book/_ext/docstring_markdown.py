"""Google-style docstrings as Markdown: sections become lists, and marks that the text did not mean are escaped."""

import re

SECTION = re.compile(r"^(Args|Arguments|Returns|Raises|Yields|Attributes|Examples?):$")
ENTRY = re.compile(r"^(\*{0,2}[\w.]+)(?: \([^)]*\))?: +(.*)$")
CODE = re.compile(r"(``[^`]+``|`[^`]+`)")
TITLES = {"Args": "Arguments"}


def escaped(text: str) -> str:
    """``text`` in which only code spans have a meaning in Markdown."""
    pieces = CODE.split(text)
    return "".join(
        f"`{piece.strip('`')}`" if index % 2 else re.sub(r"([*_$<>\[\]{}|~^#\\])", r"\\\1", piece)
        for index, piece in enumerate(pieces)
    )


def markdown(docstring: str) -> str:
    """A docstring, already dedented (``inspect.getdoc``), as Markdown paragraphs and lists."""
    return "\n\n".join(_block(block) for block in re.split(r"\n\s*\n", docstring.strip()))


def _block(block: str) -> str:
    lines = block.splitlines()
    head = SECTION.match(lines[0])
    if not head:
        return escaped(" ".join(line.strip() for line in lines))
    title = TITLES.get(head[1], head[1])
    return f"*{title}:*\n\n" + "\n".join(_entries(lines[1:])) + "\n"


def _entries(lines: list[str]) -> list[str]:
    """A section's lines as list entries; a line that is indented deeper goes on with the entry before."""
    indent = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    entries: list[str] = []
    for line in lines:
        deeper = len(line) - len(line.lstrip()) > indent
        if entries and (deeper or not ENTRY.match(line.strip())):
            entries[-1] += " " + line.strip()
        else:
            entries.append(line.strip())
    return [f"- {_entry(entry)}" for entry in entries]


def _entry(entry: str) -> str:
    named = ENTRY.match(entry)
    return f"`{named[1]}`: {escaped(named[2])}" if named else escaped(entry)

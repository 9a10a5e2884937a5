"""MyST turned into the plain Markdown that Colab, JupyterLab, VS Code and GitHub render without extensions.

Admonitions become block quotes with a bold title, citations and cross references links to the published site, labels of
equations numbers. What has no rule here is an error, so that no mark reaches a reader by oversight.
"""

import re
from pathlib import Path

from citations import cited
from docutils.nodes import make_id
from myst_blocks import Block, blocks
from site_links import book_of, equation, page_address, place

from lasaft_nb.errors import UserError

BOXES = {"note", "tip", "hint", "important", "seealso", "warning", "caution", "attention", "danger", "error"}
EQUATION = re.compile(r"(?P<tex>.*?)\s*\$\$(?: *\((?P<label>[\w-]+)\))?\s*", re.DOTALL)
INLINE = re.compile(  # what stands first wins: a role in a code span or in maths is no role
    r"""\{(?P<role>[a-zA-Z][\w:+-]*)\}`(?P<content>[^`]+)`
    | (?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)
    | \$\$.*?\$\$ | (?<!\\)\$(?![\s$])(?:\\.|[^$\\])*?(?<!\s)\$(?!\d)
    | \[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]+)\)""",
    re.DOTALL | re.VERBOSE,
)
EXPLICIT = re.compile(r"(?P<words>.+?)\s*<(?P<target>[^<>]+)>", re.DOTALL)


def plain(text: str, page: Path) -> str:
    """The text of a Markdown cell of ``page`` without MyST's marks."""
    return "\n".join(line for block in blocks(text) for line in _block(block, page)).strip("\n")


def _block(block: Block, page: Path) -> list[str]:
    match block.kind:
        case "text":
            return inline("\n".join(block.lines), page).split("\n")
        case "maths":
            return [_numbered("\n".join(block.lines), page)]
        case "target" | "comment":
            return []
        case "directive":
            return _box(block, page)
        case _:
            return block.lines


def _numbered(maths: str, page: Path) -> str:
    """Display maths whose label, if it has one, is its number."""
    found = EQUATION.fullmatch(maths.removeprefix("$$"))
    if not found or not found["label"]:
        return maths
    number = equation(found["label"], page).words.strip("()")
    return f"$${found['tex']} \\tag{{{number}}}\n$$"


def _box(block: Block, page: Path) -> list[str]:
    """A block quote with a bold title; what the page folds away is folded here, too."""
    if block.name != "admonition" and block.name not in BOXES:
        raise UserError(
            f"{page.name} uses the directive {block.name!r}, for which plain Markdown has no rule; "
            "use an admonition, or add a rule to tools/plain_markdown.py"
        )
    title = inline(block.argument, page) if block.name == "admonition" else block.name.capitalize()
    body = plain(block.body, page)
    if "dropdown" in (block.options or {}).get("class", ""):
        return folded(title, body).split("\n")
    return [f"> {line}".rstrip() for line in (f"**{title}**", "", *body.split("\n"))]


def folded(title: str, body: str) -> str:
    """Markdown behind a title that opens it with a click."""
    return f"<details>\n<summary><b>{title}</b></summary>\n\n{body}\n\n</details>"


def inline(text: str, page: Path) -> str:
    """The text of paragraphs of ``page`` without MyST's roles; links and citations lead to the published site."""

    def replaced(found: re.Match[str]) -> str:
        if found["role"]:
            return _role(found["role"], found["content"], page)
        return _link(found["words"], found["target"], page) if found["target"] else found[0]

    return INLINE.sub(replaced, text)


def _link(words: str, target: str, page: Path) -> str:
    if re.match(r"[a-z]+:", target):
        return f"[{words}]({target})"
    there = place(target, page)
    return f"[{inline(words, page) or there.words}]({there.address})"


def _role(role: str, content: str, page: Path) -> str:
    given = EXPLICIT.fullmatch(content)
    words, target = (given["words"], given["target"]) if given else ("", content)
    match role:
        case "cite:t" | "cite:p":
            return cited(content, textual=role == "cite:t", address=page_address(book_of(page) / "references.md"))
        case "eq" | "numref" if not given:
            there = equation(target, page)
            return f"[{there.words}]({there.address})"
        case "ref" | "doc" | "prf:ref":
            return _link(words, target.removeprefix("/book/"), page)
        case "term":
            return f"[{words or target}]({page_address(book_of(page) / 'glossary.md')}#term-{make_id(target)})"
    raise UserError(
        f"{page.name} uses the role {{{role}}}, for which plain Markdown has no rule; "
        "use a link, or add a rule to tools/plain_markdown.py"
    )

"""A Markdown text cut into blocks by MyST's own parser: the one place in tools/ that knows where a directive ends."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from myst_parser.config.main import MdParserConfig
from myst_parser.parsers.mdit import create_md_parser

CONFIG = Path(__file__).parent.parent / "_config.yml"
KINDS = {
    "math_block": "maths",
    "math_block_label": "maths",
    "amsmath": "maths",
    "myst_target": "target",
    "myst_line_comment": "comment",
    "fence": "code",
    "colon_fence": "code",
    "code_block": "code",
}


@dataclass(frozen=True)
class Block:
    """Lines of one kind: text, code, maths, target, comment or directive; the last has a name and what it was given."""

    kind: str
    lines: list[str]
    name: str = ""
    argument: str = ""
    options: dict[str, str] | None = None
    body: str = ""


@cache
def parser() -> MarkdownIt:
    """The parser of the site's pages, with the extensions that _config.yml names."""
    extensions = yaml.safe_load(CONFIG.read_text("utf-8"))["parse"]["myst_enable_extensions"]
    return create_md_parser(MdParserConfig(enable_extensions=set(extensions)), RendererHTML)


def blocks(text: str) -> list[Block]:
    """The blocks of a text in order; all their lines together are the text again."""
    lines, found, at = text.splitlines(), [], 0
    for token in parser().parse(text):
        if token.level or not token.map or token.nesting < 0:
            continue
        start, end = token.map
        if start > at:
            found.append(Block("text", lines[at:start]))
        found.append(_block(token, lines[max(start, at) : end]))
        at = end
    return [*found, Block("text", lines[at:])] if at < len(lines) else found


def _block(token: Token, lines: list[str]) -> Block:
    kind = KINDS.get(token.type, "text")
    if kind != "code" or not token.info.strip().startswith("{"):
        return Block(kind, lines)
    name, _, argument = token.info.strip().removeprefix("{").partition("}")
    inner, options = token.content.splitlines(), {}
    while inner and (option := inner[0].split(":", 2))[0] == "" and len(option) == 3:
        options[option[1]] = option[2].strip()
        inner = inner[1:]
    return Block("directive", lines, name, argument.strip(), options, "\n".join(inner).strip("\n"))

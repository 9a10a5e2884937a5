"""The syntax tree of a sentence of the Audio Manipulation Language, drawn."""

from typing import TYPE_CHECKING, NamedTuple

from lasaft_nb.errors import extra
from lasaft_nb.show.html import Html, figure

if TYPE_CHECKING:
    from lark import Token, Tree

WIDTH, HEIGHT = 1.05, 0.62  # inches: of a word, of a level


class Node(NamedTuple):
    """A symbol of the tree: what is written there, where, and its parent's place (None at the root)."""

    text: str
    is_word: bool
    x: float
    y: float
    parent: tuple[float, float] | None


def syntax_tree(text: str, *, caption: str = "") -> Html:
    """How ``text`` is derived: the start symbol on top, every rule's parts below it, words in reading order.

    Raises:
        AmlError: if ``text`` isn't in the language.
    """
    with extra("evaluate"):
        import matplotlib.pyplot as plt

    from lasaft_nb.aml.grammar import parse_tree

    tree = parse_tree(text)
    nodes = place(tree)
    n_words, depth = sum(node.is_word for node in nodes), -min(node.y for node in nodes)
    fig, ax = plt.subplots(figsize=(WIDTH * n_words, HEIGHT * (depth + 1)), layout="constrained")
    for node in nodes:
        if node.parent:
            corner = (node.x, node.parent[1] - 1)  # one level down, then straight, past whatever stands in between
            ax.plot(*zip(node.parent, corner, (node.x, node.y), strict=True), color="0.6", lw=1, zorder=1)
        box = {"facecolor": "white", "edgecolor": "none" if node.is_word else "C0", "boxstyle": "round,pad=0.25"}
        weight = "bold" if node.is_word else "normal"
        ax.text(node.x, node.y, node.text, ha="center", va="center", fontsize=9, weight=weight, bbox=box)
    ax.set(xlim=(-0.6, n_words - 0.4), ylim=(-depth - 0.5, 0.5))
    ax.axis("off")
    return figure(fig, f'Syntax tree of "{text}": {spoken(tree)}', caption=caption)


def place(tree: "Tree[Token]") -> list[Node]:
    """Words on one line below everything, every other symbol above the middle of its parts; the root is last."""
    depth, nodes, x = _depth(tree), list[Node](), 0.0

    def walk(part: "Tree[Token] | Token", level: int) -> tuple[float, float]:
        nonlocal x
        if isinstance(part, str):
            at, x = (x, -float(depth)), x + 1
            nodes.append(Node(str(part), True, *at, None))
            return at
        first = len(nodes)
        below = [walk(child, level + 1) for child in part.children]
        at = ((below[0][0] + below[-1][0]) / 2, -float(level))
        for i in range(first, len(nodes)):
            if nodes[i].parent is None and (nodes[i].x, nodes[i].y) in below:
                nodes[i] = nodes[i]._replace(parent=at)
        nodes.append(Node(str(part.data), False, *at, None))
        return at

    walk(tree, 0)
    return nodes


def spoken(part: "Tree[Token] | Token") -> str:
    """The tree in one line: a symbol, and its parts in parentheses."""
    if isinstance(part, str):
        return str(part)
    return f"{part.data}({' '.join(map(spoken, part.children))})"


def _depth(part: "Tree[Token] | Token") -> int:
    return 0 if isinstance(part, str) else 1 + max(map(_depth, part.children))

"""House rules that a machine can hold: short files and functions, shapes and units told, one meaning a name."""

import ast
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent
FILES = sorted((REPOSITORY / "lasaft_nb").rglob("*.py"))
ARRAYS = re.compile(r"\b(Tensor|ndarray|ArrayLike|NDArray|Array|Waveform|Samples|Stems)\b")
SHAPE = re.compile(r"\([\w*+/ …·-]+,[\w*+/ …·,.-]*\)|\bscalar\b|\b[Ss]hapes?\b|`as_samples`")  # (b, c, t, f), (n,), …
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Public:
    """A public function or method: where it is, its parameters and its result, and all docstrings around it."""

    where: str
    node: Function
    told: str  # its own docstring, its class's and its module's

    def parameters(self) -> set[str]:
        return {one.arg for one in (*self.node.args.args, *self.node.args.kwonlyargs)}

    def annotations(self) -> list[str]:
        arguments = [*self.node.args.args, *self.node.args.kwonlyargs]
        found = [argument.annotation for argument in arguments] + [self.node.returns]
        return [ast.unparse(annotation) for annotation in found if annotation is not None]


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def public(node: ast.AST, where: str, told: str) -> Iterator[tuple[str, ast.AST, str]]:
    """Public functions and classes in ``node``, and what is public in those classes."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef) and not child.name.startswith("_"):
            if any(ast.unparse(decorator) == "overload" for decorator in child.decorator_list):
                continue
            around = f"{told}\n{ast.get_docstring(child) or ''}"
            yield f"{where} {child.name}", child, around
            if isinstance(child, ast.ClassDef):
                yield from public(child, f"{where} {child.name}.", around)


TREES = {name(path): ast.parse(path.read_text("utf-8")) for path in FILES}
EVERYTHING = [one for path, tree in TREES.items() for one in public(tree, path, ast.get_docstring(tree) or "")]
FUNCTIONS = [Public(where, node, told) for where, node, told in EVERYTHING if isinstance(node, Function)]


def test_no_file_is_longer_than_200_lines_and_each_says_what_it_is() -> None:
    texts = {name(path): path.read_text("utf-8") for path in FILES}
    assert {path: len(text.splitlines()) for path, text in texts.items() if len(text.splitlines()) > 200} == {}
    assert [path for path, tree in TREES.items() if tree.body and not ast.get_docstring(tree)] == []


def test_no_function_has_a_body_of_more_than_40_lines() -> None:
    bodies = {}
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if isinstance(node, Function):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                bodies[f"{path} {node.name}"] = body[-1].end_lineno - body[0].lineno + 1 if body else 0
    assert {where: lines for where, lines in bodies.items() if lines > 40} == {}


def test_everything_public_has_a_docstring() -> None:
    assert [where for where, node, _ in EVERYTHING if not ast.get_docstring(node)] == []


def test_what_takes_or_gives_arrays_states_their_shapes() -> None:
    """In its own docstring, its class's or its module's."""
    with_arrays = [one for one in FUNCTIONS if ARRAYS.search(" ".join(one.annotations()))]
    assert [one.where for one in with_arrays if not SHAPE.search(one.told)] == []


def test_what_takes_a_sample_rate_states_its_unit() -> None:
    """Parameters whose name is their unit, such as ``bin_hz`` or ``seconds``, need no word more."""
    with_rate = [one for one in FUNCTIONS if {"sample_rate", "rate"} & one.parameters()]
    assert [one.where for one in with_rate if not re.search(r"Hz|hertz", one.told)] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.name == "__init__.py"], ids=name)
def test_a_public_name_that_loads_late_is_no_submodule_with_another_meaning(path: Path) -> None:
    """``import package.name`` would put the module where the package's function was."""
    tree = TREES[name(path)]
    if not any(isinstance(node, Function) and node.name == "__getattr__" for node in tree.body):
        return
    package = name(path.parent).replace("/", ".")
    bound = {one.asname or one.name for node in tree.body if isinstance(node, ast.ImportFrom) for one in node.names}
    late = set(importlib.import_module(package).__all__) - bound
    modules = {one.stem for one in path.parent.glob("*.py")}  # packages, such as lasaft_nb.aml, mean themselves
    meant = {one: getattr(importlib.import_module(package), one) for one in late & modules}
    assert [one for one, value in meant.items() if value is not importlib.import_module(f"{package}.{one}")] == []

"""House rules that a machine can hold: a file for a concept, short functions, no circles, shapes and units told."""

import ast
import importlib
import re
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import grimp
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


MODULES = [path for path in FILES if path.name != "__init__.py"]
MOST_MODULES = 219
MEDIAN_LINES = (90, 140)  # a file holds a concept, not a fragment of one


def test_every_file_says_what_it_is() -> None:
    assert [path for path, tree in TREES.items() if tree.body and not ast.get_docstring(tree)] == []


def test_files_are_few_and_each_is_long_enough_for_a_concept() -> None:
    assert len(MODULES) <= MOST_MODULES
    least, most = MEDIAN_LINES
    assert least <= statistics.median(len(path.read_text("utf-8").splitlines()) for path in MODULES) <= most


def circles(imports: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other, directly or through others: strongly connected ones (Tarjan, 1972)."""
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        path.append(module)
        for other in imports.get(module, set()):
            if other not in order:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in path:
                lowest[module] = min(lowest[module], order[other])
        if lowest[module] == order[module]:
            group = path[path.index(module) :]
            del path[path.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(imports):
        if module not in order:
            visit(module)
    return sorted(found)


def test_circles_are_found_however_long_and_a_shared_import_is_none() -> None:
    assert circles({"a": {"b", "d"}, "b": {"c"}, "c": {"a"}, "d": {"e"}, "e": set()}) == [["a", "b", "c"]]
    assert circles({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) == []
    assert circles({"a": {"b"}, "b": {"a"}, "c": {"b", "d"}, "d": {"c"}}) == [["a", "b"], ["c", "d"]]


def test_no_files_import_each_other_in_a_circle() -> None:
    """Also through a package's own file and through imports inside of functions, which the contract doesn't see."""
    graph = grimp.build_graph("lasaft_nb", cache_dir=None)
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 2 * len(graph.modules)))
    found = circles({module: graph.find_modules_directly_imported_by(module) for module in graph.modules})
    assert found == []


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


# What these do to the whole process lasts only while a block of these lasts.
FOR_A_WHILE = {
    "warnings.filterwarnings": "warnings.catch_warnings",
    "warnings.simplefilter": "warnings.catch_warnings",
    "torch.manual_seed": "torch.random.fork_rng",
}
SEEDS_ITS_OWN_PROCESS = {"lasaft_nb/training/task.py"}  # every step has a seed of its own


def lasting(tree: ast.AST, guards: frozenset[str] = frozenset()) -> Iterator[str]:
    """Calls that change the process and are not inside the block that takes the change back."""
    if isinstance(tree, ast.With):
        guards |= {
            ast.unparse(item.context_expr.func) for item in tree.items if isinstance(item.context_expr, ast.Call)
        }
    if isinstance(tree, ast.Call) and FOR_A_WHILE.get(ast.unparse(tree.func), "") not in {"", *guards}:
        yield ast.unparse(tree)
    for child in ast.iter_child_nodes(tree):
        yield from lasting(child, guards)


def test_a_lasting_effect_is_told_from_a_passing_one() -> None:
    passing = "with torch.random.fork_rng(devices=[]):\n    torch.manual_seed(0)"
    assert list(lasting(ast.parse(passing))) == []
    assert list(lasting(ast.parse(f"{passing}\ntorch.manual_seed(1)"))) == ["torch.manual_seed(1)"]


def test_nothing_changes_the_process_for_good() -> None:
    found = {path: list(lasting(tree)) for path, tree in TREES.items() if path not in SEEDS_ITS_OWN_PROCESS}
    assert {path: calls for path, calls in found.items() if calls} == {}


@pytest.mark.parametrize("stub", sorted((REPOSITORY / "lasaft_nb").rglob("__init__.pyi")), ids=name)
def test_a_package_whose_names_load_late_gives_each_name_of_its_stub_and_no_module_in_its_place(stub: Path) -> None:
    """``import package.name`` would put a module of that name where the package's function was."""
    package = importlib.import_module(name(stub.parent).replace("/", "."))
    tree = ast.parse(stub.read_text("utf-8"))
    told = next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign))
    assert sorted(package.__all__) == sorted(told)
    for node in (one for one in tree.body if isinstance(one, ast.ImportFrom)):
        for alias in node.names:
            source = importlib.import_module(f"{package.__name__}.{node.module}" if node.module else package.__name__)
            assert getattr(package, alias.name) is getattr(source, alias.name)
            submodule = (stub.parent / f"{alias.name}.py").exists() and node.module is not None
            assert not submodule or alias.name in LOADED_AT_ONCE


LOADED_AT_ONCE = {"tracks"}  # a function in a module of its name: its package imports it, so that the name is taken

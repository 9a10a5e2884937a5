"""Every import is declared where it belongs, and separating songs needs nothing but the requirements without extras."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import numpy as np
import pytest
import soundfile
from conftest import REPOSITORY
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
FILES = sorted((REPOSITORY / "lasaft_nb").rglob("*.py"))
BOOK = ("jupyter-book", "jupyterlab", "nbval", "papermill")
NAMED = {*BOOK, "torch", "torchaudio", "musdb", "museval", "librosa", "matplotlib"}  # what the book was asked for with


def names_in(requirements: list[str]) -> set[str]:
    """Distributions; an extra of ours stands for what is in it."""
    found: set[str] = set()
    for one in map(Requirement, requirements):
        if one.name == "lasaft-nb":
            found = found.union(*(names_in(EXTRAS[extra]) for extra in one.extras))
        else:
            found.add(canonicalize_name(one.name))
    return found


BASE = names_in(PROJECT["dependencies"])
BROUGHT = packages_distributions()  # package: the distributions that bring it


def distributions(package: str) -> set[str]:
    """Which distributions bring the package, as it is imported."""
    known = {"lazy_loader": "lazy-loader", "PIL": "pillow", "sklearn": "scikit-learn", "yaml": "pyyaml"}
    found = BROUGHT.get(package) or [known.get(package, package)]
    return {canonicalize_name(name) for name in found}


def packages(node: ast.AST) -> list[str]:
    """What a statement imports that is neither Python's nor ours, ``import_module("…")`` included."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [node.module or ""]
    elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
        names = [argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)]
    else:
        names = []
    roots = [str(name).partition(".")[0] for name in names]
    return [root for root in roots if root not in sys.stdlib_module_names and root != "lasaft_nb"]


def third_party(node: ast.AST, extra: str | None = None) -> Iterator[tuple[str, str | None, int]]:
    """Imports below a node: the package, the extra in whose ``with`` they stand, the line. Types alone don't count."""
    for child in ast.iter_child_nodes(node):
        around = extra
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, ast.With):
            named = re.fullmatch(r"extra\(['\"](\w+)['\"]\)", ast.unparse(child.items[0].context_expr))
            around = named[1] if named else extra
        for package in packages(child):
            yield package, around, getattr(child, "lineno", 0)
        yield from third_party(child, around)


IMPORTS = [
    (f"{path.relative_to(REPOSITORY)}:{line}", package, extra)
    for path in FILES
    for package, extra, line in third_party(ast.parse(path.read_text("utf-8")))
]
CAUGHT = {"torchaudio": "peers"}  # imported in a ``try`` with a sentence of its own, since it may be there and not load
BY_NAME = {"museval": "evaluate", "musdb": "evaluate"}  # by name, so that museval loads without ffmpeg, too


def test_every_import_is_declared_in_the_requirements_or_in_the_extra_that_it_names() -> None:
    wrong = []
    for where, package, extra in IMPORTS:
        named = extra or CAUGHT.get(package) or BY_NAME.get(package)
        declared = BASE if named is None else names_in(EXTRAS[named])
        if not distributions(package) & declared:
            wrong.append(f"{where} imports {package}, which is not in {named or 'the requirements'}")
    assert wrong == []


def test_every_requirement_without_an_extra_is_imported() -> None:
    imported = set().union(*(distributions(package) for _, package, _ in IMPORTS))
    assert BASE - imported == set()


def test_nothing_that_every_installation_has_stands_in_an_extra() -> None:
    assert [f"{where} {package}" for where, package, extra in IMPORTS if extra and distributions(package) & BASE] == []


def test_all_has_the_packages_that_the_book_was_asked_for_with() -> None:
    everything = BASE | names_in(["lasaft-nb[all]"])
    assert everything >= NAMED
    environment = (REPOSITORY / "environment.yml").read_text("utf-8")
    assert [name for name in NAMED if f'"{name}>=' not in environment] == []


def closure(names: set[str]) -> set[str]:
    """What pip installs for these distributions here."""
    from importlib.metadata import PackageNotFoundError, requires

    done: set[str] = set()
    while left := names - done:
        name = left.pop()
        done.add(name)
        try:
            lines = requires(name) or []
        except PackageNotFoundError:
            continue
        for one in map(Requirement, lines):
            if one.marker is None or one.marker.evaluate({**default_environment(), "extra": ""}):
                names = names | {canonicalize_name(one.name)}
    return done


LIGHT = """
import sys
from importlib.machinery import PathFinder
class Light(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.partition('.')[0] in {absent!r} else super().find_spec(name, path, target)
sys.meta_path = [Light if finder is PathFinder else finder for finder in sys.meta_path]
"""


@pytest.fixture(scope="module")
def light(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for the PYTHONPATH of processes in which only the base requirements can be imported."""
    there = closure(BASE)
    absent = {
        package
        for package, by in BROUGHT.items()
        if package != "lasaft_nb" and not {canonicalize_name(name) for name in by} & there
    }
    assert {"pandas", "matplotlib", "lightning", "museval", "librosa", "yaml", "openvino"} <= absent
    folder = tmp_path_factory.mktemp("light")
    (folder / "sitecustomize.py").write_text(LIGHT.format(absent=absent))
    return folder


def run(light: Path, *words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    paths = [str(light), str(REPOSITORY), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, *map(str, words)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("songs") / "song.wav"
    soundfile.write(path, np.random.default_rng(0).uniform(-0.3, 0.3, (30_000, 2)), 44100)
    return path


PUBLIC = """
import lasaft_nb
from lasaft_nb import Manipulator, Separator, aml, api, audio, data, evaluation, official, show, zoo
from lasaft_nb.training.checkpoint import load
separator = Separator.from_pretrained("lite_dedicated/tfc_tdf-drums", device="cpu")
print(separator.targets, zoo.build("tdf_7").__class__.__name__, str(aml.parse("mute drums")))
"""


def test_the_public_names_import_and_networks_load(light: Path) -> None:
    done = run(light, "-c", PUBLIC)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("('drums',)")


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["separate", "SONG", "-o", "OUT/vocals.wav", "--network", "lite_dedicated/tfc_tdf-vocals"],
        ["manipulate", "SONG", "mute drums", "-o", "OUT/muted.wav"],
        ["doctor"],
    ],
    ids=lambda words: words[0],
)
def test_a_command_that_needs_no_extra_works_without_one(
    light: Path, song: Path, tmp_path: Path, words: list[str]
) -> None:
    words = [word.replace("OUT", str(tmp_path)).replace("SONG", str(song)) for word in words]
    done = run(light, "-m", "lasaft_nb.cli", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for path in tmp_path.glob("*.wav"):
        assert soundfile.info(path).frames == 30_000


@pytest.mark.parametrize(
    ("words", "package", "extra"),
    [
        (["data", "mini", "OUT", "--preset", "nano"], "", "train"),
        (["train", "lite_dedicated", "tfc_tdf-vocals", "--preset", "smoke"], "", "train"),
        (["evaluate", "lite_dedicated/tfc_tdf-vocals"], "", ""),
        (["reproduce", "3.5"], "papermill", "book"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_that_needs_an_extra_says_which_in_one_sentence(
    light: Path, tmp_path: Path, words: list[str], package: str, extra: str
) -> None:
    words = [word.replace("OUT", str(tmp_path / "mini")) for word in words]
    done = run(light, "-m", "lasaft_nb.cli", *words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    last = done.stderr.splitlines()[-1]
    assert re.fullmatch(
        rf"lasaft-nb: this needs {package or '[a-z]+'}, which is not installed; "
        rf"`pip install 'lasaft-nb\[{extra or '[a-z]+'}\]'` brings it",
        last,
    ), done.stderr


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import lasaft_nb; lasaft_nb.evaluation.table('3.1')", "pandas"),
        ("from lasaft_nb.evaluation import bss_eval; bss_eval({'v': SONG}, {'v': SONG}, 44100)", "museval"),
        ("from lasaft_nb.evaluation import rmse_mfcc; rmse_mfcc(SONG, SONG, 44100)", "librosa"),
        ("from lasaft_nb.training.fit import fit", "lightning"),
        ("import lasaft_nb; lasaft_nb.data.example_song()", "stempeg"),
        ("import lasaft_nb; lasaft_nb.show.spectrogram(SONG, 44100, 'A', 'B')", "matplotlib"),
    ],
    ids=lambda text: text if " " not in text else "",
)
def test_in_python_the_same_is_an_error_that_an_importer_can_catch(light: Path, code: str, package: str) -> None:
    code = code.replace("SONG", "numpy.ones((90000, 2))")
    caught = f"import numpy\ntry:\n    {code}\nexcept ImportError as error:\n    print(type(error).__name__, error)"
    done = run(light, "-c", caught)
    assert done.stdout.startswith(f"MissingExtraError this needs {package}, which is not installed; `pip"), done.stderr

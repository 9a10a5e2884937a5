"""Execute copies of the chapters of _toc.yml: `python tools/execute_book.py [--preset lite] [--force] [NOTEBOOK…]`.

The copies lie in ``_build/executed/PRESET/book``; the chapters themselves stay source. A chapter whose copy is current
runs no code: its cells, its parameters, the library, the shipped data and the dataset are those of its last run. Only
its prose is renewed. A chapter that fails keeps its old copy, and the command ends with status 1 and the cell's error.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import nbformat
import yaml
from clean_notebook import cleaned, code, written
from nbformat import NotebookNode

from lasaft_nb.data.tracks import chapter_root, identify
from lasaft_nb.paths import atomic_write
from lasaft_nb.provenance import commit

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))
from executed_with import machine  # noqa: E402 (what the pages show is what is written here)

PACKAGES = ("torch", "numpy", "librosa", "lasaft-nb")
PRESETS = ("smoke", "lite", "paper")


def tree(preset: str) -> Path:
    """Folder of the executed copies of a preset; it mirrors the repository."""
    return ROOT / "_build" / "executed" / preset


def chapters() -> list[Path]:
    """Notebooks of the table of contents, in reading order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    files = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    return [path for path in (ROOT / f"{name}.ipynb" for name in files) if path.is_file()]


@cache
def library_hash() -> str:
    """One hash of everything that chapters import or read: the library and the shipped data."""
    digest = hashlib.sha256()
    shipped = (ROOT / "data" / name for name in ("thesis", "results", "weights", "words"))
    files = [path for folder in (ROOT / "lasaft_nb", *shipped) for path in folder.rglob("*") if path.is_file()]
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def surroundings(parameters: dict) -> str:
    """One hash of what all chapters depend on: the library, the shipped data, and the songs that they are given."""
    songs = identify(parameters.get("DATA_ROOT") or chapter_root(parameters["PRESET"]))
    return hashlib.sha256(json.dumps([library_hash(), songs]).encode()).hexdigest()


def stamp(path: Path, parameters: dict, around: str) -> str:
    """What decides whether a chapter must run again; prose and outputs are not part of it."""
    sources = [cell.source for cell in code(nbformat.read(path, as_version=4))]
    return hashlib.sha256(json.dumps([sources, parameters, around]).encode()).hexdigest()


def copy_of(path: Path, preset: str) -> Path:
    """Where a chapter's executed copy lies."""
    return tree(preset) / path.relative_to(ROOT)


def is_current(path: Path, preset: str, mark: str) -> bool:
    """Whether the chapter's copy was made by a run with that stamp."""
    copy = copy_of(path, preset)
    return copy.is_file() and nbformat.read(copy, as_version=4).metadata.get("lasaft_nb", {}).get("stamp") == mark


def all_current(preset: str) -> bool:
    """Whether every chapter has a current copy that was made with nothing but the preset."""
    parameters = {"PRESET": preset}
    if not all(copy_of(path, preset).is_file() for path in chapters()):
        return False
    around = surroundings(parameters)
    return all(is_current(path, preset, stamp(path, parameters, around)) for path in chapters())


def keep(path: Path, preset: str, ran: NotebookNode) -> None:
    """Write the chapter's copy: its present prose, with the outputs of a run of the same code."""
    notebook = cleaned(nbformat.read(path, as_version=4))
    for cell, done in zip(code(notebook), code(ran), strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count
    notebook.metadata["lasaft_nb"] = ran.metadata["lasaft_nb"]
    copy, text = copy_of(path, preset), written(notebook)
    if not copy.is_file() or copy.read_text("utf-8") != text:
        with atomic_write(copy) as temporary:
            temporary.write_text(text, "utf-8")


def execute(path: Path, parameters: dict, mark: str) -> str:
    """Run one chapter in its folder; its copy is replaced when every cell succeeded. Returns an error text or ''."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        source, output = Path(folder) / "source.ipynb", Path(folder) / path.name
        nbformat.write(cleaned(nbformat.read(path, as_version=4)), source)
        options = {"cwd": str(path.parent), "kernel_name": "python3", "progress_bar": False}
        try:
            papermill.execute_notebook(str(source), str(output), parameters=parameters, **options)
        except PapermillExecutionError as error:
            return str(error)
        notebook = cleaned(nbformat.read(output, as_version=4))
    notebook.metadata["lasaft_nb"] = {
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": round(time.perf_counter() - start),
        "preset": parameters["PRESET"],
        "machine": machine(),
        "versions": {name: version(name) for name in PACKAGES},
        "stamp": mark,
        "commit": commit(),
    }
    keep(path, parameters["PRESET"], notebook)
    return ""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=lambda name: Path(name).resolve(), help="default: all of _toc.yml")
    parser.add_argument("--preset", default="lite", choices=PRESETS)
    parser.add_argument("--parameter", "-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"))
    parser.add_argument("--force", action="store_true", help="execute also what is current")
    parser.add_argument("--jobs", type=int, default=2, help="chapters at a time")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    parameters = {name: yaml.safe_load(value) for name, value in options.parameter} | {"PRESET": options.preset}
    around, wanted = surroundings(parameters), {}
    for path in options.notebooks or chapters():
        mark = stamp(path, parameters, around)
        if not options.force and is_current(path, options.preset, mark):
            keep(path, options.preset, nbformat.read(copy_of(path, options.preset), as_version=4))
        else:
            wanted[path] = mark
    threads = str(max(1, (os.cpu_count() or 1) // max(1, min(options.jobs, len(wanted) or 1))))
    os.environ.setdefault("OMP_NUM_THREADS", threads)
    os.environ["LASAFT_NB_PRESET"] = options.preset
    failed = False
    with ProcessPoolExecutor(max_workers=options.jobs) as pool:
        runs = {path: pool.submit(execute, path, parameters, mark) for path, mark in wanted.items()}
        for path, run in runs.items():
            error = run.result()
            failed |= bool(error)
            name = path.relative_to(ROOT).as_posix()
            print(f"{'FAILED' if error else 'executed':9} {name}\n{error}".rstrip(), flush=True)
    if not wanted:
        print(f"the executed copies of preset {options.preset} are current")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

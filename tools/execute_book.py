"""Execute the chapters of _toc.yml in place: `python tools/execute_book.py [--preset lite] [--force] [NOTEBOOK…]`.

A chapter is skipped when nothing it depends on has changed since this checkout last executed it: its cells, its
parameters, the library and the shipped data. A fresh clone therefore executes every chapter once. A chapter that fails
keeps its old outputs, and the command ends with status 1 and the cell's error.
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
from importlib.metadata import version
from pathlib import Path

import nbformat
import yaml
from clean_notebook import cleaned

from lasaft_nb.evaluation.provenance import commit
from lasaft_nb.paths import atomic_write

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "book" / "_ext"))
from executed_with import code_hash, machine  # noqa: E402 (what the pages show is what is written here)

STAMPS = ROOT / "_build" / "executed.json"
PACKAGES = ("torch", "numpy", "librosa", "lasaft-nb")


def chapters() -> list[Path]:
    """Notebooks of the table of contents, in reading order."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    files = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    return [path for path in (ROOT / f"{name}.ipynb" for name in files) if path.is_file()]


def library_hash() -> str:
    """One hash of everything that chapters import or read: the library and the shipped data."""
    digest = hashlib.sha256()
    shipped = (ROOT / "data" / name for name in ("thesis", "results", "weights", "words"))
    files = [path for folder in (ROOT / "lasaft_nb", *shipped) for path in folder.rglob("*") if path.is_file()]
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def stamp(path: Path, parameters: dict, library: str) -> str:
    """What decides whether a chapter must run again; outputs are not part of it."""
    notebook = nbformat.read(path, as_version=4)
    sources = [(cell.cell_type, cell.source) for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps([sources, parameters, library]).encode()).hexdigest()


def execute(path: Path, parameters: dict) -> str:
    """Run one chapter in its folder; it is replaced only when every cell succeeded. Returns an error text or ''."""
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
        "code": code_hash(notebook.cells),
        "commit": commit(),
    }
    temporary = path.with_suffix(".part")
    temporary.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", "utf-8")
    temporary.replace(path)
    return ""


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=lambda name: Path(name).resolve(), help="default: all of _toc.yml")
    parser.add_argument("--preset", default="lite", choices=("smoke", "lite", "long", "paper"))
    parser.add_argument("--parameter", "-p", nargs=2, action="append", default=[], metavar=("NAME", "VALUE"))
    parser.add_argument("--force", action="store_true", help="execute also what is current")
    parser.add_argument("--jobs", type=int, default=2, help="chapters at a time")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    parameters = {name: yaml.safe_load(value) for name, value in options.parameter} | {"PRESET": options.preset}
    stamps = json.loads(STAMPS.read_text("utf-8")) if STAMPS.is_file() else {}
    library, wanted = library_hash(), {}
    for path in options.notebooks or chapters():
        name, mark = path.relative_to(ROOT).as_posix(), stamp(path, parameters, library)
        if not options.force and stamps.get(name) == mark:
            print(f"current   {name}")
        else:
            wanted[name] = mark
    threads = str(max(1, (os.cpu_count() or 1) // max(1, min(options.jobs, len(wanted) or 1))))
    os.environ.setdefault("OMP_NUM_THREADS", threads)
    os.environ["LASAFT_NB_PRESET"] = options.preset
    failed = False
    with ProcessPoolExecutor(max_workers=options.jobs) as pool:
        runs = {name: pool.submit(execute, ROOT / name, parameters) for name in wanted}
        for name, run in runs.items():
            error = run.result()
            failed |= bool(error)
            print(f"{'FAILED' if error else 'executed':9} {name}\n{error}".rstrip(), flush=True)
            if not error:
                stamps[name] = wanted[name]
                with atomic_write(STAMPS) as temporary:
                    temporary.write_text(json.dumps(stamps, indent=1, sort_keys=True), "utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

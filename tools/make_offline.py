"""One zip for a room without internet: `python tools/make_offline.py [--out _build/lasaft-nb-offline.zip]`.

In it: the built site, slides, student notebooks, the library with its weights and records, the list of wheels (and the
wheels, with --wheels FOLDER), and START_HERE.txt. The zip appears whole or not at all; equal contents give equal bytes.
"""

import argparse
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from teaching_notebooks import sources, written
from wheel_list import requirements_text

from lasaft_nb.errors import UserError
from lasaft_nb.inference.official import releases
from lasaft_nb.paths import atomic_write

ROOT = Path(__file__).parent.parent
START = Path(__file__).parent / "offline" / "START_HERE.txt"
TOP = "lasaft-nb-offline"
SOURCE_FILES = ("pyproject.toml", "constraints.txt", "README.md", "LICENSE", "CITATION.cff", "data/README.md")
SOURCE_FOLDERS = ("lasaft_nb", "data/thesis", "data/results", "data/weights", "data/words")
USELESS = {"__pycache__", ".buildinfo"}
Entry = tuple[str, Path | str]  # name in the zip, and a file or a text


def entries(root: Path, *, wheels: Path | None = None) -> Iterator[Entry]:
    """Everything that goes into the zip.

    Raises:
        UserError: without a built site, and for a folder of wheels that has none.
    """
    site, slides = root / "_build" / "html", root / "_build" / "slides"
    if not (site / "index.html").is_file():
        raise UserError(f"no site in {site}; `make book` builds it")
    yield "START_HERE.txt", START
    yield from _below(site, "site")
    yield from _below(slides, "slides")
    for page in sources(root):
        found = written(page, root)
        yield from ((f"notebooks/{name.removeprefix('student/')}", found[name]) for name in found if "student/" in name)
    yield from ((f"source/{name}", root / name) for name in SOURCE_FILES if (root / name).is_file())
    for folder in SOURCE_FOLDERS:
        yield from _below(root / folder, f"source/{folder}")
    yield "wheels/requirements.txt", requirements_text()
    yield from _wheels(wheels)
    weights = [path for name in releases.names() if (path := releases.find(name))]
    yield from ((f"authors_weights/{path.name}", path) for path in weights)


def _below(folder: Path, name: str) -> Iterator[Entry]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and not USELESS.intersection(parts) and path.suffix not in {".map", ".part", ".pyc"}:
            yield "/".join((name, *parts)), path


def _wheels(folder: Path | None) -> Iterator[Entry]:
    if folder is None:
        return
    found = list(folder.glob("*.whl"))
    if not found:
        raise UserError(f"{folder} has no wheels; `pip wheel -c constraints.txt -w {folder} '.[book]'` collects them")
    yield from ((f"wheels/{path.name}", path) for path in found)


def write(out: Path, found: Iterator[Entry]) -> int:
    """Write the zip; return the number of its files."""
    listed = sorted(found, key=lambda entry: entry[0])
    with atomic_write(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in listed:
            info = zipfile.ZipInfo(f"{TOP}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            info.external_attr, info.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(info, content if isinstance(content, str) else content.read_bytes())
    return len(listed)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / f"{TOP}.zip")
    parser.add_argument(
        "--wheels", type=Path, help="a folder of wheels to put in (gigabytes with CUDA, 300 MB without)"
    )
    options = parser.parse_args(arguments)
    try:
        count = write(options.out, entries(ROOT, wheels=options.wheels))
    except UserError as error:
        print(f"make_offline: {error}", file=sys.stderr)
        return 2
    print(f"{options.out}: {count} files, {options.out.stat().st_size / 1e6:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

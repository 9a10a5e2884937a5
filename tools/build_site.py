"""Build the site from the executed copies: `python tools/build_site.py [--preset lite] [--out .]`.

The copies of tools/execute_book.py lie in a tree that mirrors the repository; the other sources of the site are copied
beside them, and Jupyter Book builds that tree into ``OUT/_build/html``. Nothing is built where nothing has changed.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import export_browser_networks
from execute_book import PRESETS, ROOT, chapters, copy_of, library_hash, tree

from lasaft_nb.errors import UserError
from lasaft_nb.paths import atomic_write

TOP = ("_config.yml", "_toc.yml", "README.md")  # the landing page reads the README's map
NETWORK_PAGE = "book/network_in_the_page.md"  # needs files that are no pages
NO_SOURCES = {"__pycache__", ".ipynb_checkpoints"}


def sources() -> list[Path]:
    """Every file that a page is made of, but notebooks: pages, extensions, styles, references."""
    found = (path for path in (ROOT / "book").rglob("*") if path.is_file() and not NO_SOURCES & set(path.parts))
    return [*(ROOT / name for name in TOP), *sorted(path for path in found if path.suffix != ".ipynb")]


def staged(preset: str) -> Path:
    """The preset's tree with all that Jupyter Book reads, and nothing else.

    Raises:
        UserError: a chapter has no executed copy.
    """
    missing = [path.name for path in chapters() if not copy_of(path, preset).is_file()]
    if missing:
        raise UserError(f"not executed at preset {preset}: {', '.join(missing)}; `make book PRESET={preset}` does it")
    wanted = {copy_of(path, preset) for path in chapters()}
    for path in sources():
        target = copy_of(path, preset)
        wanted.add(target)
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    for path in tree(preset).rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    return tree(preset)


def digest(folder: Path) -> str:
    """One hash of all that pages are made of: the tree, the library with the shipped data, and what a page loads."""
    found = hashlib.sha256(library_hash().encode() + export_browser_networks.ingredients())
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        found.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return found.hexdigest()


def card(out: Path) -> Path:
    """What the site below ``out`` was built from."""
    return out / "_build" / "site.json"


def is_current(out: Path, mark: str) -> bool:
    """Whether the site below ``out`` was built from a tree with that digest."""
    pages = (card(out), out / "_build" / "html" / "index.html")
    return all(path.is_file() for path in pages) and json.loads(card(out).read_text("utf-8"))["digest"] == mark


def build(preset: str, out: Path) -> int:
    """Build the preset's site below ``out`` unless it is current; the exit status of Jupyter Book, or 0.

    Raises:
        UserError: a chapter has no executed copy.
    """
    folder = staged(preset)
    mark = digest(folder)
    if is_current(out, mark):
        return 0
    card(out).unlink(missing_ok=True)
    program = Path(sys.executable).with_name("jupyter-book")
    options = ["--path-output", str(out), "--all", "-W", "--keep-going"]
    status = subprocess.run([program, "build", str(folder), *options], cwd=ROOT, check=False).returncode
    if status == 0:
        if (folder / NETWORK_PAGE).is_file():
            export_browser_networks.write(out / "_build" / "html" / export_browser_networks.network_page.FOLDER)
        with atomic_write(card(out)) as temporary:
            temporary.write_text(json.dumps({"preset": preset, "digest": mark}), "utf-8")
    return status


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--preset", default="lite", choices=PRESETS)
    parser.add_argument("--out", type=Path, default=ROOT)
    options = parser.parse_args(arguments)
    try:
        return build(options.preset, options.out.resolve())
    except UserError as error:
        print(f"build_site: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

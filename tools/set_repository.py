"""Rewrite the repository's address everywhere: `python tools/set_repository.py https://github.com/you/fork`.

The one place that sets it is ``[project.urls]`` in pyproject.toml; badges, buttons and the citation repeat it, and the
address of the published site follows from it.
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
ADDRESS = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?/?")


def slug(url: str) -> str:
    """``ORG/REPO`` of a GitHub address; Colab and Binder open nothing else."""
    if not (match := ADDRESS.fullmatch(url)):
        raise SystemExit(
            f"set_repository: want https://github.com/ORG/REPO, got {url!r}; run `make repo URL=https://github.com/you/fork`"
        )
    return match[1]


def current(root: Path) -> str:
    return slug(tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["urls"]["Repository"])


def published(name: str) -> str:
    """Where GitHub Pages shows the site of ``ORG/REPO``."""
    owner, repository = name.split("/")
    home = f"{owner.lower()}.github.io"
    return f"https://{home}" if repository.lower() == home else f"https://{home}/{repository}"


def rewrite(root: Path, url: str) -> list[Path]:
    """Replace the old address by ``url`` in every tracked text file; return the files changed."""
    old, new = current(root), slug(url)
    pattern = re.compile(rf"(github\.com|raw\.githubusercontent\.com|/github|/gh)/{re.escape(old)}(?![\w-])")
    pages = re.compile(rf"{re.escape(published(old))}(?![\w-])")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, text=True).stdout
    changed = []
    for path in (root / name for name in listing.split("\0") if name):
        content = path.read_bytes() if path.is_file() else b""
        if b"\0" in content:
            continue
        text = content.decode("utf-8")
        if (rewritten := pages.sub(published(new), pattern.sub(rf"\1/{new}", text))) != text:
            path.write_bytes(rewritten.encode("utf-8"))
            changed.append(path)
    return changed


if __name__ == "__main__":
    for path in rewrite(ROOT, sys.argv[1] if len(sys.argv) > 1 else ""):
        print(path.relative_to(ROOT))

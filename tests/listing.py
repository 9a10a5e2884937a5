"""What lies in a folder."""

from pathlib import Path


def files_below(folder: Path) -> list[str]:
    """Names of all files, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

"""What produced a number: commit, versions, device."""

import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from lasaft_nb.paths import PACKAGE

PACKAGES = ("lasaft-nb", "torch", "numpy", "museval", "librosa")


def provenance(device: str = "cpu") -> dict[str, Any]:
    """Commit, versions and device of this process, the part of a record that is the same for every experiment."""
    versions = {"python": platform.python_version()} | {name: _version(name) for name in PACKAGES}
    return {"commit": commit(), "versions": versions, "device": device}


@cache
def commit() -> str:
    """Commit of the checkout this package lies in, or "unknown"."""
    command = ["git", "-C", str(PACKAGE.parent), "rev-parse", "--short=12", "HEAD"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"

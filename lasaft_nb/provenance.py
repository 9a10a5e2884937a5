"""What produced a number: commit, versions, device."""

import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lasaft_nb.paths import PACKAGE

if TYPE_CHECKING:
    import torch

PACKAGES = ("lasaft-nb", "torch", "numpy", "museval", "librosa")
UNKNOWN = "unknown"


def provenance(device: str = "cpu") -> dict[str, Any]:
    """Commit, versions and device of this process, the part of a record that is the same for every experiment."""
    versions = {"python": platform.python_version()} | {name: _version(name) for name in PACKAGES}
    return {"commit": commit(), "versions": versions, "device": device}


@cache
def commit() -> str:
    """Commit of the checkout that this package belongs to, with "+changes" where its files differ; else "unknown".

    A package that was installed somewhere inside another project's checkout does not belong to that.
    """
    top = _git("rev-parse", "--show-toplevel")
    package = PACKAGE / "__init__.py"
    if not top or Path(top).resolve() != PACKAGE.parent.resolve() or not _git("ls-files", "--", str(package)):
        return UNKNOWN
    head = _git("rev-parse", "--short=12", "HEAD")
    return f"{head}+changes" if _git("status", "--porcelain", "--", str(PACKAGE)) else head or UNKNOWN


def _git(*words: str) -> str:
    """What git says about the folder above the package; nothing where there is no git or no checkout."""
    command = ["git", "-C", str(PACKAGE.parent), *words]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=10).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""


def describe(device: "torch.device") -> str:
    """A device in words: ``cpu``, or ``cuda (NVIDIA H100 80GB HBM3)``."""
    import torch

    return f"cuda ({torch.cuda.get_device_name(device)})" if device.type == "cuda" else device.type


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"

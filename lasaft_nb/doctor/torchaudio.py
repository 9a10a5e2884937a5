"""torchaudio beside a torch of another kind.

PyPI's torchaudio 2.11 for Linux links its extension ``_torchaudio`` to CUDA's libraries, which a CPU build of torch
lacks; the import then fails (``libc10_cuda.so: cannot open shared object file``). Without that file torchaudio imports
and does its work in Python, which is all that this project asks of it.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from lasaft_nb.doctor.finding import Finding, State

EXTENSION = "_torchaudio*.so"


def torchaudio_finding(*, fix: bool = False) -> Finding:
    """Does torchaudio import? With ``fix``, remove the extension that a CPU build of torch can't load."""
    spec = find_spec("torchaudio")
    if spec is None or spec.origin is None:
        says, cure = "not installed; models for comparison need it", "pip install torchaudio"
        return Finding(what="torchaudio", state=State.MISSING, says=says, cure=cure)
    return examine(Path(spec.origin).parent, fix=fix)


def examine(folder: Path, *, fix: bool) -> Finding:
    """The same for torchaudio in ``folder``."""
    complaint = _import_error(folder)
    if complaint is None:
        kind = "" if list((folder / "lib").glob(EXTENSION)) else " (pure Python: its compiled extension is not there)"
        return Finding(what="torchaudio", state=State.WORKS, says=f"imports{kind}")
    useless = list((folder / "lib").glob(EXTENSION)) if _torch_is_cpu_build() else []
    if useless and fix:
        for file in useless:
            file.unlink()
        if _import_error(folder) is None:
            names = ", ".join(file.name for file in useless)
            says = f"mended: removed {names}, built for CUDA, since this torch is a CPU build; now pure Python"
            return Finding(what="torchaudio", state=State.WORKS, says=says)
    cure = "lasaft-nb doctor --fix" if useless and not fix else "pip install --force-reinstall --no-deps torchaudio"
    return Finding(what="torchaudio", state=State.MISSING, says=f"cannot be imported ({complaint})", cure=cure)


def _import_error(folder: Path) -> str | None:
    """The last line of what a fresh Python says when it imports torchaudio, None if it does."""
    code = f"import sys; sys.path.insert(0, {str(folder.parent)!r}); import torchaudio"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return None if answer.returncode == 0 else (answer.stderr.strip().splitlines() or ["no reason given"])[-1]


def _torch_is_cpu_build() -> bool:
    import torch

    return torch.version.cuda is None and torch.version.hip is None

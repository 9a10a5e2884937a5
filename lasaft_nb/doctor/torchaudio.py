"""Does torchaudio import? Only the peers in the comparison chapter need it (extra `peers`).

PyPI's torchaudio 2.11 for Linux links its extension to CUDA's libraries, which a CPU build of torch lacks; the import
then fails (``libc10_cuda.so: cannot open shared object file``). PyTorch's own index has a build for the CPU.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from lasaft_nb.doctor.finding import Finding, State

REINSTALL = "pip install --force-reinstall --no-deps torchaudio"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def torchaudio_finding() -> Finding:
    """Whether it is there and imports, and if not, the command that brings the build which fits this torch."""
    spec = find_spec("torchaudio")
    if spec is None or spec.origin is None:
        says, cure = "not installed; models for comparison need it", "pip install 'lasaft-nb[peers]'"
        return Finding(what="torchaudio", state=State.MISSING, says=says, cure=cure)
    return examine(Path(spec.origin).parent)


def examine(folder: Path) -> Finding:
    """The same for torchaudio in ``folder``."""
    complaint = _import_error(folder)
    if complaint is None:
        return Finding(what="torchaudio", state=State.WORKS, says="imports")
    cure = f"{REINSTALL} --index-url {CPU_INDEX}" if _torch_is_cpu_build() else REINSTALL
    return Finding(what="torchaudio", state=State.MISSING, says=f"cannot be imported ({complaint})", cure=cure)


def _import_error(folder: Path) -> str | None:
    """The last line of what a fresh Python says when it imports torchaudio, None if it does."""
    code = f"import sys; sys.path.insert(0, {str(folder.parent)!r}); import torchaudio"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return None if answer.returncode == 0 else (answer.stderr.strip().splitlines() or ["no reason given"])[-1]


def _torch_is_cpu_build() -> bool:
    import torch

    return torch.version.cuda is None and torch.version.hip is None

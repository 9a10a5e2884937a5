"""Python, packages, device, programs, disk space; and torchaudio, which only the peers need (extra `peers`).

PyPI's torchaudio 2.11 for Linux links its extension to CUDA's libraries, which a CPU build of torch lacks; the import
then fails (``libc10_cuda.so: cannot open shared object file``). PyTorch's own index has a build for the CPU.
"""

import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path

from lasaft_nb import __version__
from lasaft_nb.doctor.finding import Finding, State
from lasaft_nb.paths import PACKAGE, cache_dir

MIN_PYTHON = (3, 11)
MIN_FREE = 2  # GB
SHOWN = ("numpy", "scipy", "soundfile", "av")
EXTRAS = ("train", "evaluate", "book", "fast", "peers", "cluster")
REINSTALL = f"{Path(sys.executable).name} -m pip install --force-reinstall lasaft-nb"


def machine_findings() -> list[Finding]:
    """Everything outside the project."""
    return [_python(), _packages(), _torch(), _audio(), _chromium(), _cache(), _space()]


def installed() -> bool:
    """Is this an installed wheel, and no checkout?"""
    return not (PACKAGE.parent / "pyproject.toml").is_file()


def _python() -> Finding:
    wanted = ".".join(map(str, MIN_PYTHON))
    home = "an installed package" if installed() else "a checkout"
    says = f"{platform.python_version()} on {platform.system()} {platform.machine()}; lasaft-nb {__version__}, {home}"
    if sys.version_info[:2] >= MIN_PYTHON:
        return Finding(what="Python", state=State.WORKS, says=says)
    return Finding(what="Python", state=State.BROKEN, says=f"{says}: {wanted} is needed", cure=f"install {wanted}")


def _packages() -> Finding:
    lines = requires("lasaft-nb") or []
    names = _names(line for line in lines if "extra ==" not in line)
    missing = [name for name in names if _version(name) is None]
    if missing:
        says = f"{', '.join(missing)} missing"
        return Finding(what="packages", state=State.BROKEN, says=says, cure=f"pip install {' '.join(missing)}")
    of = {extra: _names(line for line in lines if re.search(rf"extra == .{extra}\b", line)) for extra in EXTRAS}
    whole = [extra for extra, needed in of.items() if needed and all(map(_version, needed))]
    says = f"all {len(names)} there: {', '.join(f'{name} {_version(name)}' for name in SHOWN)}, …; "
    says += f"extras {', '.join(whole)}" if whole else "no extras, which training, scores and the book need"
    return Finding(what="packages", state=State.WORKS, says=says)


def _names(lines: Iterable[str]) -> list[str]:
    """The packages that requirements name, besides our own."""
    found = [match[0] for line in lines if (match := re.match(r"[\w.-]+", line))]
    return [name for name in found if name != "lasaft-nb"]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _torch() -> Finding:
    try:
        import torch
    except (ImportError, OSError) as error:
        return Finding(what="torch", state=State.BROKEN, says=f"cannot be imported ({error})", cure=REINSTALL)
    from lasaft_nb.device import choose_device

    device = choose_device("auto")
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else platform.processor() or platform.machine()
    says = f"{torch.__version__}; device {device.type} ({name}), {torch.get_num_threads()} CPU threads"
    return Finding(what="torch", state=State.WORKS, says=says)


def _audio() -> Finding:
    try:
        import av
        import soundfile
    except (ImportError, OSError) as error:
        return Finding(what="audio", state=State.BROKEN, says=f"can't be read ({error})", cure=REINSTALL)
    codec = ".".join(map(str, av.library_versions["libavcodec"]))
    says = f"libsndfile {soundfile.__libsndfile_version__}; FFmpeg's libavcodec {codec} by PyAV {av.__version__}"
    return Finding(what="audio", state=State.WORKS, says=says)


def _chromium() -> Finding:
    found = next((name for name in ("chromium", "chromium-browser", "google-chrome") if shutil.which(name)), None)
    if found and shutil.which("chromedriver"):
        return Finding(what="browser", state=State.WORKS, says=_first_line(found, "--version"))
    says = "chromium or its driver not found; only the tests of the built pages need them"
    return Finding(what="browser", state=State.MISSING, says=says, cure=install_command("chromium chromium-driver"))


def install_command(packages: str) -> str:
    """How this system installs programs."""
    if platform.system() == "Darwin":
        return f"brew install {packages}"
    if platform.system() == "Windows":
        return f"winget install {packages}"
    return f"sudo apt-get install {packages}"


def _first_line(*command: str) -> str:
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.SubprocessError) as error:
        return f"there, but does not start ({error})"
    return answer.partition("\n")[0].partition(" Copyright")[0].strip()


def _cache() -> Finding:
    folder = cache_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".write-test").touch()
        (folder / ".write-test").unlink()
    except OSError as error:
        cure = "export LASAFT_NB_CACHE=$HOME/lasaft_nb_cache"
        return Finding(
            what="cache", state=State.BROKEN, says=f"{folder} can't be written ({error.strerror})", cure=cure
        )
    return Finding(what="cache", state=State.WORKS, says=str(folder))


def _space() -> Finding:
    free = {path: shutil.disk_usage(path).free / 1e9 for path in (Path.cwd(), cache_dir()) if path.exists()}
    tightest = min(free, key=lambda path: free[path])
    says = f"{free[tightest]:.1f} GB free at {tightest}"
    if free[tightest] < MIN_FREE:
        says += f"; the dataset and the book want {MIN_FREE} GB"
        return Finding(what="disk", state=State.MISSING, says=says, cure=f"du -sh {tightest}/* | sort -h")
    return Finding(what="disk", state=State.WORKS, says=says)


TORCHAUDIO_AGAIN = "pip install --force-reinstall --no-deps torchaudio"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def torchaudio_finding() -> Finding:
    """Whether it is there and imports, and if not, the command that brings the build which fits this torch."""
    spec = find_spec("torchaudio")
    if spec is None or spec.origin is None:
        says, cure = "not installed; models for comparison need it", "pip install 'lasaft-nb[peers]'"
        return Finding(what="torchaudio", state=State.MISSING, says=says, cure=cure)
    return examine_torchaudio(Path(spec.origin).parent)


def examine_torchaudio(folder: Path) -> Finding:
    """The same for torchaudio in ``folder``."""
    complaint = _import_error(folder)
    if complaint is None:
        return Finding(what="torchaudio", state=State.WORKS, says="imports")
    cure = f"{TORCHAUDIO_AGAIN} --index-url {CPU_INDEX}" if _torch_is_cpu_build() else TORCHAUDIO_AGAIN
    return Finding(what="torchaudio", state=State.MISSING, says=f"cannot be imported ({complaint})", cure=cure)


def _import_error(folder: Path) -> str | None:
    """The last line of what a fresh Python says when it imports torchaudio, None if it does."""
    code = f"import sys; sys.path.insert(0, {str(folder.parent)!r}); import torchaudio"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return None if answer.returncode == 0 else (answer.stderr.strip().splitlines() or ["no reason given"])[-1]


def _torch_is_cpu_build() -> bool:
    import torch

    return torch.version.cuda is None and torch.version.hip is None

"""Where work runs and how long it takes: a network's device, the memory kept there, numbers of processes, seconds."""

import ctypes
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import TYPE_CHECKING, Any

from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    import torch

DEVICES = ("auto", "cpu", "cuda", "mps")
MMAP_MAX, TRIM_THRESHOLD, TOP_PAD = -4, -1, -2  # parameters of glibc's mallopt(3)
KEEP = 2**31 - 1  # bytes, the largest that mallopt takes


def choose_device(name: "str | torch.device" = "auto") -> "torch.device":
    """The device called ``name``, or that it is.

    "auto" takes the best there is: cuda, else mps (Apple), else cpu; "gpu" takes one of the first two.

    Raises:
        UserError: unknown name, or a device that this machine or this build of torch lacks.
    """
    import torch

    name = str(name)
    kind = name.partition(":")[0]
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if kind == "auto":
        return torch.device(next(kind for kind, here in available.items() if here))
    if name == "gpu":
        found = next((kind for kind in ("cuda", "mps") if available[kind]), None)
        if found is None:
            raise UserError("device 'gpu' is not available: torch finds neither cuda nor mps here; use 'auto' or 'cpu'")
        return torch.device(found)
    if kind not in available:
        raise UserError(f"device must be one of {', '.join(DEVICES)}, got {name!r}")
    if not available[kind]:
        raise UserError(f"device {name!r} is not available to torch {torch.__version__} here; use 'auto' or 'cpu'")
    try:
        return torch.device(name)
    except RuntimeError as error:
        raise UserError(f"device must be one of {', '.join(DEVICES)}, got {name!r}") from error


def check_jobs(jobs: int | None) -> None:
    """Refuse a number of processes that is none.

    Raises:
        UserError: 0, or less than -1 (which stands for one process a core, as None does).
    """
    if jobs is not None and jobs < 1 and jobs != -1:
        raise UserError(f"jobs must be 1 or more, or -1 for one process a core, got {jobs}")


def keep_memory() -> bool:
    """Tell the C library to keep freed memory for the next tensor; whether it has one that can.

    Every layer of a U-Net makes tensors of tens of megabytes and drops them again. By default glibc fetches such memory
    from the system and returns it each time, and the system clears it page by page, more than once per value computed.
    Kept memory is used again at once; what a process holds at most does not change, but it holds it until it ends.
    `make bench` measures the gain. The setting is the whole process's, so nothing in the library calls this: the
    commands `separate`, `manipulate`, `evaluate` and `train` do, and a program of yours may. Outside Linux with glibc
    nothing happens.
    """
    mallopt = _of_glibc("mallopt")
    if mallopt is None:
        return False
    return all(mallopt(name, value) for name, value in ((MMAP_MAX, 0), (TRIM_THRESHOLD, KEEP), (TOP_PAD, 2**26)))


def give_memory_back() -> None:
    """Hand free memory back to the system, where the C library is glibc; elsewhere nothing is done.

    glibc keeps what a window has freed, and can't always use it for the next: PyTorch's windows of a large network took
    955 MB after one minute of music and 1241 MB after three.
    """
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Any:
    """A function of the C library of Linux, or None where there is another: musl has neither of the two."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform.startswith("linux") else None


def prepare_process(device: "str | torch.device" = "auto") -> "torch.device":
    """The device of a command that is this process's only work: on a CPU, memory is kept. Raises as `choose_device`."""
    chosen = choose_device(device)
    if chosen.type == "cpu":
        keep_memory()
    return chosen


def median_seconds(work: Callable[[], object], *, repeats: int = 5) -> float:
    """Median seconds on the wall of a call, after one that warms up; other work of the machine makes single ones long.

    Work on another device has to wait for its answer, as ``.item()`` does. `probes.cost.processor_seconds` measures the
    time of processors, whatever else the machine does.
    """
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, got {repeats}")
    work()
    spent = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return median(spent)

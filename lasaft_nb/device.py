"""Where work runs: the device of a network, the number of processes."""

from typing import TYPE_CHECKING

from lasaft_nb.errors import UserError

if TYPE_CHECKING:
    import torch

DEVICES = ("auto", "cpu", "cuda", "mps")


def choose_device(name: str = "auto") -> "torch.device":
    """The device called ``name``; "auto" takes the best there is: cuda, else mps (Apple), else cpu.

    Raises:
        UserError: unknown name, or a device that this machine or this build of torch lacks.
    """
    import torch

    kind = name.partition(":")[0]
    available = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if kind == "auto":
        return torch.device(next(kind for kind, here in available.items() if here))
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

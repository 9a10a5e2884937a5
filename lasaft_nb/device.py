"""Where a network runs."""

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

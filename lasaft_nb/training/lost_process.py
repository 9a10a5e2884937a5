"""When one of several training processes dies, the others say so and stop."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from torch import distributed

from lasaft_nb.errors import UserError


@contextmanager
def lost_processes(checkpoint: Path) -> Iterator[None]:
    """Turn the error of a broken connection between processes into a sentence.

    ``checkpoint`` is where the training goes on, once there is one. Whatever else the work inside raises passes.

    Raises:
        UserError: another process of the training is gone.
    """
    try:
        yield
    except RuntimeError as error:
        if not _is_lost_connection(error):
            raise
        cure = f"the same command goes on from {checkpoint}" if checkpoint.is_file() else "give the command again"
        raise UserError(
            f"a process of this training ended before the others (killed, or see its own message); {cure}"
        ) from error


def _is_lost_connection(error: RuntimeError) -> bool:
    """PyTorch has a class for NCCL's errors and for lost addresses, and none for Gloo's."""
    return distributed.is_available() and (isinstance(error, distributed.DistError) or "gloo" in str(error).lower())

"""A process made by fork has none of its parent's threads: whoever hands work to them there waits for ever."""

import os
import warnings

import torch

from lasaft_nb.errors import Note

_IMPORTED_IN = os.getpid()


def compute_alone_after_fork() -> None:
    """Let torch compute with one thread from now on, with a note, if this process was forked from one that had torch.

    OpenMP keeps its threads from one computation to the next and doesn't notice that a fork has lost them.
    """
    if os.getpid() != _IMPORTED_IN and torch.get_num_threads() > 1:
        torch.set_num_threads(1)
        warnings.warn(
            "this process was made by fork, so torch computes in it with one thread; processes of the method 'spawn' "
            "have all of theirs",
            Note,
            stacklevel=5,  # where the user's program asks for a song
        )

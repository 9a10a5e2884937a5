"""How much memory a network's feature maps need."""

import weakref
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves


def peak_bytes(work: Callable[[], object], *, training: bool = False) -> int:
    """The most bytes that tensors made inside ``work()`` occupy at one time.

    Weights and inputs, which are there before, don't count, nor what an operation uses only inside itself. So this is
    about the feature maps, and the same on every machine. No gradients are kept, unless ``training``: then ``work`` may
    go backward, and what is kept for that counts, with the gradients themselves.
    """
    with nullcontext() if training else torch.no_grad(), _Watch() as watch:
        work()
    return watch.peak


class _Watch(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Counts the storages that operations return, until they are freed."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.peak = 0
        self._live: dict[int, int] = {}  # address of a storage: its bytes

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        before = {one.untyped_storage().data_ptr() for one in tree_leaves((args, kwargs)) if isinstance(one, Tensor)}
        result = func(*args, **(kwargs or {}))
        for one in tree_leaves(result):
            if isinstance(one, Tensor):
                self._add(one.untyped_storage(), before)
        self.peak = max(self.peak, sum(self._live.values()))
        return result

    def _add(self, storage: torch.UntypedStorage, before: set[int]) -> None:
        address = storage.data_ptr()
        if address in before or address in self._live or not storage.nbytes():
            return  # a view, or written in place
        self._live[address] = storage.nbytes()
        weakref.finalize(storage, self._live.pop, address, None)

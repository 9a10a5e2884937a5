"""What a network costs: parameters, multiply-adds, processor seconds and memory, and the cost of all sources of a song.

The last compares the taxonomy's three kinds of networks (thesis 2.2.1).
"""

import time
import weakref
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from lasaft_nb.models.source_model import SourceModel
from lasaft_nb.probes.ablation import evaluating


def n_parameters(module: nn.Module) -> int:
    """Trainable numbers in a module."""
    return sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)


def multiply_adds(module: nn.Module, *inputs: Tensor) -> int:
    """Multiply-adds of one call: half the floating-point operations that PyTorch's counter finds.

    Matrix products and convolutions are counted, also those of recurrent layers; norms, activations and Fourier
    transforms are not. The module is called once, on what is given; only the shapes matter.
    """
    from torch.utils.flop_counter import FlopCounterMode

    counted = deepcopy(module).eval()
    recurrent: list[int] = []
    for layer in counted.modules():
        if isinstance(layer, nn.RNNBase):  # walked step by step it would take minutes
            layer.forward = partial(_recurrent, layer, recurrent)
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        counted(*inputs)
    return int(counter.get_total_flops()) // 2 + sum(recurrent)


def processor_seconds(work: Callable[[], object], *, repeats: int = 3) -> float:
    """Median seconds of processor time, all threads together, of a call, after one that warms up.

    It hardly depends on what else the machine does. With one thread on an idle machine it is the time on the wall;
    divided by the seconds of audio in the work it is the real-time factor (below 1 is faster than listening).
    """
    if repeats < 1:
        raise ValueError(f"repeats must be at least 1, got {repeats}")
    spent = []
    with torch.inference_mode():
        work()
        for _ in range(repeats):
            start = time.process_time()
            work()
            spent.append(time.process_time() - start)
    return median(spent)


def _recurrent(layer: nn.RNNBase, tally: list[int], x: Tensor, state: Any = None) -> tuple[Tensor, None]:
    """What a recurrent layer would give, as a shape; every step uses each number of its matrices once."""
    matrices = sum(parameter.numel() for name, parameter in layer.named_parameters() if name.startswith("weight"))
    tally.append(matrices * x[..., 0].numel())
    directions = 2 if layer.bidirectional else 1
    return x.new_zeros(*x.shape[:-1], directions * (layer.proj_size or layer.hidden_size)), None


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


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Parameters of all networks together, processor seconds for a second of audio, peak bytes of feature maps."""

    parameters: int
    seconds: float
    bytes: int


def cost_of_all_sources(models: Sequence[SourceModel], *, n_samples: int, repeats: int = 3) -> Cost:
    """Measure ``models`` that together give every source, one after the other, on noise (1, 2, n_samples).

    Scores of a network don't depend on this; weights may be fresh.
    """
    noise = 0.1 * torch.randn(1, 2, n_samples, generator=torch.Generator().manual_seed(0))
    spent = processor_seconds(_work(models, noise), repeats=repeats)
    return Cost(
        parameters=sum(n_parameters(model) for model in models),
        seconds=spent * models[0].sample_rate / n_samples,
        bytes=max(peak_bytes(_work([model], noise)) for model in models),
    )


def _work(models: Sequence[SourceModel], noise: torch.Tensor) -> Callable[[], object]:
    def work() -> None:
        for model in models:
            with evaluating(model):
                model.sources(noise, model.targets)

    return work

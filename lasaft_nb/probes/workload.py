"""How much work a network is: parameters, multiply-adds, and processor seconds for a second of audio."""

import time
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from statistics import median
from typing import Any

import torch
from torch import Tensor, nn


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

"""What a network adds whatever it hears: biases, shifts, and the means that BatchNorm subtracts (thesis 3.6.6).

A network without them answers zeros with zeros: convolutions, matrices, ReLUs and scales all keep zero. In evaluation
mode BatchNorm computes scale * (x - mean) / deviation + shift, so its running mean is a bias too, even where the layer
has neither a bias nor a learned shift.
"""

from collections.abc import Collection
from copy import deepcopy

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

OFFSETS = ("biases", "shifts", "running means")


def without_offsets(model: nn.Module, kinds: Collection[str]) -> nn.Module:
    """A copy of ``model``, in evaluation mode, whose offsets of these kinds are zero.

    ``biases`` are those of convolutions, matrices and recurrent layers, ``shifts`` the learned ones of BatchNorm,
    ``running means`` what it subtracts.

    Raises:
        ValueError: an unknown kind.
    """
    if unknown := set(kinds) - set(OFFSETS):
        raise ValueError(f"kinds must be among {', '.join(OFFSETS)}, got {', '.join(sorted(unknown))}")
    copy = deepcopy(model).eval()
    with torch.no_grad():
        for module in copy.modules():
            is_norm = isinstance(module, _BatchNorm)
            if isinstance(module, _BatchNorm) and "running means" in kinds and module.running_mean is not None:
                module.running_mean.zero_()
            if ("shifts" if is_norm else "biases") in kinds:
                for name, parameter in module.named_parameters(recurse=False):
                    if name.startswith("bias"):
                        parameter.zero_()
    return copy

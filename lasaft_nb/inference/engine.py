"""What computes a network, and how exactly: torch, or on a CPU also OpenVINO (extra `fast`)."""

import os
import warnings
from copy import deepcopy
from importlib.util import find_spec

import torch
from torch import nn

from lasaft_nb.errors import Note, UserError
from lasaft_nb.inference.openvino_unet import OpenVinoUNet, Precision
from lasaft_nb.inference.reduced_precision import Bfloat16Network
from lasaft_nb.models.one_per_source import OnePerSource
from lasaft_nb.models.source_model import SourceModel, SpectrogramModel
from lasaft_nb.models.unet import UNet

ENGINES = ("auto", "torch", "openvino")
PRECISIONS = ("exact", "bfloat16", "fast")
_IMPORTED_IN = os.getpid()


def with_engine(
    model: SourceModel, *, device: str, engine: str = "auto", precision: Precision = "exact"
) -> SourceModel:
    """The same model, computed by ``engine``.

    Args:
        model: on its device already.
        device: the kind of that device; OpenVINO is for "cpu".
        engine: "torch", "openvino", or "auto": OpenVINO where it is installed and can compute this model, else torch.
        precision: "exact" is float32; "bfloat16" where the CPU or GPU computes with it; "fast" what is faster here of
            the two. Torch on a CPU is always exact here.

    Raises:
        UserError: an unknown name; OpenVINO asked for where it is not installed or can't compute this model.
    """
    if engine not in ENGINES:
        raise UserError(f"engine must be one of {', '.join(ENGINES)}, got {engine!r}")
    if precision not in PRECISIONS:
        raise UserError(f"precision must be one of {', '.join(PRECISIONS)}, got {precision!r}")
    obstacle = "engine 'torch' was asked for" if engine == "torch" else _obstacle(model, device)
    if obstacle is None:
        return _with_openvino(model, precision)
    if engine == "openvino":
        raise UserError(f"OpenVINO can't be used: {obstacle}; engine 'auto' or 'torch' works")
    if precision != "exact" and device == "cuda" and isinstance(model, SpectrogramModel):
        return _around(Bfloat16Network(model.network, measure=precision == "fast"), model)
    if precision != "exact":
        warnings.warn(f"computed exactly, since {obstacle}", Note, stacklevel=3)
    return model


def _obstacle(model: SourceModel, device: str) -> str | None:
    """Why OpenVINO can't compute this model here, or None."""
    if find_spec("openvino") is None:
        return "it is not installed (`pip install 'lasaft-nb[fast]'`)"
    if device != "cpu":
        return f"the network runs on {device}"
    if isinstance(model, OnePerSource):
        found = (_obstacle(model.part(target), device) for target in model.targets)
        return next((obstacle for obstacle in found if obstacle), None)
    if not isinstance(model, SpectrogramModel) or not isinstance(model.network, UNet) or model.reads_sentences:
        return "it computes the U-Nets of chapters 3 and 4 and their successors only"
    return None


def _with_openvino(model: SourceModel, precision: Precision) -> SourceModel:
    if isinstance(model, OnePerSource):
        return OnePerSource({name: _with_openvino(model.part(name), precision) for name in model.targets}).eval()
    assert isinstance(model, SpectrogramModel) and isinstance(model.network, UNet)  # see `_obstacle`
    return _around(OpenVinoUNet(model.network, precision=precision), model)


def _around(network: nn.Module, model: SpectrogramModel) -> SourceModel:
    """A copy of the model with another network inside."""
    return deepcopy(model, {id(model.network): network}).eval()


def compute_alone_after_fork() -> None:
    """Let torch compute with one thread from now on, with a note, if this process was forked from one that had torch.

    A process made by fork has none of its parent's threads, and OpenMP, which keeps its threads from one computation to
    the next, doesn't notice: whoever hands work to them there waits for ever.
    """
    if os.getpid() != _IMPORTED_IN and torch.get_num_threads() > 1:
        torch.set_num_threads(1)
        warnings.warn(
            "this process was made by fork, so torch computes in it with one thread; processes of the method 'spawn' "
            "have all of theirs",
            Note,
            stacklevel=5,  # where the user's program asks for a song
        )

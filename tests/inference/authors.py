"""Weights in the authors' spelling, made from networks of ours: what a released file would hold."""

import re
from typing import Any

import torch
from einops import rearrange
from torch import Tensor, nn

from lasaft_nb.inference.official.weights import TABLES, build, their_key

_SIZE = {
    "n_fft": 64, "n_blocks": 5, "input_channels": 4, "internal_channels": 4, "n_internal_layers": 2,
    "first_conv_activation": "relu", "last_activation": "identity", "t_down_layers": None, "f_down_layers": None,
}  # fmt: skip
_KERNEL = {"kernel_size_t": 3, "kernel_size_f": 3}
_TDF = {"bn_factor": 4, "min_bn_units": 2, "tfc_tdf_bias": False, "tfc_tdf_activation": "relu"}
_CONDITION = {
    "control_vector_type": "embedding", "control_input_dim": 4, "embedding_dim": 4, "condition_to": "decoder",
    "control_type": "dense", "control_n_layer": 4,
}  # fmt: skip
_FILM = {"film_type": "complex", "gamma_activation": "identity", "beta_activation": "identity"}
_GPOCM = {"pocm_type": "matmul", "pocm_norm": "batch_norm"}
_LATENT = {"num_tdfs": 3, "dk": 5}
_RNN = {
    "kernel_size_f": 3, "bn_factor_rnn": 4, "num_layers_rnn": 1, "min_bn_units_rnn": 2, "bias_rnn": True,
    "bn_factor_tdf": 4, "bias_tdf": True, "tdc_rnn_activation": "relu",
}  # fmt: skip

CONFIGS: dict[str, dict[str, Any]] = {
    "TFC_NET": {**_SIZE, **_KERNEL, "tfc_activation": "relu"},
    "TDC_NET": {**_SIZE, "kernel_size_f": 3, "tdc_activation": "relu"},
    "TDF_NET": {**_SIZE, "bn_factor": 4, "min_bn_units": 2, "bias": False, "tdf_activation": "relu"},
    "TFC_TDF_NET": {**_SIZE, **_KERNEL, **_TDF, "t_down_layers": "[1]"},
    "TDC_RNN_NET": {**_SIZE, **_RNN},
    "DCUN_TFC_FiLM": {**_SIZE, **_KERNEL, **_CONDITION, **_FILM},
    "DCUN_TFC_GPoCM": {**_SIZE, **_KERNEL, **_CONDITION, **_GPOCM},
    "DCUN_TFC_FiLM_TDF": {**_SIZE, **_KERNEL, **_TDF, **_CONDITION, **_FILM},
    "DCUN_TFC_GPoCM_TDF": {**_SIZE, **_KERNEL, **_TDF, **_CONDITION, **_GPOCM, "condition_to": "full"},
    "DCUN_TFC_FiLM_LaSAFT": {**_SIZE, **_KERNEL, **_TDF, **_CONDITION, **_FILM, **_LATENT},
    "DCUN_TFC_GPoCM_LaSAFT": {**_SIZE, **_KERNEL, **_TDF, **_CONDITION, **_GPOCM, **_LATENT},
    "DCUN_TFC_GPoCM_LightSAFT": {**_SIZE, **_KERNEL, **_TDF, **_CONDITION, **_GPOCM, **_LATENT},
    "Conv_TDF_net_trim": {"n_fft": 64, "dim_f": 5, "L": 5, "l": 2, "g": 4, "bn": 4, "bias": False},
}


def network_and_state(class_name: str) -> tuple[nn.Module, dict[str, Tensor]]:
    """A network of ours with random weights and statistics, and the same weights as the authors store them."""
    network = build(class_name, CONFIGS[class_name]).eval()
    for name, buffer in network.named_buffers():
        if name.endswith("running_mean"):
            buffer.normal_(std=0.1)
        if name.endswith("running_var"):
            buffer.uniform_(0.5, 1.5)
    return network, in_their_words(network, class_name)


def in_their_words(network: nn.Module, class_name: str) -> dict[str, Tensor]:
    theirs: dict[str, list[Tensor]] = {}
    order = {"encoders": 0, "middle": 1, "decoders": 2}
    for key, stored in sorted(network.state_dict().items(), key=lambda item: order.get(item[0].split(".")[0], 0)):
        value = stored
        turned = ".pocm.to_weight." in key or ".pocm.weight_norm." in key
        if turned and value.ndim:
            value = rearrange(value, "(o i) ... -> (i o) ...", o=4)
        framewise = ".tdc." in key or "TDC_NET" in class_name or class_name == "TDF_NET"
        if framewise and value.ndim == 4 and re.match(r"(encoders|middle|decoders).*layers", key):
            value = value.squeeze(2)
        if class_name in ("TDC_NET", "TDF_NET") and key.startswith(("downs", "ups")) and value.ndim == 4:
            value = value.squeeze(2)
        theirs.setdefault(their_key(key, TABLES[class_name]), []).append(value)
    return {key: values[0] if values[0].ndim == 0 else torch.cat(values) for key, values in theirs.items()}


def example(class_name: str) -> tuple[Tensor, ...]:
    """An input of the right shape, with a condition where the class takes one."""
    x = torch.randn(4, 4, 4, 32 if class_name == "Conv_TDF_net_trim" else 33)
    return (x, torch.arange(4)) if class_name.startswith("DCUN") else (x,)

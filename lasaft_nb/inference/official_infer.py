"""From the names and shapes of the authors' weights to their class and the arguments of its constructor."""

import re
from collections.abc import Mapping
from typing import Any

from torch import Tensor

State = Mapping[str, Tensor]


def class_of(state: State) -> str:
    """The authors' class that has such weights.

    Raises:
        ValueError: where it is none of theirs.
    """
    block = {key.removeprefix("encoders.0.") for key in state if key.startswith("encoders.0.")}
    if "condition_generator.linear_gamma.0.weight" in state:
        gammas, betas = (len(state[f"condition_generator.linear_{name}.0.weight"]) for name in ("gamma", "beta"))
        kinds = (("LaSIFT.", "_LightSAFT"), ("tdfs.", "_LaSAFT"), ("tdf.", "_TDF"), ("", ""))
        kind = next(name for prefix, name in kinds if any(key.startswith(prefix) for key in block))
        return f"DCUN_TFC_{'FiLM' if gammas == betas else 'GPoCM'}{kind}"
    dense = state.get("encoders.0.H.0.0.weight")
    kinds = (
        ("rnn.", "TDC_RNN_NET"),
        ("tif.tif.", "TFC_TDF_NET"),
        ("tif.", "TDF_NET"),
        ("H.", "TDC_NET" if dense is not None and dense.ndim == 3 else "TFC_NET"),
    )
    for prefix, name in kinds:
        if any(key.startswith(prefix) for key in block):
            return name
    raise ValueError("these are not the weights of any of the authors' networks")


def config_of(state: State, *, n_fft: int) -> dict[str, Any]:
    """The arguments of the constructor, as far as shapes tell them."""
    first = state["first_conv.0.weight"]
    n_levels = _count(state, r"encoders\.(\d+)\.")
    convolution = next(
        (value for key, value in state.items() if re.search(r"encoders\.0\..*H\.0\.0\.weight", key)), None
    )
    config: dict[str, Any] = {
        "n_fft": n_fft,
        "n_blocks": 2 * n_levels + 1,
        "internal_channels": first.shape[0],
        "input_channels": first.shape[1],
        "n_internal_layers": _count(state, r"encoders\.0\..*?H\.(\d+)\."),
        "t_down_layers": [i for i in range(n_levels) if _halves_time(state, i)],
    }
    if convolution is not None:
        config |= {"kernel_size_t": convolution.shape[2], "kernel_size_f": convolution.shape[-1]}
    config |= _bottleneck(state, n_fft // 2)
    if "embedding.weight" in state:
        config |= _conditioning(state, n_levels)
    if "mid_block.rnn.weight_ih_l0" in state:
        config |= _recurrence(state, n_fft // 2, config)
    return config


def _count(state: State, pattern: str) -> int:
    return 1 + max((int(found[1]) for key in state if (found := re.match(pattern, key))), default=-1)


def _halves_time(state: State, level: int) -> bool:
    weight = state.get(f"downsamplings.{level}.0.weight")
    return weight is not None and weight.shape[2] == 2


def _linear_layers(state: State, place: str) -> list[str]:
    """Names of the matrices of a block's frequency transformation, in order."""
    pattern = rf"{place}\.(0\.)?(tif|tdf|tdfs|tif_f1_to_f2|LaSAFT_bn_layer|LaSIFT)\."
    return sorted(key for key, value in state.items() if re.match(pattern, key) and value.ndim == 2)


def _bottleneck(state: State, n_bins: int) -> dict[str, Any]:
    """The smallest bottleneck, the middle block's, tells the minimum: either it is the minimum or none is in force."""
    top, middle = _linear_layers(state, r"encoders\.0"), _linear_layers(state, "mid_block")
    if not top or not middle:
        return {}
    bias = dict.fromkeys(("tfc_tdf_bias", "bias", "bias_tdf"), top[0].replace("weight", "bias") in state)
    if len(top) == 1:
        return {"bn_factor": None, "min_bn_units": 16, **bias}
    light = "LaSAFT_bn_layer" in top[0]
    wide = n_bins if light else len(state[top[-1]])
    per_unit = state["encoders.0.keys"].shape[1] if light else 1
    units, least = (len(state[layers[0]]) // per_unit for layers in (top, middle))
    return {"bn_factor": wide // units, "min_bn_units": least, **bias}


def _conditioning(state: State, n_levels: int) -> dict[str, Any]:
    widths = [v for k, v in state.items() if re.match(r"condition_generator\.dense.*weight", k) and v.ndim == 2]
    n_modulated = len(state["condition_generator.linear_beta.0.weight"]) // len(state["first_conv.0.bias"])
    keys = state.get("encoders.0.keys")
    return {
        "control_vector_type": "embedding",
        "control_type": "dense",
        "control_input_dim": len(state["embedding.weight"]),
        "embedding_dim": state["embedding.weight"].shape[1],
        "control_n_layer": len(widths) + 1,
        "condition_to": "decoder" if n_modulated == n_levels else "full",
        "pocm_norm": "batch_norm" if "condition_generator.linear_gamma.2.running_mean" in state else None,
        "film_type": "complex",
        "gamma_activation": "identity",
        "beta_activation": "identity",
        **({} if keys is None else {"dk": keys.shape[0], "num_tdfs": keys.shape[1]}),
    }


def _recurrence(state: State, n_bins: int, config: Mapping[str, Any]) -> dict[str, Any]:
    units = state["encoders.0.rnn.weight_hh_l0"].shape[1]
    return {
        "bn_factor_rnn": n_bins // units,
        "min_bn_units_rnn": state["mid_block.rnn.weight_hh_l0"].shape[1],
        "num_layers_rnn": _count(state, r"encoders\.0\.rnn\.weight_ih_l(\d+)"),
        "bias_rnn": "encoders.0.rnn.bias_ih_l0" in state,
        "bn_factor_tdf": config["bn_factor"],
    }


def n_fft_of(state: State) -> int | None:
    """STFT window in samples: twice the bins that the first frequency transformation reads; None without one."""
    recurrent = ["encoders.0.rnn.weight_ih_l0"] if "encoders.0.rnn.weight_ih_l0" in state else []
    layers = recurrent or _linear_layers(state, r"encoders\.0")
    return 2 * state[layers[0]].shape[1] if layers else None
